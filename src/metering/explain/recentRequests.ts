import type { LedgerEntry } from '../../contract/ledger.ts';
import type { Task } from '../../contract/request.ts';
import { formatMs, formatUsd } from '../format.ts';
import type { Decision } from './decisions.ts';

/** A request that was made, with its attempts in order; without any where no backend was ever asked. */
export interface RecentRequest {
  readonly requestId: string;
  readonly task: Task;
  /** Milliseconds since the Unix epoch. */
  readonly startedAtMs: number;
  readonly attempts: readonly LedgerEntry[];
  /** The backend that was to be asked first; undefined where none may answer, or where the decision is forgotten. */
  readonly plannedId: string | undefined;
}

/** The requests behind the ledger's entries, and those that no backend got, the newest first. Warm-ups are left out. */
export function recentRequests(
  entries: readonly LedgerEntry[],
  decisions: readonly Decision[],
): readonly RecentRequest[] {
  const requests = new Map<string, RecentRequest>();
  for (const { shape, decidedAtMs, explanation } of decisions) {
    const { requestId, task } = shape;
    const plannedId = explanation.plan.routes[0]?.backendId;
    requests.set(requestId, { requestId, task, startedAtMs: decidedAtMs, attempts: [], plannedId });
  }
  for (const entry of entries) {
    const { requestId, task, startedAtMs } = entry;
    if (task === 'warm-up') continue;
    const { attempts = [], plannedId } = requests.get(requestId) ?? {};
    const inOrder = [...attempts, entry].sort((a, b) => a.attempt - b.attempt);
    requests.set(requestId, {
      requestId,
      task,
      startedAtMs: inOrder[0]?.startedAtMs ?? startedAtMs,
      attempts: inOrder,
      plannedId,
    });
  }
  return [...requests.values()].sort((a, b) => b.startedAtMs - a.startedAtMs);
}

/** What a list says of a request: what it was and who got it, how it went, and when and why. */
export function describeRequest({ task, startedAtMs, attempts, plannedId }: RecentRequest): {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
} {
  const last = attempts.at(-1);
  const what = task === 'chat' ? 'Chat' : 'Completion';
  if (last === undefined) {
    const description = plannedId === undefined ? 'no backend may answer' : 'no answer yet';
    return { label: `${what}: ${plannedId ?? 'no route'}`, description, detail: formatTime(startedAtMs) };
  }
  const side = last.locality === 'local' ? 'this machine' : 'cloud';
  const costs = attempts.map(({ costUsd }) => costUsd).filter((costUsd) => costUsd !== undefined);
  const sum = costs.length < attempts.length ? undefined : costs.reduce((total, costUsd) => total + costUsd, 0);
  const outcomes = attempts.map(({ outcome }) => outcomeWords[outcome]).join(', then ');
  const facts = [side, outcomes, formatMs(last.totalMs), sum === undefined ? 'cost unknown' : formatUsd(sum)];
  return {
    label: `${what}: ${last.backendId}`,
    description: facts.join(' · '),
    detail: [formatTime(startedAtMs), last.reasons[0] ?? ''].filter(Boolean).join(' · '),
  };
}

/** How an attempt went, in a word or two. */
export const outcomeWords: Readonly<Record<LedgerEntry['outcome'], string>> = {
  completed: 'answered',
  cancelled: 'broken off',
  interrupted: 'cut off',
  failed: 'failed',
  superseded: 'overtaken by another route',
};

/** The local date and time, for example `2026-11-21 09:05:07`. */
export function formatTime(epochMs: number): string {
  const at = new Date(epochMs);
  const two = (part: number) => String(part).padStart(2, '0');
  const date = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${date} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}
