import type { Disposable } from '../../base/disposable.ts';
import type { ChainHead, ChainSeal } from '../../contract/egress.ts';
import type { Log } from '../../contract/log.ts';
import type { SqliteModule } from '../ledgerFile.ts';
import { appendRows, contains, hasUnknownCheckpoint, type Knowledge } from './append.ts';
import { chainStart, newerOf, type StoredRow } from './chain.ts';
import { type EgressFile, openEgressFile } from './egressFile.ts';
import type { EgressTables } from './egressTables.ts';
import { describeStorageFault } from './faults.ts';
import { createHeadKeeper, type HeadKeeper } from './headKeeper.ts';

/** Where the rows are. In `memory` they are lost with the window; while it is `unusable` nothing can leave. */
export type EgressStorage =
  | { readonly kind: 'opening' }
  | { readonly kind: 'file'; readonly filePath: string }
  | { readonly kind: 'memory' }
  /** `reason` stands inside of a sentence. Each departure tries to open it again. */
  | { readonly kind: 'unusable'; readonly reason: string };

export interface ChainWriterOptions {
  /** Undefined keeps the rows in memory. */
  readonly filePath: string | undefined;
  /** Settles once the ledger has made or mended that file. */
  readonly whenLedgerOpen: Promise<void>;
  readonly seal: ChainSeal;
  readonly log: Log;
  readonly importSqlite: () => Promise<SqliteModule>;
}

/** This window's end of the chain. Everything that it promises may be rejected with a fault of the file or of the seal. */
export class ChainWriter implements Disposable {
  readonly #options: ChainWriterOptions;
  readonly #heads: HeadKeeper;
  #storage: EgressStorage = { kind: 'opening' };
  #file: EgressFile | undefined;
  #opening: Promise<EgressFile> | undefined;
  #learning: Promise<Knowledge> | undefined;
  /** The newest row of this window. */
  #ownHead: ChainHead | undefined;
  #isDisposed = false;

  constructor(options: ChainWriterOptions) {
    this.#options = options;
    this.#heads = createHeadKeeper((head) => this.#saveHead(head), options.log);
  }

  get storage(): EgressStorage {
    return this.#storage;
  }

  get file(): EgressFile | undefined {
    return this.#file;
  }

  get ownHead(): ChainHead | undefined {
    return this.#ownHead;
  }

  /** Opens the file where it is not open yet. */
  open(): Promise<EgressFile> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  /** Resolves when the rows are on the disk. */
  async append(atMs: number, contents: readonly string[]): Promise<readonly StoredRow[]> {
    const file = await this.open();
    let known = await this.#learn();
    if (file.read((tables) => hasUnknownCheckpoint(tables, known))) known = await this.#learnAnew();
    this.#throwIfDisposed();
    const rows = file.transact((tables) => appendRows(tables, this.#withOwnHead(known), atMs, contents));
    const last = rows.at(-1);
    if (last !== undefined) {
      this.#ownHead = { sequence: last.sequence, mac: last.mac };
      this.#heads.keep(this.#ownHead);
    }
    return rows;
  }

  /** Runs `work` in a transaction, with the keys as they are now. */
  async transact<T>(work: (tables: EgressTables, knowledge: Knowledge) => T): Promise<T> {
    const file = await this.open();
    const known = await this.#learnAnew();
    this.#throwIfDisposed();
    return file.transact((tables) => work(tables, this.#withOwnHead(known)));
  }

  whenSealed(): Promise<void> {
    return this.#heads.whenSaved();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#file?.close();
    this.#file = undefined;
  }

  async #open(): Promise<EgressFile> {
    const { filePath, whenLedgerOpen, importSqlite } = this.#options;
    try {
      await whenLedgerOpen;
      const sqlite = await importSqlite();
      this.#throwIfDisposed();
      this.#file = openEgressFile(sqlite, filePath);
      this.#storage = filePath === undefined ? { kind: 'memory' } : { kind: 'file', filePath };
      return this.#file;
    } catch (error) {
      this.#opening = undefined;
      this.#storage = { kind: 'unusable', reason: describeStorageFault(error) };
      throw error;
    }
  }

  #learn(): Promise<Knowledge> {
    this.#learning ??= this.#askSeal();
    return this.#learning;
  }

  #learnAnew(): Promise<Knowledge> {
    this.#learning = undefined;
    return this.#learn();
  }

  async #askSeal(): Promise<Knowledge> {
    const { seal } = this.#options;
    try {
      // The key comes first: where it has to be made, the heads of an earlier one are forgotten.
      const key = await seal.key();
      const [keys, heads] = await Promise.all([seal.keys(), seal.heads()]);
      return { key, keys: [key, ...keys], newestHead: heads.length === 0 ? undefined : heads.reduce(newerOf) };
    } catch (error) {
      this.#learning = undefined;
      throw error;
    }
  }

  #withOwnHead(known: Knowledge): Knowledge {
    if (this.#ownHead === undefined) return known;
    return { ...known, newestHead: newerOf(known.newestHead ?? chainStart, this.#ownHead) };
  }

  async #saveHead(head: ChainHead): Promise<void> {
    const known = await this.#learn();
    const isContained = (other: ChainHead) => this.#file?.read((tables) => contains(tables, known, other)) ?? false;
    await this.#options.seal.saveHead(head, isContained);
  }

  #throwIfDisposed(): void {
    if (this.#isDisposed) throw new Error('it is closed');
  }
}
