import type { Exchange } from './countingProxy.ts';
import { quantile, share, sum } from './quantile.ts';

/** What the requests of one row were, as the proxy saw them from outside. */
export interface RowExchanges {
  /** While the person typed. */
  readonly typing: readonly Exchange[];
  /** While the person read, before a trace's first key. */
  readonly reading: readonly Exchange[];
}

export function requestFigures({ typing, reading }: RowExchanges, keys: number) {
  const completions = typing.filter(isOf('completion'));
  const timed = completions.flatMap(({ timings }) => (timings === undefined ? [] : [timings]));
  const evaluated = sum(timed.map(({ prompt_n }) => prompt_n));
  const cached = sum(timed.map(({ cache_n }) => cache_n));
  const durations = completions.flatMap((one) => durationMs(one) ?? []);
  const slices = [...reading, ...typing].filter(isOf('warming')).flatMap((one) => sliceMs(one) ?? []);
  return {
    requestsPer100Keys: (100 * completions.length) / keys,
    abortedShare: share(completions.filter(({ aborted }) => aborted).length, completions.length),
    warmings: typing.filter(isOf('warming')).length,
    warmingsWhileReading: reading.filter(isOf('warming')).length,
    /** How long a key that comes during a warming may have to wait for it. */
    warmingMs: { p95: quantile(slices, 0.95), longest: quantile(slices, 1) },
    chats: typing.filter(isOf('chat')).length,
    mostAtOnce: mostAtOnce(completions),
    requestMs: { p50: quantile(durations, 0.5), p95: quantile(durations, 0.95) },
    answeredPromptTokens: { evaluated, cached, cachedShare: share(cached, cached + evaluated) },
    promptLength: quantile(
      completions.flatMap(({ prompt }) => prompt?.length ?? []),
      0.5,
    ),
  };
}

function isOf(kind: Exchange['kind']): (exchange: Exchange) => boolean {
  return (exchange) => exchange.kind === kind;
}

function durationMs({ startedMs, endedMs }: Exchange): number | undefined {
  return endedMs === undefined ? undefined : endedMs - startedMs;
}

/** The server's own time for a warming; one that was closed before the server told has lasted until then. */
function sliceMs(warming: Exchange): number | undefined {
  return warming.timings?.prompt_ms ?? durationMs(warming);
}

/** The most completions that were on their way at the same moment. */
function mostAtOnce(exchanges: readonly Exchange[]): number {
  return Math.max(
    0,
    ...exchanges.map(
      ({ startedMs }) =>
        exchanges.filter(
          (other) => other.startedMs <= startedMs && (other.endedMs ?? Number.POSITIVE_INFINITY) > startedMs,
        ).length,
    ),
  );
}
