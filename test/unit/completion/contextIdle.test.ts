import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCompletionEngine } from '../../../src/completion/engine.ts';
import type { CompletionSnapshot } from '../../../src/completion/snapshot.ts';
import { allOn } from '../../../src/completion/switches.ts';
import { FakeClock, settle } from '../../support/fakeClock.ts';
import { ScriptedModel } from './scriptedModel.ts';

test('48 keys never choose other files anew; resting does, and the next key sends what was chosen then', async (t) => {
  const clock = new FakeClock();
  const model = new ScriptedModel(clock);
  const origin = { uri: 'file:///w/lib.ts', path: 'lib.ts', languageId: 'typescript' };
  let refreshes = 0;
  const engine = createCompletionEngine({
    send: model.send,
    clock,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    settings: () => ({ switches: allOn, contextTokens: undefined }),
    context: {
      current: () => Array.from({ length: refreshes }, (_, index) => ({ origin, text: `chosen ${index}` })),
      refresh: async () => {
        refreshes++;
        return true;
      },
    },
  });
  t.after(() => engine.dispose());
  const ask = async (textBefore: string) => {
    void engine.complete(at(textBefore), new AbortController().signal);
    await clock.advance(1_000);
  };
  model.says('', '', '', '');
  for (const text of ['let a', 'let b', 'let c']) await ask(text);
  assert.equal(refreshes, 0);
  engine.rest(at('let c'));
  await settle();
  assert.equal(refreshes, 1);
  await ask('let d');
  const typed = model.requests.filter(({ warm }) => warm === undefined);
  assert.deepEqual(
    typed.map(({ snippets }) => snippets.map(({ text }) => text)),
    [[], [], [], ['chosen 0']],
  );
});

function at(textBefore: string): CompletionSnapshot {
  return {
    origin: { uri: 'file:///w/a.ts', path: 'a.ts', languageId: 'typescript' },
    cursorOffset: textBefore.length,
    textBefore,
    textAfter: '',
    eol: '\n',
    insertSpaces: true,
    tabSize: 2,
    trigger: 'automatic',
    hasSelection: false,
    cursorCount: 1,
    selectedSuggestion: undefined,
    isExcluded: false,
  };
}
