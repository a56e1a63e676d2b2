import type { AdmittedRequest } from './admission.ts';
import type { BackendFacts, Capabilities, RateLimit } from './routing.ts';
import type { AnswerStream } from './stream.ts';

/**
 * A configured model server. It sends a chat once more where the connection broke at once or a gateway failed, and it
 * never falls back by itself.
 */
export interface Backend {
  readonly facts: BackendIdentity;
  /** What the server has said of its context so far, in tokens; undefined until it was asked. */
  contextTokens(): number | undefined;
  /** What its model can do, as far as the server has told; a provider's usual abilities until then. */
  capabilities(): Capabilities;
  /** What the server's last answer said of its limits; undefined as long as it has said nothing. */
  rateLimit(): RateLimit | undefined;
  /**
   * Streams one answer. Leaving the loop or aborting closes the connection.
   * @throws BackendError, or the signal's reason when it was aborted
   */
  stream(admitted: AdmittedRequest, signal: AbortSignal): AnswerStream;
}

/** What does not change from one answer to the next. */
export type BackendIdentity = Pick<
  BackendFacts,
  'id' | 'kind' | 'model' | 'origin' | 'locality' | 'roles' | 'canWarm' | 'isForwarded'
>;

/** What a connection test found. */
export interface ConnectionTest {
  /** Models that the server offers, as it names them. */
  readonly models: readonly string[];
  /** One sentence on what was found, for the person. */
  readonly summary: string;
}

/** Keys of remote services, bound to the origin they were entered for. */
export interface KeySource {
  /** The key for exactly this origin (scheme, host and port), or undefined when none was entered. */
  get(origin: string): Promise<string | undefined>;
}
