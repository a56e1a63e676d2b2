import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { createRandom, logNormal } from '../../bench/completion/cadence.ts';
import { toTrace } from '../../bench/completion/keystrokes.ts';
import { loadTraces, parseTrace, pausesOf, restOfLine, statesOf } from '../../bench/completion/trace.ts';

const folder = 'test/bench/completion';
const traces = await loadTraces(join(folder, 'traces'));

test('the committed traces are what their sources and seeds give', () => {
  for (const trace of traces) {
    const name = basename(trace.name, '.json');
    assert.deepEqual(toTrace(name, readFileSync(join(folder, 'sources', `${name}.txt`), 'utf8')), trace);
  }
});

test('the committed traces are long enough to compare, with a pause for every 14 to 18 keys', () => {
  const keys = traces.reduce((total, trace) => total + trace.keys.length, 0);
  const pauses = traces.reduce((total, trace) => total + pausesOf(trace).length, 0);
  assert.ok(keys >= 600 && keys <= 860, `${keys} keys`);
  assert.ok(pauses >= 45 && pauses <= 60, `${pauses} pauses`);
  assert.ok(new Set(traces.map(({ language }) => language)).size >= 6);
});

test('a trace whose keys do not lead to what it means is refused', () => {
  const trace = { name: 'a', language: 'plaintext', path: 'a.txt', seed: 1, before: '', after: '', meant: 'ab' };
  assert.equal(
    parseTrace(
      JSON.stringify({
        ...trace,
        keys: [
          ['a', 0],
          ['b', 90],
        ],
      }),
      'a.json',
    ).meant,
    'ab',
  );
  assert.throws(() => parseTrace(JSON.stringify({ ...trace, keys: [['a', 0]] }), 'a.json'), /do not lead/);
});

test('a source becomes keys with pauses, and closers that the editor wrote are passed by', () => {
  const source = 'language: typescript\npath: a.ts\nseed: 3\n----\n⟦if (⏸x) {\n⏸    y();\n}⟧\n';
  const { keys, meant } = toTrace('a', source);
  assert.equal(meant, 'if (x) {\n    y();\n}\n');
  assert.deepEqual(
    keys.filter(([, waitMs]) => waitMs >= 800).map(([key]) => key),
    ['x', 'y'],
  );
  assert.deepEqual(
    keys.slice(-2).map(([key]) => key),
    ['ArrowDown', 'End'],
  );
});

test('the rest of the line is what the person still writes on it, corrections left out', () => {
  const keys = [...'a = b'].map((key) => [key, 100] as const);
  const corrected = [...keys, ['x', 100], ['Backspace', 100], ['c', 100], ['Enter', 100], ['d', 100]] as const;
  const trace = {
    name: 'a',
    language: 'plaintext',
    path: 'a.txt',
    seed: 1,
    before: '',
    after: '',
    meant: '',
    keys: corrected,
  };
  assert.equal(restOfLine(statesOf(trace), 2), '= bc');
  assert.equal(restOfLine(statesOf(trace), statesOf(trace).length - 1), '');
});

test('the same seed gives the same numbers, and the waits have the mean that they were asked for', () => {
  assert.equal(createRandom(7)(), createRandom(7)());
  assert.notEqual(createRandom(7)(), createRandom(8)());
  const random = createRandom(1);
  const waits = Array.from({ length: 20_000 }, () => logNormal(random, 160, 75));
  const mean = waits.reduce((total, wait) => total + wait, 0) / waits.length;
  const deviation = Math.sqrt(waits.reduce((total, wait) => total + (wait - mean) ** 2, 0) / waits.length);
  assert.ok(Math.abs(mean - 160) < 3 && Math.abs(deviation - 75) < 5, `${mean} ${deviation}`);
});
