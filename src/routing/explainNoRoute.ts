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

  // A backend that is down will come back, so that counts for more than one that policy forbids.
  const [down, tooSmall, forbidden] = [by('health', wanted), by('capability', wanted), by('policy', wanted)];
  if (down.length > 0) return error('health', down);
  if (tooSmall.length > 0) {
    return error('no-backend', [...tooSmall, ...forbidden], 'Send less, or use a model with a larger context.');
  }
  if (forbidden.length > 0) return error('policy', forbidden, adviceForPolicy(request, plan, forbidden));
  return error('no-backend', wanted, 'Set up a local model for completions.');
}

function by(layer: RoutingLayer, refused: readonly RefusedRoute[]): readonly RefusedRoute[] {
  return refused.filter(({ reason }) => reason.layer === layer);
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

function adviceForPolicy(request: Request, plan: Plan, forbidden: readonly RefusedRoute[]): string {
  const hasLocal = plan.refused.some(({ locality, reason }) => locality === 'local' && reason.code !== 'not-for-task');
  const here = hasLocal
    ? 'Choose a local model or automatic routing'
    : `Set up a local model for ${taskNames[request.task]}`;
  if (!forbidden.some(({ reason }) => findingCodes.has(reason.code))) return `${here}, or change the privacy mode.`;
  // What was found stays with the conversation, also once the message that held it is gone.
  const instead = request.task === 'chat' ? 'start a new conversation without' : 'take out';
  return `${here}, or ${instead} what must not leave.`;
}

/** The refusals for what the prompt holds. */
const findingCodes = new Set(['secret-found', 'excluded-file']);
