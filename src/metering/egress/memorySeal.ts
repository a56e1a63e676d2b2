import { randomBytes } from 'node:crypto';
import type { ChainHead, ChainSeal } from '../../contract/egress.ts';

/** Seals a log that lives in memory, and dies with it. */
export function createMemorySeal(): ChainSeal {
  const key = randomBytes(32);
  let ownHead: ChainHead | undefined;
  return {
    key: async () => key,
    keys: async () => [key],
    heads: async () => (ownHead === undefined ? [] : [ownHead]),
    async saveHead(head) {
      ownHead = head;
    },
  };
}
