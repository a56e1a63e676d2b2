import type { Manner } from './replay.ts';
import type { Engine } from './session.ts';

/** One row of the table: who stands behind the extension, and what the person does. */
export interface RowPlan {
  readonly name: string;
  readonly what: string;
  readonly engine: Engine;
  readonly manner: Manner;
  readonly slots: number;
  /** Whether a chat answer runs on the same server all the time. */
  readonly hasChat: boolean;
}

const plain = { manner: 'ignores', slots: 2, hasChat: false } as const;

export const rowPlans: readonly RowPlan[] = [
  { ...plain, name: 'floor', what: 'an extension that returns a fixed text', engine: 'floor' },
  { ...plain, name: 'instant', what: 'a server that answers at once', engine: 'instant' },
  { ...plain, name: 'real', what: 'llama.cpp, nothing accepted', engine: 'real' },
  { ...plain, name: 'accept', what: 'llama.cpp, Tab at pauses', engine: 'real', manner: 'accepts' },
  { ...plain, name: 'along', what: 'llama.cpp, typing what the ghost says', engine: 'real', manner: 'types' },
  { ...plain, name: 'chat-2', what: 'llama.cpp, a chat beside it, two slots', engine: 'real', hasChat: true },
  { ...plain, name: 'chat-1', what: 'llama.cpp, a chat beside it, one slot', engine: 'real', hasChat: true, slots: 1 },
];
