import type { FindingKind } from './inspection.ts';
import type { Request } from './request.ts';
import type { BackendKind, Route } from './routing.ts';

/**
 * A request that policy allows to be sent over one route. Only privacy/admit makes one (a test holds that), each
 * serves one attempt, and a fallback needs its own. The private fields make the type nominal: no object literal fits.
 */
export class AdmittedRequest {
  readonly #admitted = true;
  #isSpent = false;
  readonly request: Request;
  readonly route: Route;
  readonly contents: AdmittedContents;
  /** Asked just before the request goes, which may be long after it was admitted: why it may not go after all. */
  readonly refusalNow: () => Refusal | undefined;

  constructor(
    request: Request,
    route: Route,
    contents: AdmittedContents = nothingFound,
    refusalNow: () => Refusal | undefined = () => undefined,
  ) {
    this.request = request;
    this.route = route;
    this.contents = contents;
    this.refusalNow = refusalNow;
  }

  /** Whether a value really came out of an admission, at run time too. */
  static isAdmitted(value: unknown): value is AdmittedRequest {
    return typeof value === 'object' && value !== null && #admitted in value;
  }

  /** Uses the admission up. False where an attempt has used it before. */
  spend(): boolean {
    const isFresh = !this.#isSpent;
    this.#isSpent = true;
    return isFresh;
  }
}

/** What the admission knew of the text that it let go, for the record of what left. */
export interface AdmittedContents {
  /** How many things of each kind were found; a kind that was not found is absent. */
  readonly findings: Readonly<Partial<Record<FindingKind, number>>>;
  /** How many of them left as placeholders. */
  readonly redacted: number;
}

const nothingFound: AdmittedContents = { findings: {}, redacted: 0 };

/** Why a route may not be used for a request after all. */
export interface Refusal {
  readonly code: string;
  readonly text: string;
}

/** Asks the person once whether prompts may go to a remote origin; resolves to their decision. */
export type AskConsent = (request: Request, route: Route, signal: AbortSignal) => Promise<boolean>;

/** A connection about to be opened: to load a model's answer, or without any prompt (a probe, a list of models). */
export interface Contact {
  readonly origin: string;
  readonly locality: 'local' | 'remote';
  /** Undefined where it is not known, which a policy on providers refuses. */
  readonly kind?: BackendKind | undefined;
}

/** Asked before every connection. Undefined means that it may be opened. */
export type MayContact = (contact: Contact) => Refusal | undefined;
