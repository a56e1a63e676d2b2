import type { Chip } from '../../src/chat/messages.ts';
import { element, iconButton } from './dom.ts';
import { formatEstimatedTokens } from './format.ts';
import { icon } from './icons.ts';
import { toVisibleText } from './visibleText.ts';

/** Draws what is attached as a list of chips; `onRemove` gives each one a button. */
export function drawChips(chips: readonly Chip[], onRemove?: (chip: Chip) => void): HTMLElement {
  const items = chips.map((chip) => drawChip(chip, onRemove));
  return element('ul', { class: 'chips', 'data-testid': 'chips', 'aria-label': 'Attached' }, ...items);
}

function drawChip(chip: Chip, onRemove: ((chip: Chip) => void) | undefined): HTMLElement {
  const path = toVisibleText(chip.path);
  const lines = chip.lines === undefined ? '' : `:${chip.lines.first}-${chip.lines.last}`;
  const name = `${path.slice(path.lastIndexOf('/') + 1)}${lines}`;
  const item = element(
    'li',
    { class: 'chip', 'data-testid': 'chip', title: `${path}${lines}` },
    icon(chip.kind),
    element('span', { class: 'chip-name' }, name),
    element('span', { class: 'chip-tokens' }, formatEstimatedTokens(chip.estimatedTokens)),
  );
  if (onRemove === undefined) return item;
  const options = { label: `Remove ${name}`, testId: 'remove-chip', onPress: () => onRemove(chip) };
  item.append(iconButton('close', options));
  return item;
}
