import type { Setup } from '../../src/chat/messages.ts';
import { element, textButton } from './dom.ts';
import { icon } from './icons.ts';
import { toVisibleText } from './visibleText.ts';

/** What an empty conversation shows: what is there to answer, what is missing, and the keys. */
export function drawEmptyState(setup: Setup | undefined, onSetUp: () => void): HTMLElement {
  const drawn = element(
    'section',
    { class: 'empty', 'data-testid': 'empty' },
    element('h2', {}, 'Ask about your code'),
    element('p', { class: 'quiet' }, 'Each answer says where it came from, what it cost and how long it took.'),
  );
  if (setup !== undefined) drawn.append(drawSetup(setup), ...drawSetUpButton(setup, onSetUp));
  drawn.append(drawKeys());
  return drawn;
}

function drawSetup({ items }: Setup): HTMLElement {
  const drawn = items.map(({ state, text }) => {
    const sign = state === 'present' ? 'check' : 'missing';
    const spoken = element('span', { class: 'only-for-screen-readers' }, state === 'present' ? 'There: ' : 'Missing: ');
    return element('li', { class: state }, icon(sign), element('span', {}, spoken, toVisibleText(text)));
  });
  return element('ul', { class: 'setup', 'data-testid': 'setup', 'aria-label': 'Set-up' }, ...drawn);
}

function drawSetUpButton({ canAnswer, items }: Setup, onPress: () => void): readonly Node[] {
  if (canAnswer && items.every(({ state }) => state === 'present')) return [];
  return [textButton({ label: 'Run Set Up', testId: 'run-setup', onPress, isPrimary: !canAnswer })];
}

function drawKeys(): HTMLElement {
  const rows = keys.map(([key, meaning]) =>
    element('div', {}, element('dt', {}, element('kbd', {}, key)), element('dd', {}, meaning)),
  );
  return element('dl', { class: 'keys', 'aria-label': 'Keys' }, ...rows);
}

const keys = [
  ['Enter', 'sends'],
  ['Shift+Enter', 'breaks the line'],
  ['↑', 'brings the last question back'],
  ['Escape', 'stops the answer'],
] as const;
