import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compare, readBaseline, saveBaseline } from '../../bench/completion/baseline.ts';
import type { Measure } from '../../bench/completion/measures.ts';
import type { RowReport } from '../../bench/completion/rowReport.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

/** A report of which only one figure is looked at. */
const row = (name: string, keys: number) => ({ name, keys, flicker: {}, quality: undefined }) as unknown as RowReport;
const measure = (changes: Partial<Measure>): Measure => ({
  title: '',
  unit: 'count',
  read: ({ keys }) => keys,
  ...changes,
});

test('a difference within the tolerance is none, beyond it the direction decides', () => {
  const higher = measure({ better: 'higher', tolerance: 2 });
  assert.equal(compare(higher, row('a', 12), row('a', 10)), 'same');
  assert.equal(compare(higher, row('a', 13), row('a', 10)), 'better');
  assert.equal(compare(higher, row('a', 7), row('a', 10)), 'worse');
  assert.equal(compare(measure({ better: 'lower', tolerance: 2 }), row('a', 13), row('a', 10)), 'worse');
});

test('times are compared as a ratio, and what has no direction is never worse', () => {
  const time = measure({ unit: 'ms', better: 'lower', tolerance: 1.3 });
  assert.equal(compare(time, row('a', 129), row('a', 100)), 'same');
  assert.equal(compare(time, row('a', 131), row('a', 100)), 'worse');
  assert.equal(compare(measure({}), row('a', 500), row('a', 1)), 'same');
});

test('a figure without a direction is not looked for in an older baseline, which may lack it', () => {
  const read = () => assert.fail('it was read');
  assert.equal(compare(measure({ read }), row('a', 500), row('a', 1)), 'same');
});

test('a baseline keeps the rows that were not run again', async () => {
  const path = join(await temporaryFolder('baseline'), 'baseline.json');
  assert.equal(await readBaseline(path), undefined);
  await saveBaseline(path, { rows: [row('a', 1), row('b', 2)], micro: undefined });
  await saveBaseline(path, { rows: [row('b', 3)], micro: undefined });
  const kept = (await readBaseline(path))?.rows.map(({ name, keys }) => [name, keys]);
  assert.deepEqual(kept, [
    ['a', 1],
    ['b', 3],
  ]);
  assert.ok(readFileSync(path, 'utf8').endsWith('\n'));
});
