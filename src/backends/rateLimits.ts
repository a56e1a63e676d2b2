import type { Clock } from '../base/clock.ts';
import type { RateLimit } from '../contract/routing.ts';
import { longestBeliefMs, readRateLimit, readRetryAfterMs } from './rateLimitHeaders.ts';

/**
 * What one backend's server allows, as its last answer said. Requests whose answer has not come yet count as used, so
 * that a spike does not send ten requests where three are left.
 */
export class RateLimits {
  readonly #clock: Clock;
  #said: RateLimit | undefined;
  #unansweredCount = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Undefined as long as the server has said nothing, and once what it said is out of date. */
  get current(): RateLimit | undefined {
    const said = this.#said;
    if (said === undefined || said.resetsAtMs <= this.#clock.now()) return undefined;
    const { remainingRequests } = said;
    if (remainingRequests === undefined) return said;
    return { ...said, remainingRequests: Math.max(0, remainingRequests - this.#unansweredCount) };
  }

  /** How long to wait until the server allows one more, in milliseconds; 0 where nothing is known to forbid it. */
  get waitMs(): number {
    const { current } = this;
    if (current === undefined) return 0;
    const isUsedUp = current.remainingRequests === 0 || current.remainingTokens === 0;
    return isUsedUp ? current.resetsAtMs - this.#clock.now() : 0;
  }

  /** Counts a request as used; `settle` has to follow. Whoever asks for `waitMs` next already sees it. */
  take(): void {
    this.#unansweredCount++;
  }

  /** Waits for the head of the answer to a request that was counted, and learns from it. */
  async settle(response: Promise<Response>): Promise<Response> {
    try {
      const answered = await response;
      this.#learn(answered);
      return answered;
    } finally {
      this.#unansweredCount--;
    }
  }
  /** A server that asks to be left alone has nothing left, whatever its other headers say. */
  #learn({ status, headers }: Response): void {
    const nowMs = this.#clock.now();
    const read = readRateLimit(headers, nowMs);
    const retryAfterMs = status === 429 ? readRetryAfterMs(headers, nowMs) : undefined;
    if (retryAfterMs === undefined) {
      this.#said = read ?? this.#said;
      return;
    }
    const resetsAtMs = nowMs + Math.min(retryAfterMs, longestBeliefMs);
    this.#said = { remainingRequests: 0, remainingTokens: read?.remainingTokens, resetsAtMs };
  }
}
