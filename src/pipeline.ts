import type { AdmittedRequest, MayContact, Refusal } from './contract/admission.ts';
import type { Backend } from './contract/backend.ts';
import { BackendError, NoRouteError } from './contract/errors.ts';
import type { Inspection } from './contract/inspection.ts';
import type { Measurement } from './contract/ledger.ts';
import type { Log } from './contract/log.ts';
import type { Request } from './contract/request.ts';
import type { Plan, Route, RoutingFacts } from './contract/routing.ts';
import type { Explain, Send, SendEnd, SendPart } from './contract/send.ts';
import type { AnswerEnd, AnswerPart, AnswerStream } from './contract/stream.ts';

/** One attempt at one route, as the meter needs to know it. */
export interface Attempt {
  readonly request: Request;
  readonly route: Route;
  readonly attempt: number;
}

/** The folders that a request flows through, each as the one function that the path needs of it. */
export interface PipelineParts {
  readonly inspect: (request: Request) => Promise<Inspection>;
  readonly facts: () => RoutingFacts;
  readonly plan: (request: Request, inspection: Inspection, facts: RoutingFacts) => Plan;
  readonly explainNoRoute: (request: Request, plan: Plan) => NoRouteError;
  readonly admit: (
    request: Request,
    inspection: Inspection,
    route: Route,
    signal: AbortSignal,
  ) => Promise<{ readonly admitted: AdmittedRequest } | { readonly refused: Refusal }>;
  /** Asked again for each part of an answer, so that a stricter mode ends a cloud answer that is under way. */
  readonly mayContact: MayContact;
  readonly backend: (id: string) => Backend | undefined;
  readonly measure: (
    attempt: Attempt,
    stream: AnswerStream,
    signal: AbortSignal,
  ) => AsyncGenerator<AnswerPart, AnswerEnd & { readonly measurement: Measurement }, void>;
  readonly health: {
    noteSuccess(backendId: string): void;
    noteFailure(error: BackendError): void;
  };
  readonly log: Log;
}

/** The whole path of a request: inspect, plan, admit each route anew, stream, measure, record. */
export function createPipeline(parts: PipelineParts): { readonly send: Send; readonly explain: Explain } {
  async function explain(request: Request) {
    const inspection = await parts.inspect(request);
    return { inspection, plan: parts.plan(request, inspection, parts.facts()) };
  }

  async function* send(request: Request, signal: AbortSignal): AsyncGenerator<SendPart, SendEnd, void> {
    const { inspection, plan } = await explain(request);
    // The slices of a warm-up are many and of no interest to a person.
    const log = isWarmUp(request) ? { ...parts.log, info: parts.log.debug } : parts.log;
    logPlan(log, request, inspection, plan);
    if (plan.routes.length === 0) throw parts.explainNoRoute(request, plan);

    let failure: BackendError | NoRouteError | undefined;
    for (const [index, planned] of plan.routes.entries()) {
      signal.throwIfAborted();
      const route = failure === undefined ? planned : withFallbackReason(planned, failure);
      const admission = await parts.admit(request, inspection, route, signal);
      const backend = parts.backend(route.backendId);
      if ('refused' in admission || backend === undefined) {
        failure ??= refusedRoute(route, 'refused' in admission ? admission.refused : undefined);
        log.info(`${request.id} ${route.backendId} refused: ${failure.message}`);
        continue;
      }
      yield { type: 'route', route, attempt: index + 1 };
      const attempt = { request, route, attempt: index + 1 };
      const answer = parts.measure(attempt, backend.stream(admission.admitted, signal), signal);
      const result = yield* streamAttempt(answer, {
        onAnswer: () => parts.health.noteSuccess(route.backendId),
        onLeft: () => log.info(`${request.id} ${route.backendId} left before its end`),
        refusal: () => parts.mayContact(route),
        backendId: route.backendId,
      });
      if ('end' in result) {
        log.info(`${request.id} ${route.backendId} ${result.end.finish} ${result.end.measurement.totalMs} ms`);
        return { ...result.end, route };
      }
      failure = result.error;
      parts.health.noteFailure(failure);
      parts.log.warn(`${request.id} ${route.backendId} ${failure.kind}: ${failure.message}`);
      // Half an answer is never silently continued by another model, and a bad request is bad everywhere.
      if (result.begun || !failure.retryable) throw failure;
    }
    throw failure ?? parts.explainNoRoute(request, plan);
  }

  return { send, explain };
}

type AttemptResult<End> = { readonly end: End } | { readonly error: BackendError; readonly begun: boolean };

interface AttemptWatch {
  readonly backendId: string;
  /** The server has begun to answer, or has ended an empty answer. */
  readonly onAnswer: () => void;
  readonly onLeft: () => void;
  /** Why the answer may not go on; undefined as long as it may. */
  readonly refusal: () => Refusal | undefined;
}

/** Passes the parts on. A fault of the server becomes a value; everything else, cancellation too, is thrown. */
async function* streamAttempt<End>(
  answer: AsyncIterator<AnswerPart, End, void>,
  { backendId, onAnswer, onLeft, refusal }: AttemptWatch,
): AsyncGenerator<AnswerPart, AttemptResult<End>, void> {
  let begun = false;
  let finished = false;
  try {
    for (;;) {
      finished = true;
      const next = await answer.next();
      if (!begun) onAnswer();
      if (next.done === true) return { end: next.value };
      finished = false;
      const refused = refusal();
      if (refused !== undefined) {
        return { error: new BackendError({ kind: 'refused', backendId, message: refused.text }), begun };
      }
      begun = true;
      yield next.value;
    }
  } catch (error) {
    if (error instanceof BackendError) return { error, begun };
    throw error;
  } finally {
    // The answer was left before its end: closing it closes the connection and writes the ledger's entry.
    if (!finished) {
      onLeft();
      await answer.return?.();
    }
  }
}

function withFallbackReason(route: Route, failure: Error): Route {
  return {
    ...route,
    reasons: [{ layer: 'health', code: 'fallback', text: `Fallback: ${failure.message}` }, ...route.reasons],
  };
}

function refusedRoute(route: Route, refusal: Refusal | undefined): NoRouteError {
  const text = refusal?.text ?? `The backend “${route.backendId}” is no longer configured. Ask again.`;
  return new NoRouteError('policy', text);
}

function isWarmUp(request: Request): boolean {
  return request.task === 'completion' && request.warm !== undefined;
}

function logPlan(log: Log, request: Request, inspection: Inspection, plan: Plan): void {
  const kinds = [...new Set(inspection.findings.map((finding) => finding.kind))].join(', ');
  const routes = plan.routes.map((route) => `${route.backendId} (${route.reasons[0].code})`).join(' ► ');
  const refused = plan.refused.map((route) => `${route.backendId} (${route.reason.code})`).join(', ');
  log.info(
    `${request.id} ${request.task}: ${routes === '' ? 'no route' : routes}` +
      `${kinds === '' ? '' : `; found: ${kinds}`}${refused === '' ? '' : `; refused: ${refused}`}`,
  );
}
