import type { AnswerDelta, ChatState } from '../../src/chat/messages.ts';

/** Adds to the answer that is streaming. Undefined when the view has missed something and needs the whole state. */
export function applyDelta(state: ChatState, { turnId, part, offset, delta }: AnswerDelta): ChatState | undefined {
  const { current } = state;
  const turn = current.turns.at(-1);
  if (turn?.id !== turnId || turn.answer[part].length !== offset) return undefined;
  const answer = { ...turn.answer, [part]: turn.answer[part] + delta };
  return { ...state, current: { ...current, turns: [...current.turns.slice(0, -1), { ...turn, answer }] } };
}
