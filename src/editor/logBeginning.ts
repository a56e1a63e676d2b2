import type * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';

export interface LogBeginningOptions {
  readonly memento: vscode.Memento;
  readonly clock: Clock;
  /** How many days rows are kept; undefined keeps them for ever. */
  readonly retentionDays: () => number | undefined;
  /** Whether the log is in a file; one in memory begins with this window. */
  readonly isKept: () => boolean;
}

/**
 * Says since when the egress log is whole, in milliseconds since the Unix epoch: since the first start that kept one, or
 * as far back as rows are kept. Without it an empty log could not say how long nothing has left.
 */
export function createLogBeginning({ memento, clock, retentionDays, isKept }: LogBeginningOptions): () => number {
  const startedAtMs = clock.now();
  const saved = memento.get<unknown>(key);
  const firstMs = typeof saved === 'number' ? saved : startedAtMs;
  if (saved === undefined) void memento.update(key, firstMs);
  return () => {
    if (!isKept()) return startedAtMs;
    const days = retentionDays();
    return days === undefined ? firstMs : Math.max(firstMs, clock.now() - days * dayMs);
  };
}

const key = 'watershed.egressLogBegan';
const dayMs = 24 * 3_600_000;
