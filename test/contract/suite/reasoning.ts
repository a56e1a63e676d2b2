import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask } from '../support/requests.ts';
import type { Play } from './play.ts';

/** What a model thinks to itself is no part of its answer. */
export function describeReasoning(play: Play): void {
  const { format, request } = play;

  if (format.hasReasoning) {
    test('keeps reasoning apart from the answer', async () => {
      await using served = await play.serve(
        play.streamed(play.whole({ text: ['Yes.'], reasoning: ['Let me ', 'think.'] })),
      );
      const answered = await ask(served.backend, request);
      assert.equal(answered.reasoning, 'Let me think.');
      assert.equal(answered.text, 'Yes.');
    });
  }

  if (!format.leavesTags) return;

  test('keeps reasoning apart that the server leaves in the text, wherever its tags are cut', async () => {
    for (const text of [
      ['<think>Let me think.</think>\n\nYes.'],
      ['\n', '<th', 'ink>', 'Let me ', 'think.</', 'think>', '\n\nYes.'],
      [...'<think>Let me think.</think>\n\nYes.'],
    ]) {
      await using served = await play.serve(play.streamed(play.whole({ text })));
      const answered = await ask(served.backend, request);
      assert.deepEqual([answered.reasoning, answered.text], ['Let me think.', 'Yes.']);
    }
  });

  test('an answer about the tags is an answer', async () => {
    for (const answer of ['The tag <think> opens it, </think> ends it.', '`<think>x</think>`', '<thinking>', '<thin']) {
      await using served = await play.serve(play.streamed(play.whole({ text: [...answer] })));
      const answered = await ask(served.backend, request);
      assert.deepEqual([answered.reasoning, answered.text], ['', answer]);
    }
  });
}
