import type { RateLimit } from '../contract/routing.ts';

/**
 * Reads what an answer's headers say of the limits; undefined where they say nothing. As the providers' pages describe
 * them, partly by way of mirrors and users' reports, November 2026; no live endpoint was asked: OpenAI "Rate limits in headers" (`x-ratelimit-remaining-requests`, reset as a duration like `6m0s`); Groq "Rate
 * limits" (the same, requests a day and tokens a minute); Cerebras "Rate limits" (names end in `-day` or `-minute`, reset
 * in seconds); Microsoft's answers on Azure OpenAI (reset in whole seconds, −1 where it does not know); Anthropic "Rate
 * limits, response headers" (`anthropic-ratelimit-requests-remaining`, reset as a date of RFC 3339).
 */
export function readRateLimit(headers: Headers, nowMs: number): RateLimit | undefined {
  const windows = [...headers.keys()].flatMap((name) => readWindow(headers, name, nowMs));
  if (windows.length === 0) return undefined;
  const used = windows.filter(({ remaining }) => remaining === 0);
  const resets = (used.length > 0 ? used : windows).map(({ resetsAtMs }) => resetsAtMs);
  return {
    remainingRequests: leastOf(windows, 'requests'),
    remainingTokens: leastOf(windows, 'tokens'),
    resetsAtMs: Math.max(...resets),
  };
}

/** How long the server asks to be left alone: OpenAI's and Azure's retry-after-ms, or Retry-After in seconds or as a date. */
export function readRetryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const millis = toNumber(headers.get('retry-after-ms'));
  if (millis !== undefined) return millis;
  const value = headers.get('retry-after');
  const seconds = toNumber(value);
  if (seconds !== undefined) return seconds * 1000;
  // A date begins with the name of a day; Date.parse would read much else as one.
  const dateMs = value !== null && /^[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}

/** One of the limits that a provider counts against. */
interface LimitWindow {
  readonly counts: 'requests' | 'tokens';
  readonly remaining: number;
  readonly resetsAtMs: number;
}

/**
 * A reset names the time at which all is there again, but providers refill steadily, so something is there much sooner.
 * After this long it is worth asking again; a server that disagrees says so by its Retry-After.
 */
export const longestBeliefMs = 60_000;

/** The windows that a header names: one, or none where it is another header. */
function readWindow(headers: Headers, name: string, nowMs: number): readonly LimitWindow[] {
  const names = namesFor(name);
  const remaining = names && toNumber(headers.get(name));
  if (names === undefined || remaining === undefined) return [];
  const resetMs = readResetMs(headers.get(names.reset), nowMs) ?? longestBeliefMs;
  return [{ counts: names.counts, remaining, resetsAtMs: nowMs + Math.min(resetMs, longestBeliefMs) }];
}

/** What a header with the rest of a limit counts, and where its reset stands; undefined for every other header. */
function namesFor(name: string): { readonly counts: LimitWindow['counts']; readonly reset: string } | undefined {
  const openAI = /^x-ratelimit-remaining-(requests|tokens)(-minute|-hour|-day)?$/.exec(name);
  if (openAI !== null) return { counts: toCounts(openAI[1]), reset: name.replace('-remaining-', '-reset-') };
  // OpenRouter and gateways that count requests alone.
  if (name === 'x-ratelimit-remaining') return { counts: 'requests', reset: 'x-ratelimit-reset' };
  // Output tokens have a limit of their own at Anthropic, far below what a prompt and its answer have together.
  const anthropic = /^anthropic-ratelimit-(requests|tokens|input-tokens)-remaining$/.exec(name);
  if (anthropic === null) return undefined;
  return { counts: toCounts(anthropic[1]), reset: name.replace(/remaining$/, 'reset') };
}

function toCounts(word: string | undefined): LimitWindow['counts'] {
  return word === 'requests' ? 'requests' : 'tokens';
}

function leastOf(windows: readonly LimitWindow[], counts: LimitWindow['counts']): number | undefined {
  const remaining = windows.filter((window) => window.counts === counts).map((window) => window.remaining);
  return remaining.length === 0 ? undefined : Math.min(...remaining);
}

/** Reads `12ms`, `1s`, `6m0s`, `1h2m3.5s`, a number of seconds, seconds or milliseconds since the epoch, or a date. */
function readResetMs(value: string | null, nowMs: number): number | undefined {
  const number = toNumber(value);
  if (number !== undefined) return readNumberMs(number, nowMs);
  if (value === null) return undefined;
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
  const isDuration = parts.length > 0 && parts.map(([part]) => part).join('') === value.trim();
  if (isDuration) return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (unitMs.get(unit ?? '') ?? 0), 0);
  const dateMs = /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}

const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/** No limit resets after years: so large a number is a time and not a duration. */
function readNumberMs(number: number, nowMs: number): number {
  if (number > 1e11) return Math.max(0, number - nowMs);
  return number > 1e9 ? Math.max(0, number * 1_000 - nowMs) : number * 1_000;
}

/** Undefined for what is no number and for −1, by which some say that they do not know. */
function toNumber(text: string | null): number | undefined {
  const value = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
