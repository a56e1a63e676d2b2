import type { ChatTurn } from '../contract/conversation.ts';
import type { RouteOverride } from '../contract/request.ts';
import type { Answer, Turn } from './conversation.ts';

/** What became of one answer, with the question that it was to. */
export interface Verdict extends Pick<ChatTurn, 'locality'> {
  readonly question: string;
  readonly verdict: Exclude<ChatTurn['verdict'], 'unknown'>;
}

/** Who answered the questions of a conversation so far, for the router; the newest question's earlier answers too. */
export function toChatTurns(turnsBefore: readonly Turn[], asked: Answer): readonly ChatTurn[] {
  return [
    ...turnsBefore.flatMap(({ answer }) => [...(answer.replaces ?? []), ...ownTurn(answer)]),
    ...(asked.replaces ?? []),
  ];
}

/**
 * The answers that a new one takes the place of. `escalated` where a cloud model is asked for what a local one has said;
 * an answer without any text was a fault and no answer that somebody was not content with.
 */
export function givenUpFor(answer: Answer, override: RouteOverride): NonNullable<Answer['replaces']> {
  const { replaces = [], route } = answer;
  if (route === undefined || answer.text === '') return replaces;
  const { backendId, locality } = route;
  const isEscalated = override.kind === 'cloud' && locality === 'local';
  return [...replaces, { backendId, locality, verdict: isEscalated ? 'escalated' : 'asked-again' }];
}

/** What a next question says of the answer before it: who goes on was content. Undefined where there was no whole answer. */
export function verdictOnKept({ question, answer }: Turn): Verdict | undefined {
  if (answer.state !== 'done' || answer.route === undefined) return undefined;
  return { question, locality: answer.route.locality, verdict: 'kept' };
}

function ownTurn({ route, text }: Answer): readonly ChatTurn[] {
  if (route === undefined || text === '') return [];
  return [{ backendId: route.backendId, locality: route.locality, verdict: 'unknown' }];
}
