import type { Task } from './request.ts';

/** `local-only`: nothing leaves the machine. `guarded`: nothing sensitive leaves. `open`: the person decides. */
export type PrivacyMode = 'local-only' | 'guarded' | 'open';

/**
 * Where a model runs, as far as it is proven.
 * `local`: on this machine (a literal loopback address and a server that runs the model itself).
 * `remote`: elsewhere, or unproven.
 */
export type Locality = 'local' | 'remote';

/** The provider of a backend: the ids of the catalogue in backends/providers. */
export type BackendKind =
  | 'llama.cpp'
  | 'ollama'
  | 'lm-studio'
  | 'vllm'
  | 'tgi'
  | 'litellm'
  | 'ray-serve'
  | 'openai-compatible'
  | 'openai'
  | 'anthropic'
  | 'gemini'
  | 'azure-openai'
  | 'bedrock'
  | 'cohere'
  | 'mistral'
  | 'xai'
  | 'deepseek'
  | 'groq'
  | 'together'
  | 'fireworks'
  | 'cerebras'
  | 'openrouter'
  | 'replicate';

/** What the last contacts with a backend say of it. */
export type Health =
  | { readonly state: 'unknown' }
  | { readonly state: 'ready' }
  /** Failed lately; it is asked again once `untilMs` (milliseconds since the Unix epoch) has passed. */
  | { readonly state: 'cooling-down'; readonly untilMs: number; readonly reason: string };

/**
 * How the routes of a task are chosen and tried.
 * `tiered`: the side that suits the question first, the others when it fails.
 * `fallback`: the order of the person's settings, one after the other; also onwards from an answer of low confidence.
 * `privacy-split`: what is sensitive to a local model, everything else to a cloud.
 * `speculative`: the local model first, a cloud beside it when it takes longer than usual; the first good answer wins.
 * `verified-cascade`: the local answer is checked before it is shown, and a cloud is asked where it fails.
 */
export type StrategyName = 'tiered' | 'fallback' | 'privacy-split' | 'speculative' | 'verified-cascade';

/** What a server says is left of its limits; undefined where it does not say. */
export interface RateLimit {
  readonly remainingRequests: number | undefined;
  readonly remainingTokens: number | undefined;
  /** Milliseconds since the Unix epoch at which more will be allowed again. */
  readonly resetsAtMs: number;
}

/** How quick a backend has been lately, in milliseconds to the first token. */
export interface Speed {
  readonly firstTokenP50Ms: number;
  readonly firstTokenP95Ms: number;
  /** Generated tokens a second; undefined where it was never counted. */
  readonly tokensPerSecond: number | undefined;
}

/** What a model can do besides text. */
export interface Capabilities {
  readonly tools: boolean;
  readonly images: boolean;
  /** Whether it can say how probable each of its tokens was. */
  readonly logProbabilities: boolean;
}

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
  readonly capabilities: Capabilities;
  /** `paid` also where the price is not known. */
  readonly billing: 'free' | 'paid';
  /** Undefined as long as the server has said nothing of it. */
  readonly rateLimit: RateLimit | undefined;
  /** Undefined until it has answered a few times. */
  readonly speed: Speed | undefined;
  /** Set once the server has said that it runs the model elsewhere, wherever it stands itself. */
  readonly isForwarded?: true;
  /** A remote host that the person has allowed by name as their own: for it, only the mode `local-only` counts. */
  readonly isOwn?: true;
  /** Why the person's requirements or the repository's policy forbid this destination; absent where they do not. */
  readonly forbidden?: string;
}

/** What paid backends may cost in a day, in US dollars. */
export interface Budget {
  readonly limitUsd: number;
  readonly spentUsd: number;
}

/** Everything that a routing decision may depend on besides the request and its inspection. */
export interface RoutingFacts {
  readonly mode: PrivacyMode;
  readonly workspaceTrusted: boolean;
  /** In the order of the person's settings. */
  readonly backends: readonly BackendFacts[];
  readonly strategies: Readonly<Record<Task, StrategyName>>;
  /** Whether a failed route may be followed by one that costs money, where the first did not. */
  readonly allowsPaidFallback: boolean;
  /** Undefined where the person has set no limit. */
  readonly budget: Budget | undefined;
  /** What the person's own decisions have taught; undefined before the first one. */
  readonly calibration: Calibration | undefined;
}

/** What is learnt on this machine from answers that were accepted, asked again or escalated, by kind of question. */
export interface Calibration {
  /** Added to the score that speaks for a cloud model, in log-odds; positive where local answers disappointed. */
  readonly offsets: Readonly<Record<string, number>>;
}

/** The layers of the router, in the order in which they speak. */
export type RoutingLayer =
  | 'policy'
  | 'capability'
  | 'health'
  | 'limits'
  | 'budget'
  | 'task'
  | 'complexity'
  | 'strategy'
  | 'conversation'
  | 'override';

/** Why a route was chosen, moved or refused; `text` is one sentence for the person. */
export interface Reason {
  readonly layer: RoutingLayer;
  /** A stable name for tests and logs, for example `secret-found`. */
  readonly code: string;
  readonly text: string;
}

export interface Route {
  readonly backendId: string;
  /** Absent only in tests that do not care; a policy on providers refuses it then. */
  readonly kind?: BackendKind;
  readonly model: string;
  readonly origin: string;
  readonly locality: Locality;
  /** Set for a remote host that the person has called their own. */
  readonly isOwn?: true;
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
 * What to try. `single` has one route. `fallback` tries the next one when a route fails before its first part, or is not
 * sure of its answer. `race` starts the second beside the first. `cascade` checks an answer before it is shown.
 */
export interface Plan {
  readonly strategy: 'none' | 'single' | 'fallback' | 'race' | 'cascade';
  readonly routes: readonly Route[];
  readonly refused: readonly RefusedRoute[];
  /** For a race: how long the first route runs alone, in milliseconds; 0 starts both at once. */
  readonly hedgeAfterMs?: number;
  /** For a fallback: the mean probability of a token, 0 to 1, below which an answer's beginning is given up. */
  readonly leastConfidence?: number;
}
