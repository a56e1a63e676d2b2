import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Screen } from '../../../src/completion/screen.ts';
import type { CompletionSnapshot } from '../../../src/completion/snapshot.ts';
import type { Suggestion } from '../../../src/completion/suggestion.ts';
import { View } from '../../../src/completion/view.ts';

const author = { backendId: 'local', model: 'm' };

const snapshot: CompletionSnapshot = {
  origin: { uri: 'file:///w/a.ts', path: 'a.ts', languageId: 'typescript' },
  ...{ cursorOffset: 16, textBefore: 'function go() {\n', textAfter: '\n}', eol: '\n', insertSpaces: true, tabSize: 2 },
  ...{ trigger: 'automatic', hasSelection: false, cursorCount: 1, selectedSuggestion: undefined, isExcluded: false },
};

/** What was suggested where █ is on the second line of a document. */
function suggested(line: string): Suggestion {
  const [linePrefix = '', text = ''] = line.split('█');
  const { lineKey, belowKey } = new View(snapshot);
  return { lineKey, belowKey, linePrefix, text, requestId: line, author, isUnfinished: false };
}

function viewAt({ linePrefix }: Suggestion): View {
  return new View({ ...snapshot, textBefore: snapshot.textBefore + linePrefix });
}

/** Whether the second suggestion is held back after the first was dismissed. */
function isHeldBack(dismissed: string, next: string): boolean {
  const screen = new Screen();
  screen.show(suggested(dismissed), viewAt(suggested(dismissed)));
  screen.settle(suggested(dismissed));
  const suggestion = suggested(next);
  const view = viewAt(suggestion);
  return screen.isUnwanted(suggestion, view);
}

test('what was dismissed is held back from any place on its line, longer and shorter too', () => {
  assert.equal(isHeldBack('  a = █b();', '  a = █b();'), true);
  assert.equal(isHeldBack('  a = █b();', '  █a = b();'), true);
  assert.equal(isHeldBack('  a = █b();', '  a = b█();'), true);
  assert.equal(isHeldBack('  a = █b();', '  a = █b();\n  c();'), true);
  assert.equal(isHeldBack('  a = █b();\n  c();', '  a = █b();'), true);
});

test('another text is offered', () => {
  assert.equal(isHeldBack('  a = █b();', '  a = █c();'), false);
  assert.equal(isHeldBack('  a = █b();', '  a = x█();'), false);
});

test('of several lines the first that can be seen tells whether it is the same suggestion', () => {
  assert.equal(isHeldBack('  █a();\n  b();', '  █a();\n  c();'), true);
  assert.equal(isHeldBack('  █a();\n  b();', '  █x();\n  b();'), false);
  assert.equal(isHeldBack('  if (a) {█\n    b();\n    c();', '  if (a) {█\n    b();\n    d();'), true);
  assert.equal(isHeldBack('  if (a) {█\n    b();', '  if (a) {█\n    d();'), false);
});

test('once the person has written what was dismissed, what follows is offered', () => {
  assert.equal(isHeldBack('  a = █b();', '  a = b();█ // done'), false);
});

test('what is shown all the same was asked for by hand, and is wanted again', () => {
  const screen = new Screen();
  const suggestion = suggested('  a = █b();');
  screen.settle(suggestion);
  const view = viewAt(suggestion);
  screen.show(suggestion, view);
  assert.equal(screen.isUnwanted(suggestion, view), false);
});
