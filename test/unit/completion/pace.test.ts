import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from '../../../src/completion/pace.ts';
import { View } from '../../../src/completion/view.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { Editor, type Scene } from './harness.ts';

/** The wait after a person has typed 60 letters, 150 ms apart, when the suggest widget calls as well or does not. */
async function waitAfter(widgetCalls: number): Promise<number> {
  const clock = new FakeClock();
  const pace = new Pace(clock, { answerMs: 300 }, { backOffMs: () => 0 });
  let view = viewOf('a█');
  for (let key = 0; key < 60; key++) {
    view = viewOf(`a${'b'.repeat(key)}█`);
    pace.noteCall(view);
    for (let call = 0; call < widgetCalls; call++) {
      await clock.advance(5);
      const item = { text: `a${'b'.repeat(key)}Item${call}`, replacedText: `a${'b'.repeat(key)}` };
      pace.noteCall(viewOf(`a${'b'.repeat(key)}█`, { selectedSuggestion: item }));
    }
    await clock.advance(150 - 5 * widgetCalls);
  }
  view = viewOf('a█');
  pace.noteCall(view);
  return pace.waitMs(view, false);
}

function viewOf(document: string, scene: Scene = {}): View {
  return new View(new Editor(document, scene).snapshot);
}

test('a suggest widget that opens and moves between the keys does not make a person look quicker', async () => {
  const waitMs = await waitAfter(0);
  assert.ok(waitMs > 0);
  assert.equal(await waitAfter(2), waitMs);
});

test('the wait runs from the key, not from the moment at which the editor calls', async () => {
  const clock = new FakeClock();
  const pace = new Pace(clock, { answerMs: 300 }, { backOffMs: () => 0 });
  const view = viewOf('a█');
  pace.noteKey(view);
  const fromKeyMs = pace.waitMs(view, false);
  await clock.advance(60);
  pace.noteCall(view);
  assert.equal(pace.waitMs(view, false), fromKeyMs - 60);
  assert.equal(pace.calledMs, clock.monotonic());
});

test('an editor that asks for no ghost text at several keys in a row is one where that is switched off', () => {
  const pace = new Pace(new FakeClock(), { answerMs: 300 }, { backOffMs: () => 0 });
  for (const text of ['a', 'ab', 'abc', 'abcd']) {
    assert.ok(pace.isAsked, text);
    pace.noteKey(viewOf(`${text}█`));
  }
  assert.ok(!pace.isAsked);
  pace.noteCall(viewOf('abcd█'));
  assert.ok(pace.isAsked);
});

test('another document says nothing of how long a person is silent', () => {
  const clock = new FakeClock();
  const pace = new Pace(clock, { answerMs: 300 }, { backOffMs: () => 0 });
  pace.noteCall(viewOf('a█'));
  const before = pace.waitMs(viewOf('a█'), false);
  pace.noteCall(viewOf('a█', { path: 'b.ts' }));
  assert.equal(pace.waitMs(viewOf('a█', { path: 'b.ts' }), false), before);
});

test('rejections make the wait longer', () => {
  const pace = new Pace(new FakeClock(), { answerMs: 0 }, { backOffMs: () => 150 });
  pace.noteKey(viewOf('a█'));
  assert.equal(pace.waitMs(viewOf('a█'), false), 150);
});

test('a person who types on after each accept is waited for there too, one who looks is not', async () => {
  const waitAfterAccepts = async (silenceMs: number) => {
    const clock = new FakeClock();
    const pace = new Pace(clock, { answerMs: 300 }, { backOffMs: () => 0 });
    for (let accept = 0; accept < 40; accept++) {
      const view = viewOf(`taken${accept}();█`);
      pace.noteCall(view);
      pace.waitMs(view, true);
      await clock.advance(silenceMs);
      pace.noteCall(viewOf(`taken${accept}();x█`));
      await clock.advance(150);
    }
    pace.noteCall(viewOf('taken();█'));
    return pace.waitMs(viewOf('taken();█'), true);
  };
  assert.ok((await waitAfterAccepts(150)) > 100);
  assert.equal(await waitAfterAccepts(1_200), 0);
});
