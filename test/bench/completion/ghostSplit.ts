import type { Exchange } from './countingProxy.ts';
import { type GhostTiming, readGhostTimings } from './ghostTimings.ts';
import type { Pause } from './pauses.ts';
import { quantiles } from './quantile.ts';
import type { LedgerRow } from './session.ts';

export interface SplitEvidence {
  /** The extension's log, with a line for each ghost that it gave to the editor. */
  readonly log: string;
  readonly exchanges: readonly Exchange[];
  readonly ledger: readonly LedgerRow[];
  /** Whether a person was typing then, so that what was given counts. */
  readonly isTyping: (atMs: number) => boolean;
}

/**
 * Where the time between key and ghost went, over the pauses in which a ghost came that the engine has accounted for. The
 * stages of a request are those of the pauses that waited for one.
 */
export function splitFigures(pauses: readonly Pause[], { log, exchanges, ledger, isTyping }: SplitEvidence) {
  const timings = readGhostTimings(log);
  const found = pauses.flatMap((pause) => {
    const timing = findTiming(pause, timings);
    return timing === undefined ? [] : [{ pause, timing, promptMs: findPromptMs(timing, exchanges, ledger) }];
  });
  const asked = found.filter(({ timing }) => timing.source === 'new' || timing.source === 'joined');
  const stage = (value: (one: (typeof found)[number]) => number | undefined, among = asked) =>
    quantiles(among.flatMap((one) => value(one) ?? []));
  return {
    known: found.length,
    /** Of the ghosts that came in a pause. */
    bySource: countBySource(found.map(({ timing }) => timing)),
    /** Of all that was given to the editor while the person typed; one that is typed along counts at each key. */
    allBySource: countBySource(timings.filter(({ calledAtMs }) => isTyping(calledAtMs))),
    editorMs: stage(({ pause, timing }) => timing.calledAtMs - pause.keyAtMs, found),
    debounceMs: stage(({ timing }) => timing.debounceMs),
    queueMs: stage(({ timing }) => timing.queueMs),
    promptMs: stage(({ promptMs }) => promptMs),
    firstTokenMs: stage(({ timing }) => timing.firstTokenMs),
    generationMs: stage(({ timing }) => timing.generationMs),
    filterMs: stage(({ timing }) => timing.filterMs),
    drawMs: stage(({ pause, timing }) => pause.shownAtMs && pause.shownAtMs - timing.returnedAtMs, found),
  };
}

function countBySource(timings: readonly GhostTiming[]): Readonly<Record<string, number>> {
  const sources = Map.groupBy(timings, ({ source }) => source);
  return Object.fromEntries([...sources].map(([source, all]) => [source, all.length]));
}

/** The ghost that was returned last before it stood on the screen, and not before the key. */
function findTiming(
  { keyAtMs, shownAtMs, stoodBefore }: Pause,
  timings: readonly GhostTiming[],
): GhostTiming | undefined {
  if (shownAtMs === undefined || stoodBefore) return undefined;
  const toleranceMs = 5;
  return timings.findLast(
    ({ calledAtMs, returnedAtMs }) => returnedAtMs <= shownAtMs + toleranceMs && calledAtMs >= keyAtMs - toleranceMs,
  );
}

/** The server's own time for the prompt of a request: the ledger knows when that began, the proxy what it said. */
function findPromptMs(timing: GhostTiming, exchanges: readonly Exchange[], ledger: readonly LedgerRow[]) {
  const startedMs = ledger.find(({ requestId }) => requestId === timing.requestId)?.startedAtMs;
  if (startedMs === undefined) return undefined;
  const completions = exchanges.filter(({ kind }) => kind === 'completion');
  const nearest = completions.toSorted(
    (a, b) => Math.abs(a.startedMs - startedMs) - Math.abs(b.startedMs - startedMs),
  )[0];
  return nearest !== undefined && Math.abs(nearest.startedMs - startedMs) < 60 ? nearest.timings?.prompt_ms : undefined;
}
