import { createCadence, createRandom } from './cadence.ts';
import type { TimedKey, Trace } from './trace.ts';
import { lineOf, pressKey, type TextState } from './typing.ts';

/** A file of sources/: a head of `name: value` lines, `----`, and a text with ⟦what is typed⟧ and ⏸ where to pause. */
export function toTrace(name: string, source: string): Trace {
  const [head = '', text = ''] = source.split(/^----\n/m);
  const field = (key: string) => {
    const value = new RegExp(`^${key}: (.+)$`, 'm').exec(head)?.[1];
    if (value === undefined) throw new Error(`${name}: the head has no ${key}.`);
    return value;
  };
  const [, before, typed, after] = /^(.*)⟦(.*)⟧(.*)$/s.exec(text) ?? [];
  if (before === undefined || typed === undefined || after === undefined) throw new Error(`${name}: it has no ⟦…⟧.`);
  const [language, path, seed] = [field('language'), field('path'), Number(field('seed'))];
  const keys = toKeys({ name, before, after, typed, language, seed });
  return { name, language, path, seed, before, after, keys, meant: before + typed.replaceAll(pauseMark, '') + after };
}

const pauseMark = '⏸';
/** The share of letters at which the person hits a wrong key and corrects it. */
const typoShare = 0.012;
const closersOnly = /^[ \t]*[)\]}]+$/;

interface Scene {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly typed: string;
  readonly language: string;
  readonly seed: number;
}

/** The keys with which a person writes the text in an editor that indents and closes brackets by itself. */
function toKeys({ name, before, after, typed, language, seed }: Scene): readonly TimedKey[] {
  const random = createRandom(seed);
  const cadence = createCadence(random);
  const keys: TimedKey[] = [];
  let state: TextState = { before, after };
  let pauses = false;
  const press = (key: string) => {
    keys.push([key, pauses ? cadence.pauseMs() : cadence.keyMs(key)]);
    pauses = false;
    state = pressKey(state, key, language);
  };
  // A pause after Enter comes when the indentation stands, and that is the editor's work.
  const text = typed.replaceAll(/\n⏸([ \t]*)/g, '\n$1⏸');
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const character = rest.charAt(0);
    if (character === pauseMark) {
      pauses = true;
      at++;
    } else if (character === '\n') at += pressEnd(rest, press, () => state, after);
    else {
      const next = text.charAt(at + 1);
      if (!pauses && /[a-z]/.test(character) && random() < typoShare) mistype(character, next, random, press);
      press(character);
      at++;
    }
  }
  const meant = before + typed.replaceAll(pauseMark, '');
  if (state.before !== meant || state.after !== after) {
    throw new Error(`${name}: the keys lead to\n${state.before}█${state.after.slice(0, 80)}`);
  }
  return keys;
}

/** Goes to the next line, and gives how many characters of the text are done by that. */
function pressEnd(rest: string, press: (key: string) => void, state: () => TextState, originalAfter: string): number {
  const [, indentation = '', lineRest = ''] = /^\n([ \t]*)([^\n]*)/.exec(rest) ?? [];
  const below = /^\n([^\n]*)/.exec(state().after)?.[1] ?? '';
  const isOwn = state().after.length - originalAfter.length > below.length;
  if (isOwn && closersOnly.test(below) && rest.slice(1).startsWith(below)) {
    press('ArrowDown');
    press('End');
    return 1 + below.length;
  }
  press('Enter');
  if (lineRest === '') return 1;
  while (lineOf(state().before).length > indentation.length) press('Backspace');
  return 1 + indentation.length;
}

/** A neighbouring key, sometimes one more before the person sees it, and back. */
function mistype(character: string, next: string, random: () => number, press: (key: string) => void): void {
  const neighbours = neighboursOf(character);
  press(neighbours.charAt(Math.floor(random() * neighbours.length)));
  const seesLate = /[a-z]/.test(next) && random() < 0.4;
  if (seesLate) press(next);
  press('Backspace');
  if (seesLate) press('Backspace');
}

/** The letters left and right of a letter on an English keyboard. */
function neighboursOf(letter: string): string {
  const row = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'].find((letters) => letters.includes(letter)) ?? letter;
  const at = row.indexOf(letter);
  return row.charAt(at - 1) + row.charAt(at + 1);
}
