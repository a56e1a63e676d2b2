import type { Plan } from '../../contract/routing.ts';
import type { Run, SendStream } from './attempt.ts';
import { cascade } from './cascade.ts';
import { inTurnWhileSure } from './confidence.ts';
import { inTurn } from './inTurn.ts';
import { race } from './race.ts';

/** What carries out a plan. */
export function strategyOf({ strategy, leastConfidence }: Plan): (run: Run) => SendStream {
  if (strategy === 'race') return race;
  if (strategy === 'cascade') return cascade;
  return leastConfidence === undefined ? inTurn : inTurnWhileSure;
}
