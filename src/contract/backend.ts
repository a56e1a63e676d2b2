import type { AdmittedRequest } from './admission.ts';
import type { BackendFacts } from './routing.ts';
import type { AnswerStream } from './stream.ts';

/** A configured model server. It never retries, and it never falls back by itself. */
export interface Backend {
  readonly facts: Omit<BackendFacts, 'health' | 'contextTokens'>;
  /** What the server has said of its context so far, in tokens; undefined until it was asked. */
  contextTokens(): number | undefined;
  /**
   * Streams one answer. Leaving the loop or aborting closes the connection.
   * @throws BackendError, or the signal's reason when it was aborted
   */
  stream(admitted: AdmittedRequest, signal: AbortSignal): AnswerStream;
}

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
