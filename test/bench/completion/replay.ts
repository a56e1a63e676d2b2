import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { createCadence, createRandom } from './cadence.ts';
import { findLineAtCursor, readScreen, readStandingGhost, type ScreenEvent, startScreen } from './screen.ts';
import { type BenchSession, openAt } from './session.ts';
import { leastPauseMs, statesOf, type Trace } from './trace.ts';
import { lineOf, pressKey, type TextState } from './typing.ts';

/**
 * What the person does with ghost text: nothing; take it with Tab when it stands at the end of a pause; or type what it
 * says, key by key.
 */
export type Manner = 'ignores' | 'accepts' | 'types';

/** One key that was really pressed. */
export interface Step {
  readonly key: string;
  /** What the document holds after the key; undefined where the bench does not know it. */
  readonly state: TextState | undefined;
  /** `trace`: the person's own typing; `along`: typing what the ghost says; the others take a ghost and take it back. */
  readonly kind: 'trace' | 'along' | 'accept' | 'undo' | 'restore';
  /** The number of the trace's key. */
  readonly index: number;
  /** Whether a pause came before this key. */
  readonly endsPause: boolean;
}

export interface Replay {
  readonly trace: Trace;
  readonly steps: readonly Step[];
  readonly events: readonly ScreenEvent[];
  readonly startedMs: number;
  readonly endedMs: number;
  /** Whether the file holds in the end what the trace means. */
  readonly isAsMeant: boolean;
  readonly finalText: string;
}

/** How long the person reads the file before the first key, and looks at the screen after the last. */
const readingMs = 2_000;
const lookingMs = 800;
/** How many characters of one ghost are typed along: some go on for a hundred, and a run takes long enough. */
const mostAlong = 40;
/** How long a person needs to see that what they have taken is wrong. */
const regretMs = 400;

/** Opens a trace's file, in which the person then reads. */
export async function openAndRead(session: BenchSession, trace: Trace): Promise<void> {
  await openAt(session, trace.path, trace.before, trace.after);
  await sleep(readingMs);
}

/** Types a trace into its opened file, on its own schedule. */
export async function typeTrace(session: BenchSession, trace: Trace, manner: Manner): Promise<Replay> {
  const typist = new Typist(session, trace, manner);
  return typist.run();
}

class Typist {
  readonly #session: BenchSession;
  readonly #page: Page;
  readonly #trace: Trace;
  readonly #manner: Manner;
  readonly #states: readonly TextState[];
  readonly #steps: Step[] = [];
  readonly #cadence;
  #lastKeyMs = performance.now();

  constructor(session: BenchSession, trace: Trace, manner: Manner) {
    this.#session = session;
    this.#page = session.editor.page;
    this.#trace = trace;
    this.#manner = manner;
    this.#states = statesOf(trace);
    this.#cadence = createCadence(createRandom(trace.seed + 1));
  }

  async run(): Promise<Replay> {
    await startScreen(this.#page);
    const startedMs = Date.now();
    this.#lastKeyMs = performance.now();
    const { keys } = this.#trace;
    let index = 0;
    while (index < keys.length) {
      const [key, waitMs] = keys[index] ?? ['', 0];
      const endsPause = waitMs >= leastPauseMs && index > 0;
      await this.#wait(index === 0 ? 0 : waitMs);
      if (endsPause && this.#manner !== 'ignores') {
        const next = await this.#useGhost(index);
        if (next !== undefined) {
          index = next;
          continue;
        }
      }
      await this.#press(key, { state: this.#states[index + 1], kind: 'trace', index, endsPause });
      index++;
    }
    await sleep(lookingMs);
    const endedMs = Date.now();
    const events = await readScreen(this.#page);
    const finalText = await this.#session.editor.editorText();
    const isAsMeant = finalText === this.#trace.meant;
    return { trace: this.#trace, steps: this.#steps, events, startedMs, endedMs, isAsMeant, finalText };
  }

  /** Takes or types the ghost that stands, if one does. Gives the number of the trace's key to go on with. */
  async #useGhost(index: number): Promise<number | undefined> {
    const ghost = await readStandingGhost(this.#page);
    const state = this.#states[index];
    if (ghost === undefined || state === undefined) return undefined;
    return this.#manner === 'accepts' ? this.#accept(index, ghost.text) : this.#typeAlong(index, state, ghost.line);
  }

  /**
   * Tab. Where the document then is as it becomes later in the trace, the person goes on from there; else they undo it
   * and type what they meant.
   */
  async #accept(index: number, ghost: string): Promise<number> {
    await this.#press('Tab', { state: undefined, kind: 'accept', index, endsPause: true });
    await sleep(regretMs);
    const cursor = await this.#cursor();
    const line = await this.#lineAtCursor();
    const lines = ghost.split('\n').length;
    const later = this.#states.findIndex((state, number) => {
      const isThere = number > index && placeOf(state) === cursor && isSameLine(state, line);
      return isThere && (lines === 1 || endsWithLines(state.before, ghost));
    });
    this.#lastKeyMs = performance.now();
    if (later >= 0) return later;
    await this.#press('Control+z', { state: this.#states[index], kind: 'undo', index, endsPause: false });
    await sleep(regretMs);
    await this.#expectAt(index, 'undoing an accepted ghost');
    this.#lastKeyMs = performance.now();
    return this.#pressNext(index);
  }

