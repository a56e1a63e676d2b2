import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { ChainSeal, ChainVerdict, DepartingPrompt, Departure } from '../../../../src/contract/egress.ts';
import { createEgressSeal } from '../../../../src/editor/egressSeal.ts';
import { createEgressLog, type EgressLog, type EgressLogOptions } from '../../../../src/metering/egress/egressLog.ts';
import { createLedger } from '../../../../src/metering/ledger.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { RecordedLog } from '../fixtures.ts';

/** A departure with a prompt of a completion, but for what a test says otherwise. */
export function departure(overrides: Partial<Departure> = {}): Departure {
  const body = overrides.body ?? '{"prompt":"let x = "}';
  return {
    backendId: 'cloud',
    provider: 'openai',
    origin: 'https://api.example.com',
    method: 'POST',
    path: '/v1/chat/completions',
    bodyBytes: Buffer.byteLength(body),
    bodySha256: createHash('sha256').update(body).digest('hex'),
    body,
    prompt: prompt(),
    ...overrides,
  };
}

export function prompt(overrides: Partial<DepartingPrompt> = {}): DepartingPrompt {
  return {
    requestId: 'r1',
    task: 'chat',
    model: 'gpt-5',
    reasons: ['The question is a hard one.'],
    findings: { email: 2 },
    redacted: 2,
    ...overrides,
  };
}

/** A seal that threads can share, since it keeps nothing. */
export function fixedSeal(): ChainSeal {
  const key = new Uint8Array(32).fill(1);
  return { key: async () => key, keys: async () => [key], heads: async () => [], saveHead: async () => undefined };
}

/** The editor's secret storage, which all windows share. */
export class FakeSecrets {
  readonly values = new Map<string, string>();
  fault: Error | undefined;

  async get(name: string): Promise<string | undefined> {
    this.#failIfTold();
    return this.values.get(name);
  }

  async store(name: string, value: string): Promise<void> {
    this.#failIfTold();
    this.values.set(name, value);
  }

  async delete(name: string): Promise<void> {
    this.#failIfTold();
    this.values.delete(name);
  }

  async keys(): Promise<string[]> {
    this.#failIfTold();
    return [...this.values.keys()];
  }

  headNames(): string[] {
    return [...this.values.keys()].filter((name) => name.startsWith('watershed.egress.head:'));
  }

  #failIfTold(): void {
    if (this.fault !== undefined) throw this.fault;
  }
}

/** A machine with one log file, on which windows open and close. */
export class Machine {
  readonly filePath: string;
  readonly clock = new FakeClock();
  readonly log = new RecordedLog();
  readonly secrets = new FakeSecrets();
  readonly #folder: string;
  readonly #windows: { dispose(): void }[] = [];

  static async start(): Promise<Machine> {
    return new Machine(await mkdtemp(join(tmpdir(), 'watershed-egress-')));
  }

  private constructor(folder: string) {
    this.#folder = folder;
    this.filePath = join(folder, 'storage', 'ledger.sqlite');
  }

  /** Opens a window: its ledger and its log, as the core does. */
  async openWindow(overrides: Partial<EgressLogOptions> = {}): Promise<EgressLog> {
    const { filePath, clock, log, secrets } = this;
    const path = 'filePath' in overrides ? overrides.filePath : filePath;
    const ledger = createLedger({ filePath: path, clock, log });
    const egress = createEgressLog({
      ...{ filePath, clock, log, whenLedgerOpen: ledger.whenOpen },
      seal: createEgressSeal({ secrets, place: filePath, clock }),
      keepsText: () => false,
      retentionDays: () => undefined,
      ...overrides,
    });
    this.#windows.push(ledger, egress);
    await egress.whenOpen;
    return egress;
  }

  /** A log with so many departures, whose window is closed again. */
  async write(count: number, overrides: Partial<EgressLogOptions> = {}): Promise<void> {
    const egress = await this.openWindow(overrides);
    for (let number = 1; number <= count; number++) await egress.record(departure());
    await egress.whenSealed();
    this.closeWindows();
  }

  /** What a window that is opened now says of the chain. */
  async verdict(): Promise<ChainVerdict> {
    const egress = await this.openWindow();
    const verdict = await egress.verify();
    this.closeWindows();
    return verdict;
  }

  /** What somebody does to the file behind the log's back. */
  tamper(...statements: readonly (string | readonly [string, ...SQLInputValue[]])[]): void {
    const database = new DatabaseSync(this.filePath);
    for (const statement of statements) {
      if (typeof statement === 'string') database.exec(statement);
      else database.prepare(statement[0]).run(...(statement.slice(1) as SQLInputValue[]));
    }
    database.close();
  }

  query(sql: string): Record<string, unknown>[] {
    const database = new DatabaseSync(this.filePath);
    const rows = database.prepare(sql).all();
    database.close();
    return rows;
  }

  closeWindows(): void {
    for (const window of this.#windows.splice(0)) window.dispose();
  }

  async stop(): Promise<void> {
    this.closeWindows();
    await rm(this.#folder, { recursive: true });
  }
}

/** Asserts that a change was found, and where. */
export function assertBroken(verdict: ChainVerdict, brokenAt: readonly number[]): void {
  assert.deepEqual([verdict.state, verdict.brokenAt], ['broken', brokenAt], verdict.sentence);
  assert.match(verdict.sentence, /^Somebody or something has changed the log: .+\.$/);
}

export function assertIntact(verdict: ChainVerdict, checkedRows: number): void {
  assert.deepEqual([verdict.state, verdict.checkedRows], ['intact', checkedRows], verdict.sentence);
}
