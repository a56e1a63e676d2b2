import { isAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { BackendError, type BackendErrorKind, SupersededError } from '../contract/errors.ts';
import type { LedgerEntry, Measurement } from '../contract/ledger.ts';
import type { Request } from '../contract/request.ts';
import type { Route } from '../contract/routing.ts';
import {
  type AnswerEnd,
  type AnswerPart,
  type AnswerStream,
  type MeasuredSoFar,
  unknownUsage,
} from '../contract/stream.ts';
import type { Ledger } from './ledger.ts';
import { toMeasurement } from './measurement.ts';
import type { ConfiguredPrice, Prices } from './prices.ts';

/** One attempt at one route. */
export interface Attempt {
  readonly request: Request;
  readonly route: Route;
  /** 1 for the first route of a request, 2 for its first fallback. */
  readonly attempt: number;
}

export type MeasuredEnd = AnswerEnd & { readonly measurement: Measurement };

export interface Meter {
  /**
   * Passes an answer's parts through and writes one ledger entry when the attempt is over, however it ends. The attempt
   * begins when the first part is asked for. What the stream throws goes on to the caller. A caller that leaves the
   * loop with some text has all it wanted, as ghost text often does, so that is `completed`; one that aborts is not.
   */
  measure(attempt: Attempt, stream: AnswerStream, signal: AbortSignal): AsyncGenerator<AnswerPart, MeasuredEnd, void>;
}

export interface MeterParts {
  readonly ledger: Pick<Ledger, 'append'>;
  readonly prices: Pick<Prices, 'costUsd'>;
  readonly clock: Clock;
  /** The price that the person has set for a backend. */
  readonly priceOf: (backendId: string) => ConfiguredPrice | undefined;
}

export function createMeter(parts: MeterParts): Meter {
  const { ledger, clock } = parts;
  return {
    async *measure(attempt, stream, signal) {
      const startedAtMs = clock.now();
      const startMs = clock.monotonic();
      let firstTokenMs: number | undefined;
      let soFar: MeasuredSoFar | undefined;

      async function write(over: Ending): Promise<Measurement> {
        // An answer that was left early has no end; what the server had told by then stands for it.
        const ending = { ...over, end: over.end ?? (soFar && endAfter(soFar)) };
        const times = { startMs, firstTokenMs, endMs: clock.monotonic() };
        const isUnbilled = firstTokenMs === undefined && unbilledErrors.includes(ending.errorKind);
        const costUsd = isUnbilled ? 0 : await costOf(parts, attempt.route, ending);
        const measurement = toMeasurement(times, ending.end, costUsd);
        ledger.append(toEntry({ attempt, startedAtMs, measurement, ending }));
        return measurement;
      }

      let ending: Ending | undefined;
      let measurement: Measurement | undefined;
      try {
        const end = yield* watch(stream, (part) => {
          firstTokenMs ??= clock.monotonic();
          if (part.type === 'text-delta') soFar = part.soFar ?? soFar;
        });
        measurement = await write(endingOf(end, signal));
        return { ...end, measurement };
      } catch (error) {
        ending = failureOf(error, signal);
        throw error;
      } finally {
        // Without an ending the caller has left the loop: then nothing runs but this.
        measurement ??= await write(ending ?? leftBehind(firstTokenMs, signal));
      }
    },
  };
}

/** How an attempt was over; `end` is what the server said at the end, if it came to that. */
interface Ending {
  readonly outcome: LedgerEntry['outcome'];
  readonly end?: AnswerEnd | undefined;
  readonly errorKind?: BackendErrorKind;
}

function endAfter({ usage, timings }: MeasuredSoFar): AnswerEnd {
  return { finish: 'interrupted', usage, timings, servedModel: undefined };
}

function endingOf(end: AnswerEnd, signal: AbortSignal): Ending {
  if (end.finish !== 'interrupted') return { outcome: 'completed', end };
  return { outcome: signal.aborted ? abortedOutcome(signal) : 'interrupted', end };
}

function leftBehind(firstTokenMs: number | undefined, signal: AbortSignal): Ending {
  if (signal.aborted) return { outcome: abortedOutcome(signal) };
  return { outcome: firstTokenMs === undefined ? 'cancelled' : 'completed' };
}

function abortedOutcome(signal: AbortSignal): LedgerEntry['outcome'] {
  return signal.reason instanceof SupersededError ? 'superseded' : 'cancelled';
}

/** A fault of Watershed's own has no kind. */
function failureOf(error: unknown, signal: AbortSignal): Ending {
  if (signal.aborted || isAbort(error)) return { outcome: abortedOutcome(signal) };
  return error instanceof BackendError ? { outcome: 'failed', errorKind: error.kind } : { outcome: 'failed' };
}

/** Passes a stream through, tells of each part that has text, and closes the stream when the caller leaves. */
async function* watch(
  stream: AsyncIterator<AnswerPart, AnswerEnd, void>,
  onText: (part: AnswerPart) => void,
): AnswerStream {
  let isOver = false;
  try {
    for (;;) {
      const next = await stream.next();
      if (next.done === true) {
        isOver = true;
        return next.value;
      }
      if (next.value.type === 'tool-call' || next.value.text !== '') onText(next.value);
      yield next.value;
    }
  } finally {
    if (!isOver) await stream.return?.();
  }
}

/** Faults at which no model has begun to work: nobody bills them. */
const unbilledErrors: readonly (BackendErrorKind | undefined)[] = [
  'unreachable',
  'model-missing',
  'unauthorized',
  'key-missing',
  'rate-limited',
  'context-too-long',
  'bad-request',
];

function costOf({ prices, priceOf }: MeterParts, route: Route, { end }: Ending): Promise<number | undefined> {
  const configuredPrice = priceOf(route.backendId);
  return prices.costUsd({ ...route, servedModel: end?.servedModel, configuredPrice }, end?.usage ?? unknownUsage);
}

interface Written {
  readonly attempt: Attempt;
  readonly startedAtMs: number;
  readonly measurement: Measurement;
  readonly ending: Ending;
}

function toEntry({ attempt: { request, route, attempt }, startedAtMs, measurement, ending }: Written): LedgerEntry {
  const { tokensPerSecond: _, ...kept } = measurement;
  return {
    requestId: request.id,
    attempt,
    startedAtMs,
    task: request.task === 'completion' && request.warm !== undefined ? 'warm-up' : request.task,
    backendId: route.backendId,
    model: route.model,
    origin: route.origin,
    locality: route.locality,
    reasons: route.reasons.map((reason) => reason.text),
    ...kept,
    outcome: ending.outcome,
    errorKind: ending.errorKind,
  };
}
