import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { pressKey, type TextState } from './typing.ts';

/** One key press: the key's name as Playwright spells it, and how long the person waits before it, in milliseconds. */
export type TimedKey = readonly [key: string, waitMs: number];

/** What one person types into one file, key by key. The files of traces/ are written by generate.ts. */
export interface Trace {
  readonly name: string;
  readonly language: string;
  /** Where the file lies in the workspace. */
  readonly path: string;
  readonly seed: number;
  /** The file's text left and right of the cursor before the first key. */
  readonly before: string;
  readonly after: string;
  readonly keys: readonly TimedKey[];
  /** What the file is to hold after the last key. */
  readonly meant: string;
}

/** A wait that is a pause: the person looks at the screen, and a ghost has time to come. */
export const leastPauseMs = 800;

const traceSchema = z.object({
  name: z.string(),
  language: z.string(),
  path: z.string().regex(/^[\w./-]+$/),
  seed: z.number(),
  before: z.string(),
  after: z.string(),
  keys: z.array(z.tuple([z.string().min(1), z.number().nonnegative()])),
  meant: z.string(),
});

/** The traces of a folder, by name. @throws when one is not understood, or its keys do not lead to what it means */
export async function loadTraces(folder: string): Promise<readonly Trace[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  if (files.length === 0) throw new Error(`There is no trace in ${folder}.`);
  return Promise.all(files.map(async (file) => parseTrace(await readFile(join(folder, file), 'utf8'), file)));
}

export function parseTrace(json: string, file: string): Trace {
  const trace = traceSchema.parse(JSON.parse(json));
  const last = statesOf(trace).at(-1) ?? trace;
  if (last.before + last.after !== trace.meant) {
    throw new Error(`${file}: its keys do not lead to the text that it means.`);
  }
  return trace;
}

/** The document before the first key and after each one: one state more than there are keys. */
export function statesOf(trace: Trace): readonly TextState[] {
  let state: TextState = { before: trace.before, after: trace.after };
  const states = [state];
  for (const [key] of trace.keys) {
    state = pressKey(state, key, trace.language);
    states.push(state);
  }
  return states;
}

/** The numbers of the states in which the person pauses; the key with the same number ends the pause. */
export function pausesOf(trace: Trace): readonly number[] {
  return trace.keys.flatMap(([, waitMs], index) => (waitMs >= leastPauseMs && index > 0 ? [index] : []));
}

/** What the person goes on to write on the cursor's line after this state; '' when they leave the line as it is. */
export function restOfLine(states: readonly TextState[], index: number): string {
  const { before } = states[index] ?? { before: '' };
  let rest = '';
  for (const state of states.slice(index + 1)) {
    if (!state.before.startsWith(before)) break;
    const typed = state.before.slice(before.length);
    if (typed.includes('\n')) break;
    rest = typed;
  }
  return rest;
}
