import type { TurnView } from '../../src/chat/messages.ts';
import { element, textButton } from './dom.ts';
import { formatHost } from './format.ts';
import { toVisibleText } from './visibleText.ts';

/** How an answer ended, where that needs a sentence. */
export interface Ending {
  readonly kind: 'problem' | 'note';
  readonly sentence: string;
  readonly canRetry: boolean;
  readonly canSetUp: boolean;
}

/** Undefined when the answer is complete or still coming. Only the last answer can be tried again. */
export function toEnding(answer: TurnView['answer'], isLast: boolean): Ending | undefined {
  const note = { kind: 'note', canRetry: isLast, canSetUp: false } as const;
  const problem = { ...note, kind: 'problem' } as const;
  switch (answer.state) {
    case 'streaming':
      return undefined;
    case 'done':
      if (answer.isCut)
        return { ...note, canRetry: false, sentence: 'The answer reached the most tokens allowed and stops here.' };
      return answer.text === '' ? { ...problem, sentence: 'The model gave an empty answer.' } : undefined;
    case 'stopped':
      return { ...note, sentence: 'Stopped.' };
    case 'declined':
      return { ...note, sentence: `Not sent. You chose not to send this question to ${formatHost(answer.origin)}.` };
    case 'interrupted':
      return { ...problem, sentence: 'The server ended the connection before the answer was complete.' };
    case 'failed':
      return { ...problem, sentence: toVisibleText(answer.sentence), canSetUp: answer.offersSetup };
  }
}

export function drawEnding(
  ending: Ending,
  actions: { readonly onRetry: () => void; readonly onSetUp: () => void },
): HTMLElement {
  const buttons = element('div', { class: 'buttons' });
  if (ending.canRetry) buttons.append(textButton({ label: 'Try again', testId: 'retry', onPress: actions.onRetry }));
  if (ending.canSetUp)
    buttons.append(textButton({ label: 'Run Set Up', testId: 'run-setup', onPress: actions.onSetUp }));
  return element('div', { class: ending.kind, 'data-testid': 'ending' }, element('p', {}, ending.sentence), buttons);
}
