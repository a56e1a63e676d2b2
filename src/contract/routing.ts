import type { Task } from './request.ts';

/** `local-only`: nothing leaves the machine. `guarded`: nothing sensitive leaves. `open`: the person decides. */
export type PrivacyMode = 'local-only' | 'guarded' | 'open';

/**
 * Where a model runs, as far as it is proven.
 * `local`: on this machine (a literal loopback address and a server that runs the model itself).
 * `remote`: elsewhere, or unproven.
 */
export type Locality = 'local' | 'remote';

export type BackendKind = 'llama.cpp' | 'ollama' | 'openai-compatible' | 'anthropic';

/** What the last contacts with a backend say of it. */
export type Health =
  | { readonly state: 'unknown' }
  | { readonly state: 'ready' }
  /** Failed lately; it is asked again once `untilMs` (milliseconds since the Unix epoch) has passed. */
  | { readonly state: 'cooling-down'; readonly untilMs: number; readonly reason: string };

/** A configured backend as the router sees it. */
export interface BackendFacts {
  readonly id: string;
  readonly kind: BackendKind;
  readonly model: string;
  /** Scheme, host and port, for example `http://127.0.0.1:11434`. */
  readonly origin: string;
  readonly locality: Locality;
  readonly roles: readonly Task[];
  readonly health: Health;
  /** Tokens of prompt and answer together; undefined until the server has said so. */
  readonly contextTokens: number | undefined;
  /** Whether it can evaluate a prompt ahead of time, without an answer (`CompletionRequest.warm`). */
  readonly canWarm: boolean;
}

/** Everything that a routing decision may depend on besides the request and its inspection. */
export interface RoutingFacts {
  readonly mode: PrivacyMode;
  readonly workspaceTrusted: boolean;
  /** In the order of the person's settings. */
  readonly backends: readonly BackendFacts[];
}

/** The layers of the router, in the order in which they speak. */
export type RoutingLayer = 'policy' | 'capability' | 'health' | 'task' | 'complexity' | 'override';

/** Why a route was chosen, moved or refused; `text` is one sentence for the person. */
export interface Reason {
  readonly layer: RoutingLayer;
  /** A stable name for tests and logs, for example `secret-found`. */
  readonly code: string;
  readonly text: string;
}

export interface Route {
  readonly backendId: string;
  readonly model: string;
  readonly origin: string;
  readonly locality: Locality;
  /** At least one. The first is the one to show where there is room for one. */
  readonly reasons: readonly [Reason, ...Reason[]];
}

/** A backend that is configured but may not or cannot answer this request. */
export interface RefusedRoute {
  readonly backendId: string;
  readonly locality: Locality;
  readonly reason: Reason;
}

/**
 * What to try, in order. `single` has one route, `fallback` tries the next one when a route fails before its first
 * part. Racing and cascading strategies join this union with the routing issue.
 */
export interface Plan {
  readonly strategy: 'none' | 'single' | 'fallback';
  readonly routes: readonly Route[];
  readonly refused: readonly RefusedRoute[];
}
