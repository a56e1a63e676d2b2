import type * as z from 'zod';
import type { Clock } from '../base/clock.ts';
import type { AdmittedRequest } from '../contract/admission.ts';
import type { KeySource } from '../contract/backend.ts';
import type { Locality, RateLimit } from '../contract/routing.ts';
import { toFault } from './errors.ts';
import { type Deadlines, Exchange } from './exchange.ts';
import type { Gate } from './gate.ts';
import { providerOf } from './providers/catalogue.ts';
import { RateLimits } from './rateLimits.ts';
import type { ServerIdentity } from './server.ts';

export interface ConnectionOptions {
  readonly server: ServerIdentity;
  /** Where the server's paths start, without a slash at the end. */
  readonly url: string;
  /** Asked at each request, since a server may turn out to forward what it gets. */
  readonly locality: () => Locality;
  readonly gate: Gate;
  readonly keys: KeySource;
  readonly clock: Clock;
}

/** A question without a prompt: a probe or a list. */
export interface Question {
  /** Sent as JSON by POST; a GET without it. */
  readonly body?: unknown;
  readonly signal: AbortSignal;
  /** Ten seconds each unless the server has work to do for the answer. */
  readonly deadlines?: Deadlines;
}

const questionDeadlines: Deadlines = { firstByteMs: 10_000, silenceMs: 10_000 };

/** For servers that are not configured yet, and so have no key. */
export const noKeys: KeySource = { get: async () => undefined };

/** The way to one server: its address, its key, and the gate before it. */
export class Connection {
  readonly server: ServerIdentity;
  readonly url: string;
  readonly #options: ConnectionOptions;
  readonly #limits: RateLimits;

  /** `limits` are shared by the ways to one server. */
  constructor(options: ConnectionOptions, limits = new RateLimits(options.clock)) {
    this.#options = options;
    this.#limits = limits;
    this.server = options.server;
    this.url = options.url;
  }

  /** The same server at another path. */
  at(url: string): Connection {
    return new Connection({ ...this.#options, url }, this.#limits);
  }

  /** What the server's last answer said of its limits; undefined where it says nothing, or it is out of date. */
  get rateLimit(): RateLimit | undefined {
    return this.#limits.current;
  }

  /** The caller disposes it. `admitted` is the request whose prompt goes over it; absent for what carries none. */
  async open(deadlines: Deadlines, signal: AbortSignal, admitted?: AdmittedRequest): Promise<Exchange> {
    const { server, gate, keys, clock, locality } = this.#options;
    const key = await keys.get(server.origin);
    if (key === undefined && providerOf(server).key.need === 'required') throw toFault('key-missing', server);
    return new Exchange({
      server,
      fetch: gate.fetchFor({ ...server, locality: locality() }, { backendId: server.id, admitted }),
      headers: { 'content-type': 'application/json', 'user-agent': 'watershed', ...authorization(server, key) },
      hadKey: key !== undefined,
      limits: this.#limits,
      ...{ deadlines, clock, signal },
    });
  }

  /**
   * Asks for a JSON document.
   * @throws BackendError, or the signal's reason when it was aborted
   */
  async ask<T>(path: string, schema: z.ZodType<T>, question: Question): Promise<T> {
    const { body, signal, deadlines = questionDeadlines } = question;
    const exchange = await this.open(deadlines, signal);
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    try {
      const response = await exchange.fetch(`${this.url}${path}`, init);
      return schema.parse(await response.json());
    } catch (error) {
      throw exchange.explain(error);
    } finally {
      exchange.dispose();
    }
  }
}

/** Anthropic's headers: platform.claude.com/docs, "Versions" of the API reference, read November 2026. */
function authorization(server: ServerIdentity, key: string | undefined): Record<string, string> {
  if (key === undefined) return {};
  switch (providerOf(server).key.sentAs) {
    case 'x-api-key':
      return { 'x-api-key': key, 'anthropic-version': '2026-10-21' };
    case 'api-key':
      return { 'api-key': key };
    case 'bearer':
      return { authorization: `Bearer ${key}` };
  }
}
