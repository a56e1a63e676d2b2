import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Budget } from '../contract/routing.ts';
import { formatCount, formatUsd } from './format.ts';
import type { Ledger } from './ledger.ts';
import type { CostTotal, DaySummary } from './summary.ts';

/** What paid backends have cost today, against what they may. */
export interface DayBudget extends Disposable {
  /** For the router; undefined where the person has set no limit. */
  facts(): Budget | undefined;
  /** What is known of today's costs, in US dollars. Costs that nobody told are missing in it; `sentence` says so. */
  spentTodayUsd(): number;
  /** Both in words, for the person. */
  sentence(): string;
}

export interface BudgetParts {
  readonly summary: Pick<DaySummary, 'read'>;
  readonly ledger: Pick<Ledger, 'onDidAppend' | 'onDidOpen'>;
  /** The setting `watershed.budget.dailyUsd`; undefined where it sets no limit. */
  readonly dailyUsd: () => number | undefined;
  readonly clock: Clock;
}

/** Other windows spend too, so what they wrote is asked for again after this long. */
const staleAfterMs = 5_000;

/** The router asks at each key, so the day is summed up again only after this window's next entry, or after a while. */
export function createDayBudget({ summary, ledger, dailyUsd, clock }: BudgetParts): DayBudget {
  let read: { readonly cost: CostTotal; readonly atMs: number } | undefined;
  const forget = () => {
    read = undefined;
  };
  const subscriptions = [ledger.onDidAppend(forget), ledger.onDidOpen(forget)];
  const cost = () => {
    if (read === undefined || clock.monotonic() - read.atMs >= staleAfterMs) {
      read = { cost: summary.read().cost, atMs: clock.monotonic() };
    }
    return read.cost;
  };
  return {
    facts() {
      const limitUsd = dailyUsd();
      return limitUsd === undefined ? undefined : { limitUsd, spentUsd: cost().knownUsd };
    },
    spentTodayUsd: () => cost().knownUsd,
    sentence: () => describeSpending(cost(), dailyUsd()),
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

/** One or two sentences. An unknown cost is told as unknown, since it may be any. */
export function describeSpending({ knownUsd, unknownCount }: CostTotal, limitUsd: number | undefined): string {
  const limit = limitUsd === undefined ? '; no daily limit is set' : ` of ${formatUsd(limitUsd)} a day`;
  const known = `Today's answers have cost ${formatUsd(knownUsd)}${limit}.`;
  return unknownCount === 0
    ? known
    : `${known} Attempts whose cost nobody told, not counted: ${formatCount(unknownCount)}.`;
}
