import type { Range } from './ranges.ts';

/** A text as a detector reads it, with the way back to where it stands in the text that is sent. */
export interface Reading {
  readonly text: string;
  /** The range of the original text that a range of this reading stands for. */
  rangeOf(range: Range): Range;
}

/**
 * The ways in which a text is read: as it is, and where characters that nobody sees part its words (zero-width ones,
 * controls of direction, colours of a terminal) without them, since a model reads past them and a detector would not.
 * What stands for a letter, tag characters as an invisible copy of ASCII and escapes such as `\u0040`, is read as that
 * letter too.
 */
export function readingsOf(text: string): readonly Reading[] {
  const asItIs: Reading = { text, rangeOf: ({ start, end }) => ({ start, end }) };
  if (!mayHide(text)) return [asItIs];
  const readings = [asItIs];
  if (parting.test(text)) readings.push(readingOf(text, hidden, () => ''));
  if (text.search(written) !== -1) readings.push(readingOf(text, hiddenOrWritten, letterOf));
  return readings;
}

/**
 * The text without the characters that nobody sees, and with its escapes read: the same value, however it is hidden.
 */
export function withoutHidden(text: string): string {
  return mayHide(text) ? text.replace(hiddenOrWritten, letterOf) : text;
}

/** A quick look: ordinary code is ASCII. */
function mayHide(text: string): boolean {
  return /[^\0-\x7f]|\x1b/.test(text) || text.includes('\\u00');
}

/** Unicode's list of characters that a display leaves out, and the control sequences of a terminal. */
const hidden = /\p{Default_Ignorable_Code_Point}|\x1b\[[0-9;:?]{0,40}[@-~]/gu;
/**
 * Where that makes a difference: between two characters that may be of one value, and not behind an emoji or at the
 * beginning of a file. The letter at the end of a control sequence would count as one before the value.
 */
const parting = /[!-~]\p{Default_Ignorable_Code_Point}+[!-~]|\x1b\[/u;
/** ASCII, written as tag characters or as escapes of JSON, JavaScript and Java. */
const written = /[\u{e0020}-\u{e007e}]|\\u00[2-7][0-9A-Fa-f]/gu;
const hiddenOrWritten = new RegExp(`${written.source}|${hidden.source}`, 'gu');

function letterOf(found: string): string {
  if (found.startsWith('\\u')) return String.fromCharCode(Number.parseInt(found.slice(2), 16));
  const code = (found.codePointAt(0) ?? 0) - firstTag;
  return code >= 0x20 && code <= 0x7e ? String.fromCharCode(code) : '';
}

const firstTag = 0xe0000;

/** `replace` gives what is read in the place of a match: one character or none. */
function readingOf(original: string, pattern: RegExp, replace: (found: string) => string): Reading {
  const starts: number[] = [];
  const ends: number[] = [];
  const pieces: string[] = [];
  const keep = (from: number, to: number) => {
    pieces.push(original.slice(from, to));
    for (let index = from; index < to; index++) {
      starts.push(index);
      ends.push(index + 1);
    }
  };
  let position = 0;
  for (const match of original.matchAll(pattern)) {
    const [found] = match;
    keep(position, match.index);
    position = match.index + found.length;
    const read = replace(found);
    if (read === '') continue;
    pieces.push(read);
    starts.push(match.index);
    ends.push(position);
  }
  keep(position, original.length);
  return {
    text: pieces.join(''),
    rangeOf: ({ start, end }) => ({
      start: starts[start] ?? original.length,
      end: ends[end - 1] ?? original.length,
    }),
  };
}
