import type { Request } from './request.ts';
import type { Route } from './routing.ts';

/**
 * A request that policy allows to be sent over one route. Only privacy/admit makes one (a test holds that), each
 * serves one attempt, and a fallback needs its own. The private field makes the type nominal: no object literal fits.
 */
export class AdmittedRequest {
  readonly #admitted = true;
  readonly request: Request;
  readonly route: Route;

  constructor(request: Request, route: Route) {
    this.request = request;
    this.route = route;
  }

  /** Whether a value really came out of an admission, at run time too. */
  static isAdmitted(value: unknown): value is AdmittedRequest {
    return typeof value === 'object' && value !== null && #admitted in value;
  }
}

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
}

/** Asked before every connection. Undefined means that it may be opened. */
export type MayContact = (contact: Contact) => Refusal | undefined;
