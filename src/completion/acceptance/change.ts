import type { Remainder } from './offer.ts';

/** One replacement in a document. The changes of one event apply one after the other, in their order. */
export interface DocumentChange {
  /** In UTF-16 units from the document's start. */
  readonly offset: number;
  readonly removedLength: number;
  readonly text: string;
}

/** A change that adds the beginning of what was left of a suggestion. */
export interface Step {
  /** `whole`: all that was left. `part`: more than a person types at once. `typed`: like typing along. */
  readonly kind: 'whole' | 'part' | 'typed';
  /** The change without the text that it only wrote once more. */
  readonly change: DocumentChange;
  /** What is left after it. */
  readonly remainder: Remainder;
}

/** Reads a change as a step along a suggestion; undefined where it is something else. */
export function stepOf(change: DocumentChange, remainder: Remainder): Step | undefined {
  const { text, rewritten, replaceAfter, widgetLength } = remainder;
  const own = withoutRewritten(change, remainder);
  if (own === undefined || own.text === '' || own.removedLength > replaceAfter) return undefined;
  if (!text.startsWith(own.text)) return undefined;
  const isInsertion = own.offset === change.offset;
  const isPart = isInsertion && own.text.length !== widgetLength && !isOneKey(own.text);
  return {
    kind: own.text === text ? 'whole' : isPart ? 'part' : 'typed',
    change: own,
    remainder: {
      offset: own.offset + own.text.length,
      text: text.slice(own.text.length),
      rewritten: rewritten + own.text,
      replaceAfter: replaceAfter - own.removedLength,
      widgetLength: Math.max(0, widgetLength - own.text.length),
    },
  };
}

/** The text as it moves when somebody else edits the document; undefined where its own place was edited. */
export function moveRemainder(remainder: Remainder, change: DocumentChange): Remainder | undefined {
  const { offset, rewritten, replaceAfter } = remainder;
  if (change.offset > offset + replaceAfter) return remainder;
  if (change.offset + change.removedLength > offset - rewritten.length) return undefined;
  return { ...remainder, offset: offset + change.text.length - change.removedLength };
}

/**
 * Cuts a change that begins left of `offset`, but writes once more what stood there, down to what it does from `offset`
 * on: so the whole of a suggestion is accepted, and so that is undone. Undefined where it does something else.
 */
export function withoutRewritten(
  change: DocumentChange,
  { offset, rewritten }: Pick<Remainder, 'offset' | 'rewritten'>,
): DocumentChange | undefined {
  const length = offset - change.offset;
  if (length < 0 || length > rewritten.length || length > change.removedLength) return undefined;
  if (!change.text.startsWith(rewritten.slice(rewritten.length - length))) return undefined;
  return { offset, removedLength: change.removedLength - length, text: change.text.slice(length) };
}

/**
 * Whether one key can add this text: a character, a line break with the indentation that the editor adds, or a bracket
 * or quote that the editor closes at once. So a word that is accepted and is as short as that goes uncounted.
 */
function isOneKey(text: string): boolean {
  return [...text].length === 1 || text.trim() === '' || ['()', '[]', '{}', '<>', '""', "''", '``'].includes(text);
}
