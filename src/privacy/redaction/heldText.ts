import { placeholdersIn } from './kinds.ts';
import { isInsideLink, longestLink } from './links.ts';

/** What a text needs to get its values back. */
export interface Values {
  readonly byPlaceholder: ReadonlyMap<string, string>;
  /** Every beginning of every placeholder, the whole ones too. */
  readonly beginnings: ReadonlySet<string>;
  readonly longestPlaceholder: number;
}

export function toValues(byPlaceholder: ReadonlyMap<string, string>): Values {
  const placeholders = [...byPlaceholder.keys()];
  const beginnings = placeholders.flatMap((placeholder) =>
    Array.from(placeholder, (_, index) => placeholder.slice(0, index + 1)),
  );
  const longestPlaceholder = Math.max(0, ...placeholders.map(({ length }) => length));
  return { byPlaceholder, beginnings: new Set(beginnings), longestPlaceholder };
}

/**
 * Puts values back into a text that comes in pieces. An end that may be the beginning of a placeholder is held until more
 * comes; a whole placeholder too, since a digit would make it another one.
 */
export class HeldText {
  readonly #values: Values;
  #held = '';
  /** The end of what has gone on, in which a link may have begun. */
  #before = '';

  constructor(values: Values) {
    this.#values = values;
  }

  /** Takes the next piece, and gives what can go on. */
  push(piece: string): string {
    const text = this.#held + piece;
    const cut = text.length - this.#heldLength(text);
    this.#held = text.slice(cut);
    return this.#release(text.slice(0, cut));
  }

  /** Nothing more comes: gives what was held. */
  end(): string {
    const text = this.#held;
    this.#held = '';
    return this.#release(text);
  }

  #heldLength(text: string): number {
    const { beginnings, longestPlaceholder } = this.#values;
    for (let length = Math.min(longestPlaceholder, text.length); length > 0; length--) {
      if (text.at(-length) === 'R' && beginnings.has(text.slice(-length))) return length;
    }
    return 0;
  }

  #release(text: string): string {
    if (text === '') return '';
    const released: string[] = [];
    const goOn = (part: string) => {
      released.push(part);
      this.#before += part;
      // Cut seldom, since cutting copies.
      if (this.#before.length > 2 * longestLink) this.#before = this.#before.slice(-longestLink);
    };
    let end = 0;
    for (const { 0: placeholder, index } of placeholdersIn(text)) {
      goOn(text.slice(end, index));
      const value = this.#values.byPlaceholder.get(placeholder);
      goOn(value === undefined || isInsideLink(this.#before.slice(-longestLink)) ? placeholder : value);
      end = index + placeholder.length;
    }
    goOn(text.slice(end));
    return released.join('');
  }
}
