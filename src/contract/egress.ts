import type { FindingKind } from './inspection.ts';
import type { LedgerEntry, LedgerTask } from './ledger.ts';
import type { BackendKind } from './routing.ts';

/** One HTTP request that is about to leave this machine, with its body as it goes over the wire. */
export interface Departure {
  readonly backendId: string;
  readonly provider: BackendKind | undefined;
  /** Scheme, host and port. */
  readonly origin: string;
  readonly method: string;
  /** The path alone, without a query. */
  readonly path: string;
  readonly bodyBytes: number;
  /** SHA-256 of the body's bytes in hexadecimal; of nothing where there is no body. */
  readonly bodySha256: string;
  /** Kept only where the person has turned that on. Empty where there is no body. */
  readonly body: string;
  /** The prompt that it carries; undefined for a probe, a list of models and the like. */
  readonly prompt: DepartingPrompt | undefined;
}

/** What the pipeline decided about the prompt that leaves. */
export interface DepartingPrompt {
  readonly requestId: string;
  readonly task: LedgerTask;
  readonly model: string;
  /** The sentences of the route's reasons. */
  readonly reasons: readonly string[];
  readonly findings: Readonly<Partial<Record<FindingKind, number>>>;
  readonly redacted: number;
}

/**
 * Writes a departure down, before it happens.
 * @throws an error whose message is a sentence for the person; then nothing may be sent
 */
export type RecordDeparture = (departure: Departure) => Promise<void>;

/**
 * One row of the egress log. Rows are only ever added: `sent` is written before the request goes, `settled` once it is
 * over, with what came of it. Times are milliseconds since the Unix epoch.
 */
export type EgressRow = SentRow | SettledRow;

export interface SentRow extends Omit<Departure, 'body'> {
  readonly type: 'sent';
  readonly sequence: number;
  readonly atMs: number;
  /** The body itself; undefined unless the person had turned that on. */
  readonly text: string | undefined;
}

export interface SettledRow
  extends Pick<
    LedgerEntry,
    'requestId' | 'backendId' | 'inputTokens' | 'outputTokens' | 'costUsd' | 'outcome' | 'totalMs'
  > {
  readonly type: 'settled';
  readonly sequence: number;
  readonly atMs: number;
}

/** What verifying the chain of the egress log has found. */
export interface ChainVerdict {
  readonly state: 'intact' | 'broken' | 'unverifiable';
  /** How many rows were looked at. */
  readonly checkedRows: number;
  /** The sequence numbers of rows that were changed, or before which rows are missing (at the end: the first missing one), the lowest first. */
  readonly brokenAt: readonly number[];
  /** One sentence for the person. */
  readonly sentence: string;
}

/** What a view of the egress log needs. */
export interface EgressReader {
  /**
   * The rows of a time, in the order of the chain; both ends, in milliseconds since the Unix epoch, belong to it.
   * @throws an error whose message is a sentence for the person where the rows cannot be read: that is not an empty log
   */
  rows(fromMs: number, toMs: number): readonly EgressRow[];
  verify(): Promise<ChainVerdict>;
}

/** The newest row that a window has written, as it is kept outside of the log's own file. */
export interface ChainHead {
  readonly sequence: number;
  /** HMAC-SHA256 of the row and its predecessors in hexadecimal. */
  readonly mac: string;
}

/** Where the secret of the chain is kept: the editor's secret storage. */
export interface ChainSeal {
  /** 32 random bytes to seal with, made where there are none: then every head is forgotten, since nothing proves it. */
  key(): Promise<Uint8Array>;
  /** All that there are, to verify with: two windows that start together may each have made one. None is made. */
  keys(): Promise<readonly Uint8Array[]>;
  /** One of each window that has written lately. */
  heads(): Promise<readonly ChainHead[]>;
  /**
   * Replaces this window's head, and drops those of windows that have long been silent where the chain contains them. A
   * head that the chain does not contain is proof that rows were taken away, so it stays.
   */
  saveHead(head: ChainHead, isContained: (head: ChainHead) => boolean): Promise<void>;
}
