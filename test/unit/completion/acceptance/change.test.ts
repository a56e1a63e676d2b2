import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DocumentChange, stepOf } from '../../../../src/completion/acceptance/change.ts';
import { toRemainder } from '../../../../src/completion/acceptance/offer.ts';
import type { CompletionSnapshot, Ghost, SelectedSuggestion } from '../../../../src/completion/snapshot.ts';

interface Scene {
  readonly cursorOffset?: number;
  readonly replaceBefore?: number;
  readonly replaceAfter?: number;
  readonly selectedSuggestion?: SelectedSuggestion;
}

function remainderOf(textBefore: string, ghostText: string, scene: Scene = {}) {
  const { cursorOffset = textBefore.length, replaceBefore = textBefore.length, replaceAfter = 0 } = scene;
  const answer = { source: 'new', requestId: 'r1', answerLength: ghostText.length, isUnfinished: false } as const;
  const ghost: Ghost = { text: ghostText, replaceBefore, replaceAfter, ...answer };
  const snapshot: CompletionSnapshot = {
    origin: { uri: 'file:///w/a.ts', path: 'a.ts', languageId: 'typescript' },
    ...{ cursorOffset, textBefore, textAfter: '', eol: '\n', insertSpaces: true, tabSize: 2, trigger: 'automatic' },
    ...{ hasSelection: false, cursorCount: 1, isExcluded: false, selectedSuggestion: scene.selectedSuggestion },
  };
  return toRemainder({ ghost, snapshot, backendId: 'local', model: 'coder' });
}

function insert(offset: number, text: string, removedLength = 0): DocumentChange {
  return { offset, removedLength, text };
}

describe('what is left of a ghost', () => {
  it('is what it adds to its line', () => {
    const { offset, text, replaceAfter } = remainderOf('foo(', 'foo(bar);', { replaceAfter: 1 });
    assert.deepEqual([offset, text, replaceAfter], [4, 'bar);', 1]);
  });

  it('stands at its own place in a notebook cell, whose text before it begins in earlier cells', () => {
    assert.equal(remainderOf('import a\nfoo(', 'foo(bar)', { cursorOffset: 4, replaceBefore: 4 }).offset, 4);
  });

  it('knows what the item of the suggest widget brings', () => {
    const selectedSuggestion = { text: 'console', replacedText: 'con' };
    const left = remainderOf('  con', 'console.log', { replaceBefore: 3, selectedSuggestion });
    assert.deepEqual([left.text, left.widgetLength], ['sole.log', 4]);
  });

  it('is the whole, in place of what was typed, where the item begins otherwise', () => {
    const selectedSuggestion = { text: 'log', replacedText: 'lg' };
    const left = remainderOf('a.lg', 'log(b)', { replaceBefore: 2, selectedSuggestion });
    assert.deepEqual([left.offset, left.text, left.rewritten, left.replaceAfter], [2, 'log(b)', '', 2]);
    assert.equal(stepOf(insert(2, 'log(b)', 2), left)?.kind, 'whole');
  });
});

describe('a change of the document is', () => {
  const left = remainderOf('  al', '  alpha(beta);');

  it('the whole, where the line is written anew from its start', () => {
    const step = stepOf(insert(0, '  alpha(beta);', 4), left);
    assert.deepEqual([step?.kind, step?.change], ['whole', insert(4, 'pha(beta);')]);
  });

  it('a part, where more than one character is inserted at the cursor', () => {
    const step = stepOf(insert(4, 'pha'), left);
    assert.deepEqual([step?.kind, step?.remainder.offset, step?.remainder.text], ['part', 7, '(beta);']);
  });

  it('typing along, where it is one character, an emoji too', () => {
    assert.equal(stepOf(insert(4, 'p'), left)?.kind, 'typed');
    assert.equal(stepOf(insert(1, '🌊'), remainderOf('a', 'a🌊 b'))?.kind, 'typed');
  });

  it('not accepted in part, where the suggest widget inserts its item', () => {
    const selectedSuggestion = { text: 'console', replacedText: 'con' };
    const withWidget = remainderOf('  con', 'console.log', { replaceBefore: 3, selectedSuggestion });
    assert.equal(stepOf(insert(2, 'console', 3), withWidget)?.kind, 'typed');
    assert.equal(stepOf(insert(5, 'sole'), withWidget)?.kind, 'typed');
    assert.equal(stepOf(insert(5, 'sole.'), withWidget)?.kind, 'part');
  });

  it('nothing of the suggestion, where it is elsewhere, says otherwise, or removes more', () => {
    for (const change of [insert(3, 'pha'), insert(5, 'pha'), insert(4, 'Pha'), insert(4, 'pha', 1), insert(4, '')]) {
      assert.equal(stepOf(change, left), undefined, JSON.stringify(change));
    }
  });

  it('a part that takes the place of a closer on the right', () => {
    const atCloser = remainderOf('foo(bar', 'foo(bar);', { replaceAfter: 1 });
    assert.equal(stepOf(insert(7, ');', 1), atCloser)?.kind, 'whole');
  });
});
