import type { BenchReport } from './baseline.ts';
import type { RowReport } from './rowReport.ts';

/** One line of what is to be reached, with what was measured. */
export interface Goal {
  readonly what: string;
  readonly measured: string;
  readonly reach: string;
  /** Undefined: the rows that it needs were not run. */
  readonly isReached: boolean | undefined;
}

/** What inline completion is to reach on a machine with two cores, the small model and no GPU. */
export function goals({ rows, micro }: BenchReport): readonly Goal[] {
  const row = (name: string) => rows.find((one) => one.name === name);
  const [floor, instant, real] = [row('floor'), row('instant'), row('real')];
  const over = difference(instant?.ghostMs.p50, floor?.ghostMs.p50);
  const cpu = difference(real?.hostCpuMsPerKey, floor?.hostCpuMsPerKey);
  const typed = rows.filter(({ name }) => beforeRealModel.includes(name));
  const hitMs = micro && Math.max(micro.typedThroughMs.p99 ?? 0, micro.cacheMs.p99 ?? 0);
  const { shown, bare } = real?.quality ?? {};
  const chatShare = ratio(row('chat-2')?.pausesWithGhost, real?.pausesWithGhost);
  return [
    atLeast('pauses with a ghost within 700 ms', real?.pausesWithin700Ms, 0.65, percent),
    atLeast('pauses with a ghost', real?.pausesWithGhost, 0.75, percent),
    atMost('key to ghost p50, ms', real?.ghostMs.p50, 350, fixed(0)),
    ...typed.map((one) => atMost(`${one.name}: ghosts gone or replaced while valid`, unsteady(one), 0, fixed(0))),
    atMost('prompt tokens evaluated per key, reading too', real?.promptTokensPerKeyWithReading, 1.5, fixed(2)),
    atMost('longest warming request, ms', real?.warmingMs.longest, 150, fixed(0)),
    atMost('requests per 100 keys', real?.requestsPer100Keys, 15, fixed(1)),
    atLeast('exact lines over the bare server’s', difference(shown?.exact, bare?.exact), 0, percent),
    atLeast('similarity over the bare server’s', difference(shown?.similarity, bare?.similarity), 0, percent),
    ...typed.map((one) => atMost(`${one.name}: requests aborted while still useful`, one.abortedUseful, 0, fixed(0))),
    atLeast('keys along a ghost that cost no request', row('along')?.along.freeShare, 0.97, percent),
    atMost('blinks while typing along', row('along')?.flicker.blinks, 0, fixed(0)),
    atMost('instant server over the floor, p50 ms', over, 8, fixed(1)),
    atLeast('instant server: pauses with a ghost', instant?.pausesWithGhost, 1, percent),
    atMost('extension-host CPU over the floor, ms per key', cpu, 2, fixed(1)),
    atLeast('ghosts beside a chat on two slots', chatShare, 0.8, percent),
    atMost('completions at once on one slot with a chat', row('chat-1')?.mostAtOnce, 1, fixed(0)),
    exactly('notices that a chat shares the one slot', row('chat-1')?.oneSlotNotices, 1),
    atMost('our own work for a hit, p99 ms', hitMs, 1, fixed(2)),
    atMost('gates on 8,000 lines, p99 ms', micro?.gateMs.p99, 2, fixed(2)),
  ].filter(({ isReached }) => isReached !== undefined);
}

/** The rows in which a person types before the real model. */
const beforeRealModel = ['real', 'accept', 'along', 'chat-2', 'chat-1'];

function unsteady({ flicker }: RowReport): number {
  return flicker.blinks + flicker.gone + flicker.replaced;
}

type Format = (value: number) => string;

function atLeast(what: string, value: number | undefined, limit: number, format: Format): Goal {
  return toGoal(what, value, `≥ ${format(limit)}`, format, (known) => known >= limit);
}

function atMost(what: string, value: number | undefined, limit: number, format: Format): Goal {
  return toGoal(what, value, `≤ ${format(limit)}`, format, (known) => known <= limit);
}

function exactly(what: string, value: number | undefined, count: number): Goal {
  return toGoal(what, value, `exactly ${count}`, fixed(0), (known) => known === count);
}

function toGoal(
  what: string,
  value: number | undefined,
  reach: string,
  format: Format,
  fits: (known: number) => boolean,
): Goal {
  return value === undefined
    ? { what, measured: 'not measured', reach, isReached: undefined }
    : { what, measured: format(value), reach, isReached: fits(value) };
}

function difference(value: number | undefined, other: number | undefined): number | undefined {
  return value === undefined || other === undefined ? undefined : value - other;
}

function ratio(value: number | undefined, whole: number | undefined): number | undefined {
  return value === undefined || whole === undefined || whole === 0 ? undefined : value / whole;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(0)} %`;
}

function fixed(digits: number): Format {
  return (value) => value.toFixed(digits);
}
