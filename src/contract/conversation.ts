import type { Locality } from './routing.ts';

/** Who gave one answer of a conversation. */
export interface ChatTurn {
  readonly backendId: string;
  readonly locality: Locality;
  /** Whether the person was content with it: `escalated` where they asked a larger model the same thing again. */
  readonly verdict: 'unknown' | 'kept' | 'asked-again' | 'escalated';
}
