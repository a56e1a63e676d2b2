import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tryTwice } from '../../../src/backends/secondTry.ts';

/** Tries something that throws these in turn, and then works. */
function play(faults: readonly string[], signal = new AbortController().signal) {
  const history: string[] = [];
  const left = [...faults];
  const result = tryTwice(
    async () => {
      const fault = left.shift();
      history.push(fault ?? 'works');
      if (fault !== undefined) throw new Error(fault);
      return 'answer';
    },
    {
      isPassing: (error) => error instanceof Error && error.message === 'passing',
      async between() {
        history.push('waits');
        signal.throwIfAborted();
      },
      signal,
    },
  );
  return { result, history };
}

test('what works is tried once', async () => {
  const { result, history } = play([]);
  assert.equal(await result, 'answer');
  assert.deepEqual(history, ['works']);
});

test('a fault that passes is tried once more, after a wait', async () => {
  const { result, history } = play(['passing']);
  assert.equal(await result, 'answer');
  assert.deepEqual(history, ['passing', 'waits', 'works']);
});

test('never more than twice', async () => {
  const { result, history } = play(['passing', 'passing', 'passing']);
  await assert.rejects(result, /passing/);
  assert.deepEqual(history, ['passing', 'waits', 'passing']);
});

test('a fault that stays is not tried again', async () => {
  const { result, history } = play(['lasting']);
  await assert.rejects(result, /lasting/);
  assert.deepEqual(history, ['lasting']);
});

test('nobody tries again for somebody who has left', async () => {
  const { result, history } = play(['passing'], AbortSignal.abort(new Error('left')));
  await assert.rejects(result);
  assert.ok(!history.includes('works'));
});
