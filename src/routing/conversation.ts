import type { ChatRequest } from '../contract/request.ts';
import type { Reason } from '../contract/routing.ts';
import type { Preference } from './preference.ts';

/** What the strategy of the task would try first, if there had been no conversation before. */
export interface Proposal extends Preference {
  /** How much speaks for a cloud model, in log-odds; undefined where the strategy does not weigh that. */
  readonly gain?: number;
}

/**
 * Lets a conversation stay where it is, since a model that has read it answers sooner and costs less than one that must
 * read it anew. It moves upward only, from local models to the cloud:
 *
 * - Within a turn, while a model waits for what its tools have found, the model that began goes on.
 * - Once a cloud model has answered, cloud models are preferred to the end.
 * - After local answers alone it moves up where the person was not content with one, or where the question clearly gains
 *   from it: the lost cache is charged to the switch, so that a question which is only just demanding stays.
 *
 * This orders the routes and never adds one: policy, capability, limits and health have the last word.
 */
export function inConversation({ messages, turns = [] }: ChatRequest, proposed: Proposal): Preference {
  const last = turns.at(-1);
  if (last === undefined) return proposed;
  const isInsideTurn = messages.at(-1)?.role !== 'user';
  if (isInsideTurn) return { first: last.locality, firstId: last.backendId, reason: sameTurn };
  const remote = turns.findLast(({ locality }) => locality === 'remote');
  if (remote !== undefined) return { first: 'remote', firstId: remote.backendId, reason: staysUp };
  if (turns.some(({ verdict }) => verdict === 'asked-again' || verdict === 'escalated')) {
    return { first: 'remote', reason: movedUp };
  }
  if (proposed.first === 'local') return { ...proposed, firstId: last.backendId };
  if (proposed.gain === undefined || proposed.gain > switchCharge) return proposed;
  return { first: 'local', firstId: last.backendId, reason: notWorthIt(proposed.reason) };
}

/** In log-odds: a question has to be demanding with a likelihood of three quarters, instead of one half. */
const switchCharge = Math.log(3);

const sameTurn = conversation('same-turn', 'A turn is ended by the model that began it.');

const staysUp = conversation('stays-up', 'A cloud model has answered in this conversation, so it goes on with one.');

const movedUp = conversation(
  'moved-up',
  'A local answer in this conversation was not good enough for you, so a cloud model is asked.',
);

function notWorthIt({ text }: Reason): Reason {
  return conversation('switch-not-worth-it', `${text} The local model has read this conversation, so it goes on.`);
}

function conversation(code: string, text: string): Reason {
  return { layer: 'conversation', code, text };
}
