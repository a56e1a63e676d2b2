import type { LedgerEntry } from '../../contract/ledger.ts';
import type { Locality, RefusedRoute, Route } from '../../contract/routing.ts';
import type { Estimate } from '../estimate.ts';
import { formatTokens } from '../format.ts';
import { leastAnswers } from '../speeds.ts';
import { type Advice, adviceFor, type ReportLink } from './advice.ts';
import { type Decision, keptDecisions } from './decisions.ts';
import { type LayerReport, reportLayers } from './layers.ts';
import { formatTime, type RecentRequest } from './recentRequests.ts';

/** Why a request took its route, as text in its order. Nothing in it is escaped. */
export interface RouteReport {
  readonly title: string;
  readonly heading: string;
  /** The first reason, in a sentence. */
  readonly lead: string;
  readonly context: readonly string[];
  readonly links: readonly ReportLink[];
  /** What became of it; empty for a dry run. */
  readonly attempts: readonly LedgerEntry[];
  /** Empty where the decision is no longer known. */
  readonly layers: readonly LayerReport[];
  readonly routes: readonly RouteRow[];
  readonly refused: readonly RefusedRow[];
  readonly notes: readonly string[];
}

export interface RouteRow {
  readonly backendId: string;
  /** The model and where it runs. */
  readonly subtitle: string;
  readonly reasons: readonly string[];
  readonly estimate: Estimate | undefined;
}

export interface RefusedRow extends Omit<RouteRow, 'reasons'> {
  readonly reason: string;
  readonly advice: Advice;
}

export interface ReportedDecision {
  readonly decision: Decision;
  /** Its attempts in the ledger so far, in order. */
  readonly attempts: readonly LedgerEntry[];
  /** By backend; without those that are not set up for the task. */
  readonly estimates: ReadonlyMap<string, Estimate>;
  /** What today has cost, in a sentence. */
  readonly spending: string;
}

/** The report on a request that was sent. */
export function reportDecision(reported: ReportedDecision): RouteReport {
  const { decision, attempts } = reported;
  const { shape, decidedAtMs, explanation } = decision;
  const what = shape.task === 'chat' ? 'A chat question' : 'An inline completion';
  const answered = answeredBy(attempts);
  return {
    ...partsOf(reported),
    title: 'Why this route?',
    heading: answered?.heading ?? (explanation.plan.routes[0] ? 'No answer has come yet' : nothingAnswers),
    lead: answered?.lead ?? leadOf(decision),
    context: [`${what} of about ${formatTokens(shape.promptTokens)}, ${formatTime(decidedAtMs)}.`],
    links: [otherRequests, dryRun],
    attempts,
  };
}

/** The report on a prompt that was not sent. */
export function reportDryRun(reported: Omit<ReportedDecision, 'attempts'>): RouteReport {
  const { decision } = reported;
  const [first] = decision.explanation.plan.routes;
  return {
    ...partsOf({ ...reported, attempts: [] }),
    title: 'Dry run: nothing was sent',
    heading: first === undefined ? nothingAnswers : `This would go to ${nameOf(first)}`,
    lead: leadOf(decision),
    context: [`As a chat question it has about ${formatTokens(decision.shape.promptTokens)}.`],
    links: [{ ...dryRun, label: 'Try another prompt' }, otherRequests],
    attempts: [],
  };
}

/** The report on a request of which only the ledger's entries are left. */
export function reportAttempts({ task, startedAtMs, attempts }: RecentRequest): RouteReport {
  const { heading, lead } = answeredBy(attempts) ?? { heading: 'No answer was recorded', lead: '' };
  return {
    title: 'Why this route?',
    ...{ heading, lead, attempts },
    context: [
      `${task === 'chat' ? 'A chat question' : 'An inline completion'}, ${formatTime(startedAtMs)}.`,
      `What each layer said is kept for the last ${keptDecisions} chat questions and ${keptDecisions} completions of ` +
        'this window. Of this one there is what the ledger keeps.',
    ],
    links: [otherRequests, dryRun],
    ...{ layers: [], routes: [], refused: [], notes: [] },
  };
}

const nothingAnswers = 'Nothing can answer this';
const otherRequests: ReportLink = { label: 'Other requests', command: 'watershed.explainRoute' };
const dryRun: ReportLink = { label: 'Try a prompt without sending it', command: 'watershed.dryRun' };

/** Who answered, or who was asked last where nobody did. */
function answeredBy(attempts: readonly LedgerEntry[]): Pick<RouteReport, 'heading' | 'lead'> | undefined {
  const told = attempts.find(({ outcome }) => outcome === 'completed') ?? attempts.at(-1);
  if (told === undefined) return undefined;
  return { heading: `${nameOf(told)} ${endings[told.outcome]}`, lead: told.reasons[0] ?? '' };
}

const endings: Readonly<Record<LedgerEntry['outcome'], string>> = {
  completed: 'answered',
  cancelled: 'was asked, and the answer broken off',
  interrupted: 'began to answer and was cut off',
  failed: 'was asked and failed',
  superseded: 'was asked, and another route answered',
};

function leadOf({ explanation: { plan } }: Decision): string {
  const refusal = plan.refused.find(({ reason }) => reason.code !== 'not-for-task') ?? plan.refused[0];
  return plan.routes[0]?.reasons[0].text ?? refusal?.reason.text ?? 'No model is set up for it.';
}

function partsOf({ decision, estimates, spending }: ReportedDecision) {
  const { plan, facts } = decision.explanation;
  const subtitleOf = (backendId: string) => {
    const backend = facts?.backends.find(({ id }) => id === backendId);
    return backend === undefined ? '' : `${backend.model} ${placeOf(backend)}`.trim();
  };
  const toRow = ({ backendId, reasons }: Route): RouteRow => ({
    backendId,
    subtitle: subtitleOf(backendId),
    reasons: reasons.map(({ text }) => text),
    estimate: estimates.get(backendId),
  });
  const toRefused = ({ backendId, reason }: RefusedRoute): RefusedRow => ({
    backendId,
    subtitle: subtitleOf(backendId),
    reason: reason.text,
    advice: adviceFor(reason),
    estimate: estimates.get(backendId),
  });
  const isUnusuallyLong = [...estimates.values()].some((estimate) => estimate.isUnusuallyLong);
  return {
    layers: reportLayers(decision),
    routes: plan.routes.map(toRow),
    refused: plan.refused.map(toRefused),
    notes: [
      ...(isUnusuallyLong ? ['This prompt is much longer than those that were timed, so expect more time.'] : []),
      `Times are those of a backend's last 100 answers: half took less than the first figure, few more than the second. ` +
        `Below ${leastAnswers} answers they are unknown.`,
      'Costs are the price of about this prompt (four bytes a token) and of a usual, or a long, answer.',
      spending,
      'Of your prompt only its length is kept for this page, and only until the window closes.',
    ],
  };
}

interface Place {
  readonly locality: Locality;
  readonly origin: string;
}

function nameOf(target: Place & { readonly backendId: string; readonly model: string }): string {
  return `${target.model === '' ? target.backendId : target.model} ${placeOf(target)}`;
}

function placeOf({ locality, origin }: Place): string {
  return locality === 'local' ? 'on this machine' : `at ${origin.replace(/^[a-z]+:\/\//, '')}`;
}
