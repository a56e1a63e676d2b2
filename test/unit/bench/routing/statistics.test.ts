import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mean } from '../../../bench/completion/quantile.ts';
import { bestLength, compareChoosers } from '../../../bench/routing/classifierTable.ts';
import { readPrompts } from '../../../bench/routing/prompts.ts';
import { createRandom } from '../../../bench/routing/random.ts';
import { bootstrap, wilson } from '../../../bench/routing/statistics.ts';

describe('confidence intervals', () => {
  it('of shares are Wilson’s', () => {
    const { value, low, high } = wilson(8, 10);
    // 0.4902 and 0.9433: Newcombe, Statistics in Medicine 17 (1998), method 3, for 8 of 10.
    assert.deepEqual([value, low.toFixed(3), high.toFixed(3)], [0.8, '0.490', '0.943']);
    assert.equal(wilson(0, 10).low, 0);
    assert.equal(wilson(10, 10).high, 1);
  });

  it('of nothing say nothing', () => {
    const { value, low, high } = wilson(0, 0);
    assert.deepEqual([value, low, high], [Number.NaN, 0, 1]);
  });

  it('by drawing again are the same at each run, hold the value, and narrow with more cases', () => {
    const cases = (count: number) => Array.from({ length: count }, (_, index) => index % 2);
    const of = (count: number) => bootstrap(cases(count), (all) => mean(all) ?? Number.NaN);
    assert.deepEqual(of(40), of(40));
    const [few, many] = [of(40), of(400)];
    assert.ok(few.low < 0.5 && few.high > 0.5);
    assert.ok(many.high - many.low < few.high - few.low);
  });

  it('come from numbers between 0 and 1 that the seed fixes', () => {
    const draw = (seed: number) => Array.from({ length: 100 }, createRandom(seed));
    assert.deepEqual(draw(1), draw(1));
    assert.notDeepEqual(draw(1), draw(2));
    assert.ok(draw(3).every((number) => number >= 0 && number < 1));
    assert.ok(Math.abs((mean(Array.from({ length: 10_000 }, createRandom(4))) ?? 0) - 0.5) < 0.02);
  });
});

describe('the table of the classifier', () => {
  const prompts = readPrompts();
  const tuning = prompts.filter(({ split }) => split === 'tuning');
  const rows = compareChoosers(
    tuning,
    prompts.filter(({ split }) => split === 'held-out'),
  );
  const row = (name: string) => rows.find((one) => one.name.startsWith(name));

  it('has an oracle that is always right, and two that are right by half', () => {
    assert.equal(row('oracle')?.accuracy.value, 1);
    assert.equal(row('always local')?.balancedAccuracy.value, 0.5);
    assert.equal(row('always cloud')?.cloudShare, 1);
    assert.ok(Math.abs((row('random')?.balancedAccuracy.value ?? 0) - 0.5) < 1e-9);
  });

  it('has a random choice with as many cloud calls as the classifier', () => {
    assert.ok(Math.abs((row('random')?.cloudShare ?? 0) - (row('classifier')?.cloudShare ?? 1)) < 1e-9);
  });

  it('shows a classifier that is better than the length', () => {
    assert.ok((row('classifier')?.balancedAccuracy.low ?? 0) > (row('length only')?.balancedAccuracy.high ?? 1));
  });

  it('tunes the length on what it is given', () => {
    const [first] = prompts;
    assert.ok(first !== undefined);
    const short = { ...first, prompt: 'a', route: 'local' as const };
    const long = { ...first, prompt: 'a long one', route: 'remote' as const };
    assert.equal(bestLength([long, short]), 1);
  });
});
