import type { ChainHead } from '../../contract/egress.ts';
import type { Log } from '../../contract/log.ts';

/** Saves where the chain ends, outside of its file. */
export interface HeadKeeper {
  keep(head: ChainHead): void;
  /** Settles, never rejects, once nothing waits to be saved. */
  whenSaved(): Promise<void>;
}

/**
 * One saving is under way at a time, and the newest head comes next: those between are of no use. A failure is logged and
 * not fatal. The row itself is on the disk and sealed; all that is missing until the next saving is the proof that it was
 * the last. To refuse every request as long as a key ring is locked would cost more than that is worth.
 */
export function createHeadKeeper(save: (head: ChainHead) => Promise<void>, log: Log): HeadKeeper {
  let next: ChainHead | undefined;
  let underWay: Promise<void> | undefined;
  let hasFailed = false;

  async function saveAll(): Promise<void> {
    for (let head = next; head !== undefined; head = next) {
      next = undefined;
      try {
        await save(head);
        hasFailed = false;
      } catch (error) {
        // Once a fault: the line comes again only after the storage has worked in between.
        if (!hasFailed) log.warn(`Where the log of what left ends could not be saved: ${messageOf(error)}`);
        hasFailed = true;
      }
    }
    underWay = undefined;
  }

  return {
    keep(head) {
      next = head;
      underWay ??= saveAll();
    },
    whenSaved: () => underWay ?? Promise.resolve(),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
