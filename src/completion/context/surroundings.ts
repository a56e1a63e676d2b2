import type { CursorPlace } from '../../contract/context.ts';
import { identifiersIn, isCommonWord } from './identifiers.ts';

/** The names around the cursor, each with how much it counts: those of the cursor's own line count most. */
export type Surroundings = ReadonlyMap<string, number>;

const linesAbove = 30;
const linesBelow = 10;
const ownLineWeight = 3;

export function surroundingsOf({ prefix, suffix }: CursorPlace): Surroundings {
  const above = prefix.split('\n').slice(-linesAbove - 1);
  const below = suffix.split('\n', linesBelow + 1);
  const ownLine = `${above.pop() ?? ''} ${below.shift() ?? ''}`;
  const weights = new Map<string, number>();
  for (const line of [...above, ...below]) addNames(weights, line, 1);
  addNames(weights, ownLine, ownLineWeight);
  return weights;
}

function addNames(weights: Map<string, number>, line: string, weight: number): void {
  for (const name of identifiersIn(line)) {
    if (!isCommonWord(name)) weights.set(name, Math.max(weight, weights.get(name) ?? 0));
  }
}
