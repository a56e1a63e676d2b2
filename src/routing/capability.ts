import type { Request } from '../contract/request.ts';
import type { BackendFacts, Reason } from '../contract/routing.ts';
import type { Question } from './refusals.ts';

/** Why a backend's model cannot answer, whatever its state; undefined where it can. */
export function refusalByCapability(backend: BackendFacts, question: Question): Reason | undefined {
  return (
    refusalByWarmth(backend, question.request) ??
    refusalByContext(backend, question) ??
    refusalByAbilities(backend, question.request)
  );
}

/** A prompt is evaluated ahead of time only where that is free, and where it stays. */
function refusalByWarmth({ id, locality, canWarm }: BackendFacts, request: Request): Reason | undefined {
  if (!isWarmUp(request) || (locality === 'local' && canWarm)) return undefined;
  return capability('cannot-warm', `${id} cannot evaluate a prompt ahead of time.`);
}

function refusalByContext({ id, contextTokens }: BackendFacts, { neededTokens }: Question): Reason | undefined {
  if (contextTokens === undefined || neededTokens <= contextTokens) return undefined;
  return capability('context-too-small', `${id} takes ${contextTokens} tokens, and this needs about ${neededTokens}.`);
}

function refusalByAbilities({ id, capabilities }: BackendFacts, request: Request): Reason | undefined {
  if (request.task !== 'chat') return undefined;
  if (!capabilities.images && request.messages.some(({ images = [] }) => images.length > 0)) {
    return capability('no-images', `${id} cannot look at pictures.`);
  }
  if (!capabilities.tools && (request.tools?.length ?? 0) > 0) {
    return capability('no-tools', `${id} cannot call tools.`);
  }
  return undefined;
}

export function isWarmUp(request: Request): boolean {
  return request.task === 'completion' && request.warm !== undefined;
}

function capability(code: string, text: string): Reason {
  return { layer: 'capability', code, text };
}
