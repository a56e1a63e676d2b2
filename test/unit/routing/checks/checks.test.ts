import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isLoop, notLoop } from '../../../../src/routing/checks/notLoop.ts';
import { isRefusal, notRefusal } from '../../../../src/routing/checks/notRefusal.ts';
import { usualChecks } from '../../../../src/routing/checks/usualChecks.ts';
import { chat, completion } from '../support.ts';

describe('a refusal', () => {
  it('is known by its beginning', () => {
    for (const text of [
      "I'm sorry, but I can't assist with that.",
      'I’m sorry, I cannot help with that request.',
      'I am unable to provide the code you asked for.',
      'Unfortunately, I cannot answer that.',
      'As an AI language model, I can’t write that.',
      'Es tut mir leid, dabei kann ich Ihnen nicht helfen.',
      'Je suis désolé, mais je ne peux pas vous aider.',
      '抱歉，我无法回答这个问题。',
    ]) {
      assert.ok(isRefusal(text), text);
    }
  });

  it('is not what only sounds like one', () => {
    for (const text of [
      "I'm sorry for the confusion. Here is the corrected function:",
      'Unfortunately, JavaScript cannot provide tail calls everywhere.',
      "I can't help but notice that the index is off by one.",
      'The server answers "I cannot help you" when the token is missing.',
      'You cannot write to a closed stream.',
      'Sorry, the earlier version had a bug. Use this:',
    ]) {
      assert.ok(!isRefusal(text), text);
    }
  });

  it('is no matter of completions', async () => {
    assert.equal(await notRefusal(completion(), "I'm sorry, but I can't assist with that."), undefined);
  });
});

describe('a loop', () => {
  it('is one piece over and over at the end', () => {
    assert.ok(isLoop(`Sure. ${'I will check that. '.repeat(20)}`, 160));
    assert.ok(isLoop(`x = ${'0'.repeat(400)}`, 160));
    assert.ok(isLoop(`${'const a = 1;\n'.repeat(30)}const a`, 160));
  });

  it('is not a ruler, indentation, or a list of like lines', () => {
    assert.ok(!isLoop(`Title\n${'-'.repeat(400)}`, 160));
    assert.ok(!isLoop(`${'* '.repeat(200)}`, 160));
    const lines = Array.from({ length: 60 }, (_, index) => `  value${index}: number;`).join('\n');
    assert.ok(!isLoop(lines, 160));
  });

  it('is none where the model has found out of it', async () => {
    assert.equal(await notLoop(chat(''), `${'ha '.repeat(100)}and that is the joke.`), undefined);
  });
});

describe('the usual checks', () => {
  it('say in one sentence what is wrong, and nothing of a good answer', async () => {
    const failuresOf = async (answer: string) => {
      const results = await Promise.all(usualChecks.map((check) => check(chat(''), answer)));
      return results.flatMap((failure) => (failure === undefined ? [] : [failure.code]));
    };
    assert.deepEqual(await failuresOf(' \n'), ['empty']);
    assert.deepEqual(await failuresOf('I cannot help with that.'), ['refusal']);
    assert.deepEqual(await failuresOf('and so on '.repeat(50)), ['loop']);
    assert.deepEqual(await failuresOf('Use a map.'), []);
  });
});
