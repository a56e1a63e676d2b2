import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fillings } from '../../../../src/backends/fim/fillings.ts';
import type { Filling } from '../../../../src/backends/fim/selfTest.ts';

const { signal } = new AbortController();
const none: Filling = { kind: 'none', format: undefined };

function start() {
  const lines: string[] = [];
  const fillings = new Fillings({ debug() {}, info: (line) => lines.push(line), warn() {}, error() {} }, 'keys');
  let tests = 0;
  const use = (key: string, test: (own: AbortSignal) => Promise<Filling> = async () => none) =>
    fillings.get(
      {
        key,
        name: key,
        test: (own) => {
          tests += 1;
          return test(own);
        },
      },
      signal,
    );
  return { lines, fillings, use, tests: () => tests };
}

test('each model is tested once, which the log tells in one line', async () => {
  const { lines, use, tests } = start();
  await Promise.all([use('a'), use('a')]);
  await use('b');
  await use('a');
  assert.equal(tests(), 2);
  assert.deepEqual(lines, [
    '“keys” with a: it cannot fill in the middle.',
    '“keys” with b: it cannot fill in the middle.',
  ]);
});

test('a test that could not be made is made at the next use', async () => {
  const { use, tests, lines } = start();
  let isDown = true;
  const test = async () => {
    if (isDown) throw new Error('down');
    return none;
  };
  await assert.rejects(use('a', test), /down/);
  assert.deepEqual(lines, []);
  isDown = false;
  await use('a', test);
  assert.equal(tests(), 2);
});

test('forgetting tests anew; disposing ends a test', async () => {
  const { fillings, use, tests } = start();
  await use('a');
  fillings.forget();
  await use('a');
  assert.equal(tests(), 2);
  let isAborted = false;
  const pending = use(
    'slow',
    (own) =>
      new Promise((_, reject) => {
        own.addEventListener('abort', () => {
          isAborted = true;
          reject(own.reason);
        });
      }),
  );
  fillings.dispose();
  await assert.rejects(pending);
  assert.ok(isAborted);
});
