import { NoRouteError } from '../contract/errors.ts';
import type { Request, Task } from '../contract/request.ts';
import type { Plan, RefusedRoute, RoutingLayer } from '../contract/routing.ts';
import { taskNames } from './refusals.ts';

/** Why a plan has no route, as the error that the caller sees. Its message says what to do about it. */
export function explainNoRoute(request: Request, plan: Plan): NoRouteError {
  const candidates = plan.refused.filter(({ reason }) => reason.code !== 'not-for-task');
  const wanted = candidates.filter(({ reason }) => reason.code !== 'not-asked-for');
  if (candidates.length === 0) return new NoRouteError('no-backend', missingBackend(request.task));
  if (wanted.length === 0) return new NoRouteError('no-backend', missingChoice(request));

  const untrusted = wanted.find(({ reason }) => reason.code === 'workspace-untrusted');
  // Until it is trusted, a workspace has no backend at all: that is told once for the window, and not as a fault.
  if (untrusted !== undefined) return error('no-backend', [untrusted], 'Trust it to use Watershed.');
  return explainRefusals(request, plan, wanted);
}

/** A backend that is down, or at its limit, will come back, so that counts for more than one that policy forbids. */
function explainRefusals(request: Request, plan: Plan, wanted: readonly RefusedRoute[]): NoRouteError {
  const waiting = by(['health', 'limits'], wanted);
  if (waiting.length > 0) return error('health', [...waiting, ...by(['budget'], wanted)]);

  const forbidden = by(['policy', 'strategy'], wanted);
  const unable = by(['capability'], wanted);
  if (unable.length > 0) {
    return error('no-backend', [...unable, ...by(['budget'], wanted), ...forbidden], adviceForAbility(unable));
  }
  // These sentences say themselves what to do.
  const tooDear = by(['budget'], wanted);
  if (tooDear.length > 0) return error('policy', [...tooDear, ...forbidden]);
  if (forbidden.length > 0) return error('policy', forbidden, adviceForPolicy(request, plan, forbidden));
  return error('no-backend', wanted, 'Set up a local model for completions.');
}

function by(layers: readonly RoutingLayer[], refused: readonly RefusedRoute[]): readonly RefusedRoute[] {
  return refused.filter(({ reason }) => layers.includes(reason.layer));
}

/** Several backends are often refused for the same reason; it is said once. */
function error(
  kind: NoRouteError['kind'],
  refused: readonly RefusedRoute[],
  ...advice: readonly string[]
): NoRouteError {
  return new NoRouteError(kind, [...new Set(refused.map(({ reason }) => reason.text)), ...advice].join(' '));
}

function missingBackend(task: Task): string {
  return `No model is set up for ${taskNames[task]}. Add one in the setting watershed.backends.`;
}

function missingChoice({ task, override }: Request): string {
  switch (override.kind) {
    case 'local':
      return `You asked for a local model, and none is set up for ${taskNames[task]}. Add one, or choose automatic routing.`;
    case 'cloud':
      return `You asked for a cloud model, and none is set up for ${taskNames[task]}. Add one, or choose automatic routing.`;
    case 'backend':
      return `You asked for ${override.backendId}, which is not set up for ${taskNames[task]}. Choose another model.`;
    case 'auto':
      return missingBackend(task);
  }
}

function adviceForAbility(unable: readonly RefusedRoute[]): string {
  const codes = new Set(unable.map(({ reason }) => reason.code));
  if (codes.has('context-too-small')) return 'Send less, or use a model with a larger context.';
  if (codes.has('no-images')) return 'Leave the pictures out, or use a model that can look at them.';
  return 'Use a model that can.';
}

function adviceForPolicy(request: Request, plan: Plan, forbidden: readonly RefusedRoute[]): string {
  const hasLocal = plan.refused.some(({ locality, reason }) => locality === 'local' && reason.code !== 'not-for-task');
  const here = hasLocal
    ? 'Choose a local model or automatic routing'
    : `Set up a local model for ${taskNames[request.task]}`;
  // No mode changes what a policy or the person's requirements say of a destination.
  if (forbidden.every(({ reason }) => reason.code === 'destination-forbidden')) return `${here}.`;
  if (!forbidden.some(({ reason }) => findingCodes.has(reason.code))) return `${here}, or change the privacy mode.`;
  // What was found stays with the conversation, also once the message that held it is gone.
  const instead = request.task === 'chat' ? 'start a new conversation without' : 'take out';
  return `${here}, or ${instead} what must not leave.`;
}

/** The refusals for what the prompt holds. */
const findingCodes = new Set(['secret-found', 'excluded-file', 'sensitive-stays-local']);
