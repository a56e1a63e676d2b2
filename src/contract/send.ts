import type { Inspection } from './inspection.ts';
import type { Measurement } from './ledger.ts';
import type { Request } from './request.ts';
import type { Plan, Route, RoutingFacts } from './routing.ts';
import type { AnswerEnd, AnswerPart } from './stream.ts';

/** What a caller of the pipeline sees: the route first (again after each fallback), then the answer's parts. */
export type SendPart = { readonly type: 'route'; readonly route: Route; readonly attempt: number } | AnswerPart;

export interface SendEnd extends AnswerEnd {
  readonly route: Route;
  readonly measurement: Measurement;
}

/**
 * Sends a request along the route that the router picks.
 * @throws NoRouteError when nothing admissible can answer, BackendError when the last route failed, the signal's
 *   reason when it was aborted
 */
export type Send = (request: Request, signal: AbortSignal) => AsyncGenerator<SendPart, SendEnd, void>;

/** The decisions for a request, without sending it. */
export interface Explanation {
  readonly inspection: Inspection;
  readonly plan: Plan;
  /** What the plan was made from besides the request; a caller that only asks what was found has no use for it. */
  readonly facts?: RoutingFacts;
}

export type Explain = (request: Request) => Promise<Explanation>;
