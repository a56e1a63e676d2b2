import type { Clock } from './base/clock.ts';
import type { MayContact, Refusal } from './contract/admission.ts';
import type { AnswerCheck } from './contract/answerCheck.ts';
import type { Backend } from './contract/backend.ts';
import { type BackendError, NoRouteError } from './contract/errors.ts';
import { type Inspection, notInspected } from './contract/inspection.ts';
import type { Log } from './contract/log.ts';
import type { Request } from './contract/request.ts';
import type { Plan, Route, RoutingFacts } from './contract/routing.ts';
import type { Explain, Explanation, Send } from './contract/send.ts';
import type { AnswerPart, AnswerStream } from './contract/stream.ts';
import type { AdmissionResult } from './privacy/admit.ts';
import { Attempt, type MeasuredEnd, type Run, type StartOptions, withReason } from './routing/strategies/attempt.ts';
import { strategyOf } from './routing/strategies/strategyOf.ts';

/** One attempt at one route, as the meter needs to know it. */
export interface MeasuredAttempt {
  readonly request: Request;
  readonly route: Route;
  readonly attempt: number;
}

/** The folders that a request flows through, each as the one function that the path needs of it. */
export interface PipelineParts {
  readonly inspect: (request: Request) => Promise<Inspection>;
  /** Whether a request stays on this machine whatever is found in it, so that there is no need to look. */
  readonly staysHere: (request: Request) => boolean;
  readonly facts: (request: Request) => RoutingFacts;
  readonly plan: (request: Request, inspection: Inspection, facts: RoutingFacts) => Plan;
  readonly explainNoRoute: (request: Request, plan: Plan) => NoRouteError;
  readonly admit: (
    request: Request,
    inspection: Inspection,
    route: Route,
    signal: AbortSignal,
  ) => Promise<AdmissionResult>;
  /** Asked again for each part of an answer, so that a stricter mode ends a cloud answer that is under way. */
  readonly mayContact: MayContact;
  readonly backend: (id: string) => Backend | undefined;
  readonly measure: (
    attempt: MeasuredAttempt,
    stream: AnswerStream,
    signal: AbortSignal,
  ) => AsyncGenerator<AnswerPart, MeasuredEnd, void>;
  readonly health: {
    noteSuccess(backendId: string): void;
    noteFailure(error: BackendError): void;
  };
  /** What an answer has to pass where a strategy checks it before it is shown. */
  readonly checks: readonly AnswerCheck[];
  /** Told of each decision, so that the person can ask why. */
  readonly noteDecision?: (request: Request, explanation: Explanation) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** The whole path of a request: inspect, plan, then the strategy: admit each route anew, stream, measure, record. */
export function createPipeline(parts: PipelineParts): { readonly send: Send; readonly explain: Explain } {
  async function explain(request: Request): Promise<Explanation & { readonly facts: RoutingFacts }> {
    const inspection = await parts.inspect(request);
    const facts = parts.facts(request);
    return { inspection, plan: parts.plan(request, inspection, facts), facts };
  }

  const send: Send = async function* (request, signal) {
    const inspection = parts.staysHere(request) ? notInspected : await parts.inspect(request);
    const facts = parts.facts(request);
    const plan = parts.plan(request, inspection, facts);
    parts.noteDecision?.(request, { inspection, plan, facts });
    const run = toRun(parts, request, inspection, plan, signal);
    logPlan(run.log, request, inspection, plan);
    if (plan.routes.length === 0) throw run.noRoute();
    return yield* strategyOf(plan)(run);
  };

  return { send, explain };
}

function toRun(parts: PipelineParts, request: Request, inspection: Inspection, plan: Plan, signal: AbortSignal): Run {
  // The slices of a warm-up are many and of no interest to a person.
  const log = isWarmUp(request) ? { ...parts.log, info: parts.log.debug } : parts.log;
  const run: Run = {
    ...{ request, plan, signal, log, clock: parts.clock, checks: parts.checks },
    start: (index, options = {}) => start(parts, run, inspection, index, options),
    noRoute: () => parts.explainNoRoute(request, plan),
  };
  return run;
}

/** Asks policy anew, and makes one attempt ready. */
async function start(
  parts: PipelineParts,
  run: Run,
  inspection: Inspection,
  index: number,
  { because, abort, wantsLogProbabilities = false, shape = asItIs }: StartOptions,
): ReturnType<Run['start']> {
  const planned = run.plan.routes[index];
  if (planned === undefined) throw new RangeError(`The plan has no route ${index}.`);
  const route = withReason(planned, because);
  const signal = abort === undefined ? run.signal : AbortSignal.any([run.signal, abort.signal]);
  const request = wantsLogProbabilities ? withLogProbabilities(run.request) : run.request;

  const admission = await parts.admit(request, inspection, route, signal);
  const backend = parts.backend(route.backendId);
  if ('refused' in admission || backend === undefined) {
    const refused = refusedRoute(route, 'refused' in admission ? admission.refused : undefined);
    run.log.info(`${request.id} ${route.backendId} refused: ${refused.message}`);
    return { refused };
  }
  const number = index + 1;
  const { admitted, restore = asItIs } = admission;
  const stream = shape(restore(backend.stream(admitted, signal)));
  const answer = parts.measure({ request, route, attempt: number }, stream, signal);
  return { attempt: new Attempt({ route, number, answer, signal, ...watch(parts, run, route) }) };
}

/** What becomes of an attempt is noted where it happens, whatever the strategy makes of it. */
function watch(parts: PipelineParts, { request, log }: Run, route: Route) {
  const name = `${request.id} ${route.backendId}`;
  return {
    onAnswer: () => parts.health.noteSuccess(route.backendId),
    onEnd: (end: MeasuredEnd) => log.info(`${name} ${end.finish} ${end.measurement.totalMs} ms`),
    onLeft: () => log.info(`${name} left before its end`),
    onFailure(error: BackendError) {
      parts.health.noteFailure(error);
      parts.log.warn(`${name} ${error.kind}: ${error.message}`);
    },
    refusal: () => parts.mayContact(route),
  };
}

function asItIs(stream: AnswerStream): AnswerStream {
  return stream;
}

function withLogProbabilities(request: Request): Request {
  return request.task === 'chat' ? { ...request, wantsLogProbabilities: true } : request;
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
