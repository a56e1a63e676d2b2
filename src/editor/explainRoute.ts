import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { ChatRequest } from '../contract/request.ts';
import type { Explain } from '../contract/send.ts';
import type { Estimate, Estimator } from '../metering/estimate.ts';
import type { Decision, Decisions } from '../metering/explain/decisions.ts';
import { describeRequest, type RecentRequest, recentRequests } from '../metering/explain/recentRequests.ts';
import { shapeOf } from '../metering/explain/requestShape.ts';
import { reportAttempts, reportDecision, reportDryRun } from '../metering/explain/routeReport.ts';
import type { Ledger } from '../metering/ledger.ts';
import { askDryRunPrompt } from './dryRunPrompt.ts';
import { createRouteView } from './routeView.ts';

export interface ExplainParts {
  readonly explain: Explain;
  readonly decisions: Decisions;
  readonly ledger: Pick<Ledger, 'recent'>;
  readonly estimate: Estimator;
  /** What today has cost, in a sentence. */
  readonly spending: () => string;
  readonly clock: Clock;
}

/** The two commands: why a request took its route, and where a prompt would go that is not sent. */
export function registerExplainRoute(parts: ExplainParts): Disposable {
  const owned = new DisposableStore();
  const view = owned.add(createRouteView());

  async function explainRoute(requestId: unknown): Promise<void> {
    const chosen = typeof requestId === 'string' ? findRequest(parts, requestId) : await pickRequest(parts);
    if (chosen === undefined) return;
    const decision = parts.decisions.find(chosen.requestId);
    if (decision === undefined) return view.show(reportAttempts(chosen));
    const estimates = await estimatesFor(decision, parts.estimate);
    const { attempts } = chosen;
    view.show(reportDecision({ decision, attempts, estimates, spending: parts.spending() }));
  }

  async function dryRun(): Promise<void> {
    const message = await askDryRunPrompt();
    if (message === undefined) return;
    // A conversation of its own, so that what is found in it taints no other.
    const id = `dry-run-${randomUUID()}`;
    const request: ChatRequest = {
      ...{ task: 'chat', id, conversationId: id, messages: [message] },
      ...{ maxOutputTokens: undefined, override: { kind: 'auto' } },
    };
    const explanation = await parts.explain(request);
    const decision = { shape: shapeOf(request), decidedAtMs: parts.clock.now(), explanation };
    const estimates = await estimatesFor(decision, parts.estimate);
    view.show(reportDryRun({ decision, estimates, spending: parts.spending() }));
  }

  owned.add(vscode.commands.registerCommand('watershed.explainRoute', explainRoute));
  owned.add(vscode.commands.registerCommand('watershed.dryRun', dryRun));
  return owned;
}

/** A link under an old answer may name a request that is remembered nowhere any more. */
function findRequest({ ledger, decisions }: ExplainParts, requestId: string): RecentRequest | undefined {
  const requests = recentRequests(ledger.recent(searchedEntries), decisions.recent());
  const found = requests.find((request) => request.requestId === requestId);
  if (found === undefined) {
    void vscode.window.showInformationMessage('This request is too long ago: its reasons are no longer kept.');
  }
  return found;
}

/** Read only when a link is followed. */
const searchedEntries = 5_000;

async function pickRequest({ ledger, decisions }: ExplainParts): Promise<RecentRequest | undefined> {
  const requests = recentRequests(ledger.recent(readEntries), decisions.recent());
  if (requests.length === 0) {
    const tryOne = 'Try a Route';
    const message = 'Nothing was asked yet. You can see where a prompt would go without sending it.';
    const picked = await vscode.window.showInformationMessage(message, tryOne);
    if (picked === tryOne) await vscode.commands.executeCommand('watershed.dryRun');
    return undefined;
  }
  const items = requests.slice(0, listedRequests).map((request) => ({ ...describeRequest(request), request }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Why This Route?',
    placeHolder: 'The last requests, the newest first',
    matchOnDescription: true,
  });
  return picked?.request;
}

const listedRequests = 20;
/** Warm-ups and fallbacks are entries too. */
const readEntries = 400;

/** Of every backend that is set up for the task, those that were refused too. */
async function estimatesFor(
  { shape, explanation: { facts } }: Decision,
  estimate: Estimator,
): Promise<ReadonlyMap<string, Estimate>> {
  const candidates = facts?.backends.filter(({ roles }) => roles.includes(shape.task)) ?? [];
  return new Map(
    await Promise.all(candidates.map(async (backend) => [backend.id, await estimate(shape, backend)] as const)),
  );
}
