import { BackendError } from '../contract/errors.ts';
import type { ChatRequest } from '../contract/request.ts';
import type { Capabilities } from '../contract/routing.ts';
import { nameOf, type ServerIdentity } from './server.ts';

/**
 * The last check before a chat is sent; the router has asked the same of what it knew. Token probabilities are not
 * among it: a server that has none is simply not asked for them.
 * @throws BackendError of kind `refused`, so that another backend may answer
 */
export function checkAbilities(server: ServerIdentity, request: ChatRequest, can: Capabilities): void {
  const refuse = (lack: string) => {
    const model = server.model === '' ? 'The model' : `“${server.model}”`;
    const message = `${model} at ${nameOf(server)} ${lack}, so nothing was sent. Choose another model for this question.`;
    return new BackendError({ kind: 'refused', backendId: server.id, message });
  };
  if (needsImages(request) && !can.images) throw refuse('takes no pictures');
  if (needsTools(request) && !can.tools) throw refuse('cannot call tools');
}

/** Whether a server that has not told yet what it can do must be asked first. */
export function needsAbilities(request: ChatRequest): boolean {
  return needsImages(request) || needsTools(request);
}

function needsImages({ messages }: ChatRequest): boolean {
  return messages.some(({ images = [] }) => images.length > 0);
}

/** Calls that another model made before are only read. */
function needsTools({ tools = [] }: ChatRequest): boolean {
  return tools.length > 0;
}
