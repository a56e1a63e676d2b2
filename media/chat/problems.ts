import type { TurnView } from '../../src/chat/messages.ts';
import { element, textButton } from './dom.ts';

/** What the editor found wrong with code of an answer, once it was inserted. */
export interface Problems {
  readonly sentence: string;
  /** What the button says; undefined where the question can no longer be asked again. */
  readonly offer: string | undefined;
}

/** Undefined as long as nothing was found. Only the last question can be asked again. */
export function toProblems({ newProblems, route }: TurnView['answer'], isLast: boolean): Problems | undefined {
  if (newProblems === undefined) return undefined;
  const offer = route?.locality === 'remote' ? 'Ask again' : 'Ask a cloud model';
  return {
    sentence: `${newProblems} new ${newProblems === 1 ? 'problem' : 'problems'} where this was inserted.`,
    offer: isLast ? offer : undefined,
  };
}

export function drawProblems({ sentence, offer }: Problems, onAsk: () => void): HTMLElement {
  const drawn = element('div', { class: 'note', 'data-testid': 'problems' }, element('p', {}, sentence));
  if (offer !== undefined) drawn.append(textButton({ label: offer, testId: 'escalate', onPress: onAsk }));
  return drawn;
}
