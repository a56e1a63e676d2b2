/** What went wrong at a backend. */
export type BackendErrorKind =
  | 'unreachable'
  | 'loading'
  | 'model-missing'
  | 'unauthorized'
  | 'key-missing'
  | 'rate-limited'
  | 'timed-out'
  | 'context-too-long'
  | 'refused'
  | 'bad-request'
  | 'bad-reply'
  | 'server-fault';

/** A fault at the border to a server. Its message is a sentence for the person and holds no key and no code text. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
  readonly kind: BackendErrorKind;
  readonly backendId: string;
  /** Whether the same request may succeed at another backend, or here later. */
  readonly retryable: boolean;
  /** How long the server asked to be left alone, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(fault: {
    readonly kind: BackendErrorKind;
    readonly backendId: string;
    readonly message: string;
    readonly retryAfterMs?: number | undefined;
    readonly cause?: unknown;
  }) {
    super(fault.message, { cause: fault.cause });
    this.kind = fault.kind;
    this.backendId = fault.backendId;
    this.retryAfterMs = fault.retryAfterMs;
    this.retryable = fault.kind !== 'bad-request';
  }
}

/** No configured backend may or can answer. The message says why and what to do. */
export class NoRouteError extends Error {
  override readonly name = 'NoRouteError';
  /** `no-backend`: none is configured for the task; `policy`: privacy forbids each; `health`: all are down. */
  readonly kind: 'no-backend' | 'policy' | 'health';

  constructor(kind: NoRouteError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** The reason of an abort when another route answers in place of this one: it lost a race, or its answer failed a check. */
export class SupersededError extends Error {
  override readonly name = 'SupersededError';
}
