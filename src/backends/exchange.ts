import { aborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable.ts';
import { pause } from '../base/pause.ts';
import type { BackendErrorKind } from '../contract/errors.ts';
import { classifyReply, toFault } from './errors.ts';
import type { FaultDetail } from './faultSentences.ts';
import { LineGuard } from './lineGuard.ts';
import { classifyThrown, isConnectionFault } from './networkErrors.ts';
import { readRetryAfterMs } from './rateLimitHeaders.ts';
import type { RateLimits } from './rateLimits.ts';
import { tryTwice } from './secondTry.ts';
import type { ServerIdentity } from './server.ts';

/** How much patience there is with a server, in milliseconds. Any byte is a sign of life, a comment in a stream too. */
export interface Deadlines {
  /** From the request to the first byte of the body. On a slow machine a long prompt takes minutes to read. */
  readonly firstByteMs: number;
  /** Between two bytes. */
  readonly silenceMs: number;
  /** From the request to the end of its answer; absent where an answer is worth any time as long as it goes on. */
  readonly overallMs?: number;
  /** How long to wait for a rate limit to reset before sending; absent for not at all. */
  readonly rateLimitMs?: number;
  /** How long to wait before the one more try after a fault that passes; absent for no more try. */
  readonly secondTryMs?: number;
}

export interface ExchangeOptions {
  readonly server: ServerIdentity;
  /** The gate's fetch for the server's origin. */
  readonly fetch: typeof fetch;
  /** Every header that is sent. What an SDK adds of its own is dropped: it tells of the machine, or comes from the environment. */
  readonly headers: Readonly<Record<string, string>>;
  readonly hadKey: boolean;
  readonly deadlines: Deadlines;
  readonly limits: RateLimits;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * One request and its answer. Its fetch, made for handing to an SDK, sees every fault before the SDK does: a connection
 * that fails, an error status and a silence are classified here. Disposing closes the connection.
 */
export class Exchange implements Disposable {
  readonly #options: ExchangeOptions;
  readonly #connection = new AbortController();
  readonly #owned = new DisposableStore();
  #fault: Error | undefined;
  /** Whether the fault may well be gone a moment later. */
  #isPassing = false;
  #reader: BodyReader | undefined;
  #hasEnded = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    const { signal, clock, deadlines } = options;
    const onAbort = () => this.#connection.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    this.#owned.add(toDisposable(() => signal.removeEventListener('abort', onAbort)));
    if (deadlines.overallMs === undefined) return;
    this.#owned.add(clock.schedule(deadlines.overallMs, () => this.#end('timed-out', { isSlow: true })));
  }

  /** The caller's own signal is not handed to it: this exchange's does that, and disposing ends it. */
  readonly fetch: typeof fetch = async (input, init) => {
    const response = await this.#request(input, init);
    return response.body === null ? response : new Response(this.#watchedStream(response.body), response);
  };

  /** The bytes of an answer as they come: what `fetch` does, without a stream around the one that the gate has. */
  async *read(...[input, init]: Parameters<typeof fetch>): AsyncGenerator<Uint8Array, void, void> {
    const { body } = await this.#request(input, init);
    if (body === null) return;
    const next = this.#watch(body);
    for (let bytes = await next(); bytes !== undefined; bytes = await next()) yield bytes;
  }

  /** Whether the body of the answer has come to an orderly end. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** What to throw for an error that came up: the abort's reason, the fault that was seen first, or a classified one. */
  explain(error: unknown): unknown {
    const { signal, server } = this.#options;
    if (signal.aborted) return signal.reason;
    return this.#fault ?? classifyThrown(server, error, 'bad-reply');
  }

  /** Throws if the exchange ended early without an error: SDKs end a stream in silence when its connection is aborted. */
  throwIfEnded(): void {
    if (this.#connection.signal.aborted) throw this.explain(this.#connection.signal.reason);
  }

  /**
   * Reads what comes after the last event of a complete answer, a few bytes as a rule. SDKs leave there, and a
   * connection can serve the next request only when all of this one was read.
   */
  async drain(): Promise<void> {
    const reader = this.#reader;
    try {
      for (let count = 0; count < 8 && reader !== undefined && !this.#hasEnded; count++) {
        await this.#read(reader, drainMs);
      }
    } catch {
      // The answer is complete; only the connection is lost.
    }
  }

  /** Closes the connection. Where all of the answer was read there is nothing to close, and it serves the next request. */
  dispose(): void {
    this.#owned.dispose();
    this.#connection.abort(aborted);
  }

  async #request(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
    const { headers, deadlines, clock } = this.#options;
    const { signal } = this.#connection;
    const request = { method: init?.method ?? 'GET', body: init?.body ?? null, headers, signal };
    const { secondTryMs } = deadlines;
    if (secondTryMs === undefined) return this.#send(input, request);
    return tryTwice(() => this.#send(input, request), {
      isPassing: () => this.#isPassing,
      async between() {
        await pause(clock, secondTryMs, signal);
      },
      signal,
    });
  }

  /** One try. Its fault is kept before an SDK wraps it. */
  async #send(input: Parameters<typeof fetch>[0], request: RequestInit): Promise<Response> {
    const { deadlines, limits } = this.#options;
    this.#fault = undefined;
    this.#isPassing = false;
    await this.#allowed();
    const answer = limits.settle(this.#options.fetch(input, request));
    const response = await this.#connected(this.#within(deadlines.firstByteMs, answer));
    if (!response.ok) throw await this.#rejected(response);
    return response;
  }

  /** Waits where the server is known to refuse for a moment. Where it is longer, another route may be quicker. */
  async #allowed(): Promise<void> {
    const { server, limits, clock, deadlines } = this.#options;
    const latestMs = clock.monotonic() + (deadlines.rateLimitMs ?? 0);
    for (let { waitMs } = limits; waitMs > 0; { waitMs } = limits) {
      if (clock.monotonic() + waitMs > latestMs) {
        this.#fault = toFault('rate-limited', server, { retryAfterMs: waitMs });
        throw this.#fault;
      }
      await pause(clock, waitMs, this.#connection.signal);
    }
    limits.take();
  }

  async #connected(response: Promise<Response>): Promise<Response> {
    const { server, clock } = this.#options;
    const startMs = clock.monotonic();
    try {
      return await response;
    } catch (error) {
      // Whoever ended it has kept the fault; without one it was the caller who left.
      if (this.#connection.signal.aborted) throw error;
      this.#isPassing = isConnectionFault(error) && clock.monotonic() - startMs <= atOnceMs;
      this.#fault ??= classifyThrown(server, error, 'unreachable');
      throw error;
    }
  }

  async #rejected(response: Response): Promise<Error> {
    const { server, hadKey, clock, deadlines } = this.#options;
    const { status, headers } = response;
    const text = await this.#within(deadlines.silenceMs, response.text());
    const retryAfterMs = readRetryAfterMs(headers, clock.now());
    const fault = classifyReply(server, { status, body: tryParseJson(text), retryAfterMs, hadKey });
    // A gateway between two servers. A model that is loading takes longer, and who says how long is believed.
    this.#isPassing = (status === 502 || status === 503) && fault.kind === 'server-fault' && retryAfterMs === undefined;
    this.#fault = fault;
    return fault;
  }

  /** Passes the body on. Whoever leaves early does not close the connection: `drain` may want it, `dispose` closes it. */
  #watchedStream(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const next = this.#watch(body);
    return new ReadableStream(
      {
        async pull(controller) {
          const bytes = await next();
          if (bytes === undefined) controller.close();
          else controller.enqueue(bytes);
        },
      },
      // Read only when somebody waits for it: so only then the silence is timed.
      { highWaterMark: 0 },
    );
  }

  /** Reads the next bytes of a body each time it is called, undefined at its end. */
  #watch(body: ReadableStream<Uint8Array>): () => Promise<Uint8Array | undefined> {
    const reader = body.getReader();
    this.#reader = reader;
    const { firstByteMs, silenceMs } = this.#options.deadlines;
    let limitMs = firstByteMs;
    const lines = new LineGuard();
    return async () => {
      const bytes = await this.#read(reader, limitMs);
      limitMs = silenceMs;
      if (bytes !== undefined && lines.isTooLong(bytes)) this.#end('bad-reply');
      this.throwIfEnded();
      return bytes;
    };
  }

  /** Undefined at the end of the body. */
  async #read(reader: BodyReader, limitMs: number): Promise<Uint8Array | undefined> {
    const { done, value } = await this.#within(limitMs, reader.read());
    this.#hasEnded = done;
    return value;
  }

  /** Gives up: closes the connection, and everything that waits for it learns why. */
  #end(kind: BackendErrorKind, detail: FaultDetail = {}): void {
    this.#fault = toFault(kind, this.#options.server, detail);
    this.#connection.abort(this.#fault);
  }

  async #within<T>(limitMs: number, step: Promise<T>): Promise<T> {
    const timer = this.#options.clock.schedule(limitMs, () => this.#end('timed-out'));
    try {
      return await step;
    } finally {
      timer.dispose();
    }
  }
}

type BodyReader = ReadableStreamDefaultReader<Uint8Array>;

/** Long enough for a last packet on its way. */
const drainMs = 250;
/** A connection that breaks later than this has broken in the middle of work, which would have to be done again. */
const atOnceMs = 1_000;

function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the status alone has to do.
    return undefined;
  }
}
