import { toFault } from './errors.ts';
import { nameOf, type ServerIdentity } from './server.ts';

/**
 * One sentence on the models that a server lists. A server whose model is not chosen yet passes; a list that is empty
 * proves nothing, since some services keep theirs to themselves.
 * @throws BackendError of kind `model-missing`
 */
export function summarizeModels(server: ServerIdentity, models: readonly string[]): string {
  const { model, origin } = server;
  const { host } = new URL(origin);
  const where = nameOf(server) === host ? host : `${nameOf(server)} at ${host}`;
  const count = models.length === 1 ? '1 model' : `${models.length} models`;
  if (model === '') return `${where} offers ${count}.`;
  if (models.length > 0 && !models.includes(model)) throw toFault('model-missing', server);
  return models.length === 0 ? `${where} answers.` : `${where} offers ${count}, “${model}” among them.`;
}
