import type { ConsentCard, ConsentDecision, TurnView } from '../../src/chat/messages.ts';
import { element, textButton } from './dom.ts';
import { formatHost } from './format.ts';

/** What would go to the cloud along with a question. */
export interface Cargo {
  readonly hasHistory: boolean;
  readonly attachmentCount: number;
}

export interface Consent extends ConsentCard {
  readonly cargo: Cargo;
}

/** What would go along with the last question: everything asked before, and everything ever attached. */
export function toCargo(turns: readonly TurnView[]): Cargo {
  const attachmentCount = turns.reduce((count, turn) => count + turn.attachments.length, 0);
  return { hasHistory: turns.length > 1, attachmentCount };
}

/** The card under a question that asks whether it may go to a cloud. */
export function drawConsent(consent: Consent, onDecide: (decision: ConsentDecision) => void): HTMLElement {
  const decide = (decision: ConsentDecision) => () => onDecide(decision);
  return element(
    'section',
    { class: 'consent', 'data-testid': 'consent', 'aria-label': 'Consent' },
    element('p', {}, toConsentSentence(consent)),
    element(
      'p',
      { class: 'quiet' },
      `If you send it, you will not be asked about ${formatHost(consent.origin)} again.`,
    ),
    element(
      'div',
      { class: 'buttons' },
      textButton({ label: 'Send to the cloud', testId: 'consent-send', onPress: decide('send'), isPrimary: true }),
      textButton({ label: 'Answer locally instead', testId: 'consent-local', onPress: decide('local') }),
      textButton({ label: 'Don’t send', testId: 'consent-decline', onPress: decide('decline') }),
    ),
  );
}

export function toConsentSentence({ origin, model, cargo }: Consent): string {
  return `This question is about to go to ${formatHost(origin)} (model ${model})${toWith(cargo)}.`;
}

function toWith({ hasHistory, attachmentCount }: Cargo): string {
  const parts = [
    ...(hasHistory ? ['the conversation so far'] : []),
    ...(attachmentCount === 1 ? ['1 attachment'] : []),
    ...(attachmentCount > 1 ? [`${attachmentCount} attachments`] : []),
  ];
  return parts.length === 0 ? '' : `, with ${parts.join(' and ')}`;
}
