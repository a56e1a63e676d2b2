import type { Clock } from '../base/clock.ts';
import { type Disposable, toDisposable } from '../base/disposable.ts';
import { classifyReply, readRetryAfterMs, toFault } from './errors.ts';
import { classifyThrown } from './networkErrors.ts';
import type { ServerIdentity } from './server.ts';

/** How long a server may be silent, in milliseconds. Any byte is a sign of life, a comment in a stream too. */
export interface Deadlines {
  /** From the request to the first byte of the body. On a slow machine a long prompt takes minutes to read. */
  readonly firstByteMs: number;
  /** Between two bytes. */
  readonly silenceMs: number;
}

export interface ExchangeOptions {
  readonly server: ServerIdentity;
  /** The gate's fetch for the server's origin. */
  readonly fetch: typeof fetch;
  /** Every header that is sent. What an SDK adds of its own is dropped: it tells of the machine, or comes from the environment. */
  readonly headers: Readonly<Record<string, string>>;
  readonly hadKey: boolean;
  readonly deadlines: Deadlines;
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
  readonly #stopListening: Disposable;
  #fault: Error | undefined;
  #reader: BodyReader | undefined;
  #hasEnded = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    const { signal } = options;
    const onAbort = () => this.#connection.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    this.#stopListening = toDisposable(() => signal.removeEventListener('abort', onAbort));
  }

  /** The caller's own signal is not handed to it: this exchange's does that, and disposing ends it. */
  readonly fetch: typeof fetch = async (input, init) => {
    const { headers, deadlines } = this.#options;
    const request = {
      method: init?.method ?? 'GET',
      body: init?.body ?? null,
      headers,
      signal: this.#connection.signal,
    };
    const response = await this.#connected(this.#within(deadlines.firstByteMs, this.#options.fetch(input, request)));
    if (!response.ok) throw await this.#rejected(response);
    if (response.body === null) return response;
    return new Response(this.#watched(response.body), response);
  };

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
    this.#stopListening.dispose();
    this.#connection.abort();
  }

  /** Keeps a fault of the connection before an SDK wraps it. */
  async #connected(response: Promise<Response>): Promise<Response> {
    try {
      return await response;
    } catch (error) {
      this.#fault ??= classifyThrown(this.#options.server, error, 'unreachable');
      throw error;
    }
  }

  async #rejected(response: Response): Promise<Error> {
    const { server, hadKey, clock, deadlines } = this.#options;
    const text = await this.#within(deadlines.silenceMs, response.text());
    const retryAfterMs = readRetryAfterMs(response.headers, clock.now());
    this.#fault = classifyReply(server, { status: response.status, body: tryParseJson(text), retryAfterMs, hadKey });
    return this.#fault;
  }

  /** Passes the body on. Whoever leaves early does not close the connection: `drain` may want it, `dispose` closes it. */
  #watched(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const reader = body.getReader();
    this.#reader = reader;
    let limitMs = this.#options.deadlines.firstByteMs;
    return new ReadableStream(
      {
        pull: async (controller) => {
          const bytes = await this.#read(reader, limitMs);
          limitMs = this.#options.deadlines.silenceMs;
          if (bytes === undefined) controller.close();
          else controller.enqueue(bytes);
        },
      },
      // Read only when somebody waits for it: so only then the silence is timed.
      { highWaterMark: 0 },
    );
  }

  /** Undefined at the end of the body. */
  async #read(reader: BodyReader, limitMs: number): Promise<Uint8Array | undefined> {
    const { done, value } = await this.#within(limitMs, reader.read());
    this.#hasEnded = done;
    return value;
  }

  async #within<T>(limitMs: number, step: Promise<T>): Promise<T> {
    const timer = this.#options.clock.schedule(limitMs, () => {
      this.#fault = toFault('timed-out', this.#options.server);
      this.#connection.abort(this.#fault);
    });
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

function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the status alone has to do.
    return undefined;
  }
}
