import type { Step } from '../../bench/completion/replay.ts';
import type { TimelineEvent } from '../../bench/completion/timeline.ts';
import { lineOf, pressKey } from '../../bench/completion/typing.ts';

/**
 * What a test writes down: a key at a time, or a ghost behind the document as it then is, whose further lines stand below
 * the cursor's; '' takes it away.
 */
export type Written =
  | { readonly atMs: number; readonly key: string; readonly kind?: Step['kind']; readonly endsPause?: boolean }
  | { readonly atMs: number; readonly ghost: string };

/** A timeline over a document in which █ is the cursor. */
export function timelineOf(document: string, written: readonly Written[]): readonly TimelineEvent[] {
  const [before = '', after = ''] = document.split('█');
  let state = { before, after };
  return written.map((event, index): TimelineEvent => {
    const { atMs } = event;
    if ('key' in event) {
      state = pressKey(state, event.key, 'typescript');
      const { key, kind = 'trace', endsPause = false } = event;
      return { kindOfEvent: 'step', key, kind, endsPause, state, index, atMs };
    }
    const text = event.ghost === '' ? undefined : event.ghost;
    const line =
      text === undefined ? undefined : `${lineOf(state.before)}${text.split('\n')[0]}${state.after.split('\n')[0]}`;
    return { kindOfEvent: 'ghost', kind: 'ghost', text, line, atMs };
  });
}
