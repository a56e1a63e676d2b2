import { type IconName, icon } from './icons.ts';

type Attributes = Readonly<Record<string, string>>;

/** Makes an element. Strings among the children become text, never markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export interface ButtonOptions {
  /** What the button does: its text, or its name for a screen reader where it shows only an icon. */
  readonly label: string;
  readonly testId: string;
  readonly onPress: () => void;
  readonly isPrimary?: boolean;
}

/** A button that shows its label. */
export function textButton({ label, testId, onPress, isPrimary = false }: ButtonOptions): HTMLButtonElement {
  const className = isPrimary ? 'button primary' : 'button';
  return button({ class: className, 'data-testid': testId }, onPress, label);
}

/** A button that looks like a link, where it leads to another place and does nothing here. */
export function linkButton({ label, testId, onPress }: ButtonOptions): HTMLButtonElement {
  return button({ class: 'link-button', 'data-testid': testId }, onPress, label);
}

/** A button that shows only an icon; its label is its name and its tooltip. */
export function iconButton(name: IconName, { label, testId, onPress }: ButtonOptions): HTMLButtonElement {
  const attributes = { class: 'icon-button', 'data-testid': testId, 'aria-label': label, title: label };
  return button(attributes, onPress, icon(name));
}

/** A button that shows an icon and, where there is room, its label. */
export function labelledIconButton(name: IconName, options: ButtonOptions): HTMLButtonElement {
  const made = iconButton(name, options);
  made.append(element('span', { class: 'wide-only' }, options.label));
  return made;
}

function button(attributes: Attributes, onPress: () => void, content: Node | string): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, content);
  made.addEventListener('click', onPress);
  return made;
}

/** A place whose content is built anew only when what it shows has changed, so that focus and scroll positions survive. */
export class Slot {
  readonly element = element('div', { hidden: '' });
  #key: string | undefined;

  /** `shown` is all that `build` depends on; undefined empties the place. Returns whether anything changed. */
  draw<T>(shown: T | undefined, build: (shown: T) => Node): boolean {
    const key = JSON.stringify(shown);
    if (key === this.#key) return false;
    this.#key = key;
    this.element.replaceChildren(...(shown === undefined ? [] : [build(shown)]));
    this.element.hidden = shown === undefined;
    return true;
  }
}
