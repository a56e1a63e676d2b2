import { AdmittedRequest } from '../contract/admission.ts';
import { BackendError } from '../contract/errors.ts';
import type { BackendFacts } from '../contract/routing.ts';
import { type AnswerEnd, type AnswerPart, type AnswerStream, unknownUsage } from '../contract/stream.ts';
import { isConnectionFault, toFault } from './errors.ts';
import type { Exchange } from './exchange.ts';
import type { ServerIdentity } from './server.ts';

/** What a stream has said of its end so far. `finish` stays undefined until the server says that it is done. */
export type Ending = {
  -readonly [Key in keyof AnswerEnd]: Key extends 'finish' ? AnswerEnd['finish'] | undefined : AnswerEnd[Key];
};

export function createEnding(): Ending {
  return { finish: undefined, usage: unknownUsage, timings: undefined, servedModel: undefined };
}

/**
 * Passes on the parts that `read` yields and returns the end that it has noted. A connection that breaks after the
 * first part makes an interrupted answer, before it a fault. Always closes the connection.
 */
export async function* streamAnswer(
  server: ServerIdentity,
  exchange: Exchange,
  read: (ending: Ending) => AsyncIterable<AnswerPart>,
): AnswerStream {
  const ending = createEnding();
  let hasParts = false;
  try {
    for await (const part of read(ending)) {
      if (part.text === '') continue;
      hasParts = true;
      yield part;
    }
    exchange.throwIfEnded();
  } catch (error) {
    const fault = exchange.explain(error);
    const wasCut = fault instanceof BackendError && fault.kind === 'unreachable' && isConnectionFault(error);
    if (!(wasCut && hasParts)) throw fault;
  } finally {
    exchange.dispose();
  }
  if (ending.finish === undefined && !hasParts) throw toFault('bad-reply', server);
  return { ...ending, finish: ending.finish ?? 'interrupted' };
}

/**
 * The check of every backend before it sends: a real admission, for this backend, as it is now known to be.
 * @throws TypeError for what is no admission or another backend's; BackendError of kind `refused` for a backend that
 *   was admitted as local and turned out to be remote, or that moved
 */
export function checkAdmission(
  admitted: AdmittedRequest,
  facts: Pick<BackendFacts, 'id' | 'origin' | 'locality'>,
): void {
  if (!AdmittedRequest.isAdmitted(admitted)) throw new TypeError('A backend sends admitted requests only.');
  const { route } = admitted;
  if (route.backendId !== facts.id)
    throw new TypeError(`The backend “${facts.id}” was given a request for “${route.backendId}”.`);
  if (route.origin !== facts.origin || (route.locality === 'local' && facts.locality === 'remote')) {
    const message = `“${facts.id}” does not run its model on this machine, so Watershed did not send what was allowed for a local model only.`;
    throw new BackendError({ kind: 'refused', backendId: facts.id, message });
  }
}
