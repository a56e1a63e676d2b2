import type { LedgerEntry } from '../../../src/contract/ledger.ts';
import type { Log } from '../../../src/contract/log.ts';
import type { SuggestionRecord } from '../../../src/contract/suggestion.ts';

/** A completed local completion, but for what a test says otherwise. */
export function entry(overrides: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    requestId: 'r1',
    attempt: 1,
    startedAtMs: 1_760_000_000_000,
    task: 'completion',
    backendId: 'local-coder',
    model: 'coder-1.5b',
    origin: 'http://127.0.0.1:8080',
    locality: 'local',
    reasons: ['Completions run on this machine.'],
    timeToFirstTokenMs: 80,
    totalMs: 200,
    inputTokens: 120,
    cachedInputTokens: 100,
    outputTokens: 12,
    costUsd: 0,
    outcome: 'completed',
    errorKind: undefined,
    ...overrides,
  };
}

/** A suggestion that was ignored, but for what a test says otherwise. */
export function suggestion(overrides: Partial<SuggestionRecord> = {}): SuggestionRecord {
  return {
    requestId: 'r1',
    returnedAtMs: 1_760_000_000_000,
    decidedAtMs: 1_760_000_002_000,
    languageId: 'typescript',
    backendId: 'local-coder',
    model: 'coder-1.5b',
    source: 'new',
    returnedLength: 24,
    outcome: 'ignored',
    acceptedLength: 0,
    keptAfter30s: undefined,
    keptAfter5min: undefined,
    ...overrides,
  };
}

/** A log that keeps what it was told. */
export class RecordedLog implements Log {
  readonly lines: string[] = [];

  debug(line: string): void {
    this.lines.push(`debug: ${line}`);
  }

  info(line: string): void {
    this.lines.push(`info: ${line}`);
  }

  warn(line: string): void {
    this.lines.push(`warn: ${line}`);
  }

  error(line: string): void {
    this.lines.push(`error: ${line}`);
  }
}
