import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { type RoutingReport, readBaseline, saveBaseline } from '../../../bench/routing/report.ts';
import { toTable } from '../../../bench/routing/table.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

const committed = join(import.meta.dirname, '../../../bench/routing/baseline.json');

async function baseline(): Promise<RoutingReport> {
  const report = await readBaseline(committed);
  assert.ok(report !== undefined);
  return report;
}

it('the committed baseline of routing has both parts and can be drawn', async () => {
  const report = await baseline();
  const text = toTable(report, report);
  for (const name of ['classifier', 'length only', 'always local', 'always cloud', 'verified cascade', 'oracle']) {
    assert.match(text, new RegExp(`^${name}`, 'm'));
  }
  assert.doesNotMatch(text, /[▼▲]/);
  assert.equal(report.outcomes?.backends.length, 2);
});

it('what lies outside the interval of the baseline is marked', async () => {
  const before = await baseline();
  const worse = structuredClone(before) as {
    classifier: { choosers: { accuracy: { value: number } }[] };
  } & RoutingReport;
  const [first] = worse.classifier.choosers;
  assert.ok(first !== undefined);
  first.accuracy.value = 0.5;
  assert.match(toTable(worse, before), /^classifier +50\.0 %[^▼\n]*▼/m);
});

it('a part that was not run keeps what the baseline had', async () => {
  const path = join(await temporaryFolder('routing-baseline'), 'baseline.json');
  assert.equal(await readBaseline(path), undefined);
  const whole = await baseline();
  await saveBaseline(path, whole);
  await saveBaseline(path, { classifier: undefined, outcomes: whole.outcomes });
  assert.deepEqual(await readBaseline(path), whole);
});
