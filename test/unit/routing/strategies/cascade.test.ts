import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AnswerCheck } from '../../../../src/contract/answerCheck.ts';
import { usualChecks } from '../../../../src/routing/checks/usualChecks.ts';
import { type Act, play, playToEnd, watch } from './scene.ts';

const plan = { strategy: 'cascade' } as const;
const noBad: AnswerCheck = async (_request, answer) =>
  answer.includes('bad') ? { code: 'does-not-parse', text: 'Its code does not parse.' } : undefined;
const checks = [...usualChecks, noBad];

function cascadeOf(here: readonly Act[], cloud: readonly Act[]) {
  return { plan, checks, scripts: { here, cloud } };
}

describe('a cascade', () => {
  it('shows a local answer once it is whole and has passed every check', async () => {
    const { stream, clock } = play(cascadeOf(['All', { waitMs: 1_000 }, ' good.'], ['Hi']));
    const seen: string[] = [];
    const reading = (async () => {
      for await (const part of stream) if (part.type === 'text-delta') seen.push(part.text);
    })();
    await clock.advance(500);
    assert.deepEqual(seen, []);
    await clock.advance(1_000);
    await reading;
    assert.deepEqual(seen, ['All', ' good.']);
  });

  it('asks the cloud when a check fails, tells which, and keeps the row with what it cost', async () => {
    const { shown, why, rows, outcomes } = await playToEnd(cascadeOf(['a bad', ' one'], ['Better']));
    assert.deepEqual(shown, ['[here]', '[cloud]', 'Better']);
    assert.equal(why[1], 'cloud: The answer of here was not used: Its code does not parse.');
    assert.deepEqual(outcomes, ['here superseded', 'cloud completed']);
    assert.deepEqual([rows[0]?.inputTokens, rows[0]?.outputTokens, rows[0]?.costUsd], [100, 10, 0]);
    assert.equal(rows[1]?.reasons[0], 'The answer of here was not used: Its code does not parse.');
  });

  it('knows empty answers, refusals and loops by itself', async () => {
    for (const answer of ['', "I'm sorry, I cannot help with that.", 'and again '.repeat(40)]) {
      const { shown } = await playToEnd(cascadeOf([answer], ['Better']));
      assert.deepEqual(shown, ['[here]', '[cloud]', 'Better'], answer);
    }
  });

  it('shows the answer after all, with what is wrong, where policy refuses the next route', async () => {
    const { shown, why, end, started } = await playToEnd({ ...cascadeOf(['a bad one'], ['leak']), refuse: ['cloud'] });
    assert.deepEqual([shown, started], [['[here]', '[here]', 'a bad one'], ['here']]);
    assert.equal(
      why[1],
      'here: Shown for want of another answer. The answer of here was not used: Its code does not parse.',
    );
    assert.equal(end?.finish, 'stop');
  });

  it('ends with the reason where the answer is empty and nothing else answers', async () => {
    const { shown, error } = await playToEnd({ ...cascadeOf([' '], ['leak']), refuse: ['cloud'] });
    assert.deepEqual(shown, ['[here]']);
    assert.match(String(error), /The answer of here was not used: It is empty\./);
  });

  it('shows nothing of an answer that broke off, and lets the cloud begin anew', async () => {
    for (const act of [{ fails: 'server-fault' }, { ends: 'interrupted' }] as const) {
      const { shown } = await playToEnd(cascadeOf(['Half an', act], ['Whole']));
      assert.deepEqual(shown, ['[here]', '[cloud]', 'Whole']);
    }
  });

  it('shows reasoning while the answer is checked', async () => {
    const { shown } = await playToEnd(cascadeOf([{ thinks: 'hm' }, 'a bad one'], ['Better']));
    assert.deepEqual(shown, ['[here]', '(hm)', '[cloud]', 'Better']);
  });

  it('does not hold back the last answer, nor one of a cloud', async () => {
    const scripts = { here: ['bad'], cloud: ['bad', { waitMs: 10 }, ' too'], there: ['x'] };
    const { shown } = await playToEnd({ plan, checks, scripts });
    assert.deepEqual(shown, ['[here]', '[cloud]', 'bad', ' too']);
    const last = await playToEnd({ plan, checks, scripts: { cloud: [{ fails: 'timed-out' }], here: ['bad'] } });
    assert.deepEqual(last.shown, ['[cloud]', '[here]', 'bad']);
  });

  it('lets an answer pass that asks for a tool', async () => {
    const { shown } = await playToEnd(cascadeOf([{ calls: 'read' }], ['Better']));
    assert.deepEqual(shown, ['[here]', 'read()']);
  });

  it('takes a check that fails itself for no objection, and logs it without the answer', async () => {
    const broken: AnswerCheck = async () => {
      throw new Error('secret text of the answer');
    };
    const { shown, lines } = await playToEnd({ ...cascadeOf(['fine'], ['Better']), checks: [broken] });
    assert.deepEqual(shown, ['[here]', 'fine']);
    assert.ok(lines.some((line) => line.includes('a check of the answer failed')));
    assert.ok(!lines.some((line) => line.includes('secret text')));
  });

  it('that is cancelled while a check runs shows nothing more', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const { stream, stop, clock, open } = play({ ...cascadeOf(['fine'], ['Better']), checks: [() => promise] });
    const watched = watch(stream);
    await clock.advance(10);
    stop.abort();
    resolve(undefined);
    const { shown, error } = await watched;
    assert.deepEqual(shown, ['[here]']);
    assert.equal(error, stop.signal.reason);
    assert.deepEqual([...open], []);
  });
});