  /** Types the ghost's first line at the person's own pace, and then puts the line back as it was. */
  async #typeAlong(index: number, state: TextState, line: string): Promise<number> {
    const shown = line.trimStart();
    const typed = lineOf(state.before).trimStart();
    const along = shown.startsWith(typed) ? [...shown.slice(typed.length)].slice(0, mostAlong) : [];
    if (along.length === 0) return this.#pressNext(index);
    let now = state;
    for (const [number, key] of along.entries()) {
      if (number > 0) await this.#wait(this.#cadence.keyMs(key));
      now = pressKey(now, key, this.#trace.language);
      await this.#press(key, { state: now, kind: 'along', index, endsPause: number === 0 });
    }
    await sleep(lookingMs);
    await this.#restore(state, index);
    this.#lastKeyMs = performance.now();
    return this.#pressNext(index);
  }

  /** Selects the whole line, whatever white space it begins with, and writes it anew. */
  async #restore({ before, after }: TextState, index: number): Promise<void> {
    const rest = after.split('\n')[0] ?? '';
    const line = lineOf(before) + rest;
    const restore = (key: string) => this.#press(key, { state: undefined, kind: 'restore', index, endsPause: false });
    for (const key of ['End', 'Shift+Home', 'Shift+Home']) await restore(key);
    await sleep(regretMs);
    const selected = (await this.#cursor()).replace(/^\d+:/, '');
    if (selected !== '1') throw new Error(`${this.#trace.name}: the line could not be selected, column ${selected}.`);
    if (line === '') await restore('Delete');
    else await this.#page.keyboard.insertText(line);
    for (const _ of rest) await restore('ArrowLeft');
    await sleep(regretMs);
    await this.#expectAt(index, 'putting a line back');
  }

  async #pressNext(index: number): Promise<number> {
    const [key = ''] = this.#trace.keys[index] ?? [];
    await this.#press(key, { state: this.#states[index + 1], kind: 'trace', index, endsPause: false });
    return index + 1;
  }

  /** Waits since the last key, not since the bench was ready for the next. */
  async #wait(waitMs: number): Promise<void> {
    await sleep(Math.max(0, this.#lastKeyMs + waitMs - performance.now()));
  }

  async #press(key: string, step: Omit<Step, 'key'>): Promise<void> {
    this.#lastKeyMs = performance.now();
    this.#steps.push({ key, ...step });
    await this.#page.keyboard.press(key);
  }

  async #expectAt(index: number, what: string): Promise<void> {
    const state = this.#states[index];
    const [cursor, line] = [await this.#cursor(), await this.#lineAtCursor()];
    if (state === undefined || (placeOf(state) === cursor && isSameLine(state, line))) return;
    throw new Error(`${this.#trace.name}: ${what} led to ${cursor} ${JSON.stringify(line)}, not ${placeOf(state)}.`);
  }

  /** The cursor's line and column as the status bar says, like `12:5`. */
  async #cursor(): Promise<string> {
    const item = await this.#session.editor.statusItem('status.editor.selection');
    const [, line, column] = /Ln (\d+), Col (\d+)/.exec(item?.text ?? '') ?? [];
    return `${line}:${column}`;
  }

  /** The cursor's line as it is drawn, without the ghost text. */
  async #lineAtCursor(): Promise<string> {
    return this.#page.evaluate<string>(readLineAtCursor);
  }
}

/** Runs in the page: that line's text without the ghost's. */
const readLineAtCursor = `(() => {
  const copy = ${findLineAtCursor}.cloneNode(true);
  for (const ghost of copy.querySelectorAll('.ghost-text-decoration, .ghost-text-decoration-preview')) ghost.remove();
  return copy.textContent.replaceAll('\\u00a0', ' ').replaceAll('\\u200b', '');
})()`;

function placeOf({ before }: TextState): string {
  return `${before.split('\n').length}:${columnOf(lineOf(before))}`;
}

/** The status bar counts a tab as the columns that it takes, and no trace has one behind other text. */
function columnOf(line: string): number {
  const tabs = /^\t*/.exec(line)?.[0].length ?? 0;
  return tabs * 4 + line.length - tabs + 1;
}

function isSameLine({ before, after }: TextState, drawn: string): boolean {
  return `${lineOf(before)}${after.split('\n')[0] ?? ''}`.trim() === drawn.trim();
}

function endsWithLines(before: string, ghost: string): boolean {
  const bare = (text: string) => text.replaceAll(/[ \t]+/g, '');
  return bare(before).endsWith(bare(ghost));
}
