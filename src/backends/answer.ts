import { AdmittedRequest } from '../contract/admission.ts';
import { BackendError } from '../contract/errors.ts';
import type { BackendFacts } from '../contract/routing.ts';
import { type AnswerEnd, type AnswerPart, type AnswerStream, unknownUsage } from '../contract/stream.ts';
import { toFault } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { isConnectionFault } from './networkErrors.ts';
import type { ServerIdentity } from './server.ts';

/** What a stream has said of its end so far. `finish` stays undefined until the server says that it is done. */
export type Ending = {
  -readonly [Key in keyof AnswerEnd]: Key extends 'finish' ? AnswerEnd['finish'] | undefined : AnswerEnd[Key];
};

/**
 * Passes on the parts that `read` yields and returns the end that it has noted. A connection that breaks after the
 * first part makes an interrupted answer, before it a fault. Always closes the connection.
 */
export async function* streamAnswer(
  server: ServerIdentity,
  exchange: Exchange,
  read: (ending: Ending) => AsyncIterable<AnswerPart>,
): AnswerStream {
  const ending: Ending = { finish: undefined, usage: unknownUsage, timings: undefined, servedModel: undefined };
  let hasParts = false;
  try {
    for await (const part of read(ending)) {
      if (part.type !== 'tool-call' && part.text === '') continue;
      hasParts = true;
      yield part;
    }
    exchange.throwIfEnded();
    if (ending.finish !== undefined) await exchange.drain();
  } catch (error) {
    const fault = exchange.explain(error);
    if (!hasParts || !wasCut(exchange, fault, error)) throw fault;
  } finally {
    exchange.dispose();
  }
  if (ending.finish === undefined && !hasParts) throw toFault('bad-reply', server);
  return { ...ending, finish: ending.finish ?? 'interrupted' };
}

/** Reads an answer to its end for its text alone. */
export async function readText(stream: AnswerStream): Promise<string> {
  let text = '';
  for await (const part of stream) if (part.type === 'text-delta') text += part.text;
  return text;
}

/** Whether the answer only stopped short: its connection broke, or its body ended where more had to come. */
function wasCut(exchange: Exchange, fault: unknown, error: unknown): boolean {
  if (!(fault instanceof BackendError)) return false;
  return fault.kind === 'unreachable' ? isConnectionFault(error) : fault.kind === 'bad-reply' && exchange.hasEnded;
}

/**
 * The check of every backend before it sends: a real admission, for this backend, as it is now known to be.
 * @throws TypeError for what is no admission or another backend's; BackendError of kind `refused` for a backend that
 *   was admitted as local or the person's own and turned out to run its model elsewhere, or that moved
 */
export function checkAdmission(
  admitted: AdmittedRequest,
  facts: Pick<BackendFacts, 'id' | 'origin' | 'locality' | 'isForwarded'>,
): void {
  if (!AdmittedRequest.isAdmitted(admitted)) throw new TypeError('A backend sends admitted requests only.');
  const { route } = admitted;
  if (route.backendId !== facts.id) {
    throw new TypeError(`The backend “${facts.id}” was given a request for “${route.backendId}”.`);
  }
  const refuse = (message: string) => new BackendError({ kind: 'refused', backendId: facts.id, message });
  if (route.origin !== facts.origin) {
    throw refuse(`“${facts.id}” is at ${facts.origin} now, so what was meant for ${route.origin} was not sent.`);
  }
  if (route.isOwn && facts.isForwarded) {
    throw refuse(
      `“${facts.id}” runs its model elsewhere than on a host of yours, so what was meant for it was not sent.`,
    );
  }
  if (route.locality === 'local' && facts.locality === 'remote') {
    throw refuse(`“${facts.id}” runs its model on another machine, so what was meant for this one was not sent.`);
  }
}
