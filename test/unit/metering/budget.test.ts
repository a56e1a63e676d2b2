import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Emitter } from '../../../src/base/emitter.ts';
import type { LedgerEntry } from '../../../src/contract/ledger.ts';
import { createDayBudget } from '../../../src/metering/budget.ts';
import { type CostTotal, summarize } from '../../../src/metering/summary.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { entry } from './fixtures.ts';

function budgetWith(limitUsd: number | undefined, ...costs: readonly (number | undefined)[]) {
  const clock = new FakeClock();
  const [appended, opened] = [new Emitter<LedgerEntry>(), new Emitter<void>()];
  let cost: CostTotal = summarize(
    costs.map((costUsd) => entry({ startedAtMs: clock.now(), costUsd })),
    clock.now(),
  ).cost;
  let reads = 0;
  const budget = createDayBudget({
    summary: {
      read: () => {
        reads++;
        return { ...summarize([], clock.now()), cost };
      },
    },
    ledger: { onDidAppend: appended.event, onDidOpen: opened.event },
    dailyUsd: () => limitUsd,
    clock,
  });
  return {
    ...{ budget, clock, appended, opened },
    reads: () => reads,
    setKnown: (knownUsd: number) => {
      cost = { ...cost, knownUsd };
    },
  };
}

describe('the budget of a day', () => {
  it('tells the router what was spent of the limit, and nothing where there is no limit', () => {
    assert.deepEqual(budgetWith(2, 0.25, 0.5).budget.facts(), { limitUsd: 2, spentUsd: 0.75 });
    assert.equal(budgetWith(undefined, 0.25).budget.facts(), undefined);
    assert.equal(budgetWith(undefined, 0.25).budget.spentTodayUsd(), 0.25);
  });

  it('says in words what is not known instead of counting it as nothing', () => {
    assert.equal(budgetWith(2, 0.25).budget.sentence(), "Today's answers have cost $0.25 of $2.00 a day.");
    assert.equal(
      budgetWith(2, 0.25, undefined, undefined).budget.sentence(),
      "Today's answers have cost $0.25 of $2.00 a day. Attempts whose cost nobody told, not counted: 2.",
    );
    assert.equal(budgetWith(undefined).budget.sentence(), "Today's answers have cost $0; no daily limit is set.");
  });

  it('sums the day up once for many keys, and again after an entry or when other windows may have spent', async () => {
    const { budget, clock, appended, reads, setKnown } = budgetWith(2, 0);
    for (let keys = 0; keys < 50; keys++) budget.facts();
    assert.equal(reads(), 1);
    setKnown(0.5);
    appended.fire(entry());
    assert.equal(budget.facts()?.spentUsd, 0.5);
    setKnown(1);
    assert.equal(budget.facts()?.spentUsd, 0.5);
    await clock.advance(5_000);
    assert.equal(budget.facts()?.spentUsd, 1);
  });

  it('leaves no listener behind', () => {
    const { budget, appended, opened } = budgetWith(2);
    budget.dispose();
    assert.deepEqual([appended.listenerCount, opened.listenerCount], [0, 0]);
  });
});
