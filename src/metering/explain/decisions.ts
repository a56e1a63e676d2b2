import type { Clock } from '../../base/clock.ts';
import type { Request, Task } from '../../contract/request.ts';
import type { Explanation } from '../../contract/send.ts';
import { type RequestShape, shapeOf } from './requestShape.ts';

/** One routing decision: what it was made from and what it came to, without a text of the request. */
export interface Decision {
  readonly shape: RequestShape;
  /** Milliseconds since the Unix epoch. */
  readonly decidedAtMs: number;
  readonly explanation: Explanation;
}

/** The last decisions of this window. They live in memory alone and go with the window. */
export interface Decisions {
  /** Notes what was decided for a request that is being sent. Warm-ups are left out: nobody waits for one. */
  note(request: Request, explanation: Explanation): void;
  find(requestId: string): Decision | undefined;
  /** The newest first. */
  recent(): readonly Decision[];
}

/** Kept for each task by itself, so that the completions of a minute's typing do not push out the chat. */
export const keptDecisions = 20;

export function createDecisions(clock: Pick<Clock, 'now'>): Decisions {
  const kept: Record<Task, Decision[]> = { chat: [], completion: [] };
  const recent = () => [...kept.chat, ...kept.completion].sort((a, b) => b.decidedAtMs - a.decidedAtMs);
  return {
    note(request, explanation) {
      if (request.task === 'completion' && request.warm !== undefined) return;
      const ofTask = kept[request.task];
      ofTask.push({ shape: shapeOf(request), decidedAtMs: clock.now(), explanation });
      if (ofTask.length > keptDecisions) ofTask.shift();
    },
    find: (requestId) => recent().find(({ shape }) => shape.requestId === requestId),
    recent,
  };
}
