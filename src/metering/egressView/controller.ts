import { createHash } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { describeFault } from '../../base/describeFault.ts';
import { type Disposable, toDisposable } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import type { ChainVerdict, EgressReader } from '../../contract/egress.ts';
import type { Log } from '../../contract/log.ts';
import type { PrivacyMode } from '../../contract/routing.ts';
import { toCsv } from './csv.ts';
import { type Exit, joinRows } from './exits.ts';
import { everyPrompt } from './filter.ts';
import { toJson } from './json.ts';
import {
  type EgressAction,
  type EgressHostMessage,
  type EgressViewMessage,
  egressViewMessageSchema,
} from './messages.ts';
import type { EgressViewState, ExitFilter } from './report.ts';
import { RowCache } from './rowCache.ts';
import { createMarks, type DatedVerdict } from './verdictView.ts';
import { type EgressFacts, filterExits, toViewState } from './viewState.ts';
import { formatIso } from './words.ts';

/** What “What Left This Machine” shows while it is open: the rows of the log, a filter over them and the verdict. */
export interface EgressView extends Disposable {
  readonly onDidPost: Event<EgressHostMessage>;
  /** What the view asks the editor to do. */
  readonly onDidRequestAction: Event<EgressAction>;
  /** Takes a message from the view, as it came. */
  handle(message: unknown): void;
  /** The log has grown, or the mode has changed. */
  changed(): void;
  /** Shows a sentence in the view. */
  say(text: string): void;
  state(): EgressViewState;
}

export interface EgressViewDependencies {
  readonly reader: EgressReader;
  readonly clock: Clock;
  readonly log: Log;
  readonly mode: () => PrivacyMode;
  /** When the log began, in milliseconds since the Unix epoch; undefined where that is not known. */
  readonly beganAtMs: () => number | undefined;
}

/** How many rows the list shows at first, and how many more at each press of its button. */
export const pageSize = 200;

/** Completions to a cloud may add rows at each key; so often the view is told, at most. */
const postAtMostEveryMs = 300;

export function createEgressView(dependencies: EgressViewDependencies): EgressView {
  return new OpenView(dependencies);
}

class OpenView implements EgressView {
  readonly #dependencies: EgressViewDependencies;
  readonly #cache: RowCache;
  readonly #posts = new Emitter<EgressHostMessage>();
  readonly #actions = new Emitter<EgressAction>();
  readonly #openRows = new Set<number>();
  readonly onDidPost = this.#posts.event;
  readonly onDidRequestAction = this.#actions.event;
  #exits: readonly Exit[] = [];
  #filter: ExitFilter = everyPrompt;
  #shownCount = pageSize;
  #dated: DatedVerdict | undefined;
  /** Only the newest check may say what it found. */
  #checks = 0;
  #timer: Disposable = toDisposable(() => undefined);
  #isWaiting = false;
  #isReadable = true;

  constructor(dependencies: EgressViewDependencies) {
    this.#dependencies = dependencies;
    this.#cache = new RowCache(dependencies.reader);
    this.#readAll();
    void this.#verify();
  }

  handle(message: unknown): void {
    const parsed = egressViewMessageSchema.safeParse(message);
    if (parsed.success) this.#dispatch(parsed.data);
    else this.#dependencies.log.warn('“What Left This Machine” sent a message that is not part of the protocol.');
  }

  changed(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#timer = this.#dependencies.clock.schedule(postAtMostEveryMs, () => {
      this.#isWaiting = false;
      this.#readNew();
      this.#postState();
    });
  }

  say(text: string): void {
    this.#posts.fire({ type: 'notice', text });
  }

  state(): EgressViewState {
    return toViewState(this.#facts());
  }

  dispose(): void {
    this.#timer.dispose();
    this.#checks++;
    this.#posts.dispose();
    this.#actions.dispose();
  }

  #dispatch(message: EgressViewMessage): void {
    switch (message.type) {
      case 'ready':
        // Other windows write into the same log and tell nobody here.
        this.#readNew();
        this.#postState();
        break;
      case 'filter':
        this.#setFilter(message.filter);
        break;
      case 'clear-filter':
        this.#setFilter(everyPrompt);
        break;
      case 'show-marked':
        this.#setFilter({ ...everyPrompt, withoutPrompt: true, marked: true });
        break;
      case 'show-without-prompt':
        this.#setFilter({ ...this.#filter, withoutPrompt: true });
        break;
      case 'show-more':
        this.#shownCount += pageSize;
        this.#postState();
        break;
      case 'verify':
        this.#readAll();
        void this.#verify();
        break;
      case 'open-row':
        if (message.isOpen) this.#openRows.add(message.sequence);
        else this.#openRows.delete(message.sequence);
        this.#postState();
        break;
      case 'read-text':
        this.#postText(message.sequence);
        break;
      case 'export':
        void this.#export(message.format);
        break;
      case 'copy':
      case 'explain-route':
      case 'open-settings':
        this.#actions.fire(message);
        break;
    }
  }

  #setFilter(filter: ExitFilter): void {
    this.#filter = filter;
    this.#shownCount = pageSize;
    this.#postState();
  }

  #facts(): EgressFacts {
    const { clock, mode, beganAtMs } = this.#dependencies;
    return {
      exits: this.#exits,
      filter: this.#filter,
      shownCount: this.#shownCount,
      openRows: this.#openRows,
      dated: this.#dated,
      isReadable: this.#isReadable,
      ...{ nowMs: clock.now(), mode: mode(), beganAtMs: beganAtMs() },
    };
  }

  #readAll(): void {
    this.#read(() => this.#cache.readAll());
  }

  #readNew(): void {
    this.#read(() => this.#cache.readNew(this.#dependencies.clock.now()));
  }

  /** A log that cannot be read leaves what was read of it before, and the first sentence says so. */
  #read(read: () => void): void {
    try {
      read();
      this.#exits = joinRows(this.#cache.rows);
      this.#isReadable = true;
    } catch (error) {
      this.#isReadable = false;
      this.#dependencies.log.error(`The egress log could not be read: ${describeFault(error)}`);
    }
  }

  #postState(): void {
    this.#posts.fire({ type: 'state', state: this.state() });
  }

  /** Says what the check found, also to whoever waits for it; a check that fails is one that proves nothing. */
  async #verify(): Promise<ChainVerdict> {
    const check = ++this.#checks;
    this.#dated = undefined;
    this.#postState();
    const verdict = await this.#dependencies.reader.verify().catch((error: unknown) => this.#noteFailedCheck(error));
    if (check === this.#checks) {
      // The check waits for a log that is still being opened; what was read before it was read of nothing.
      this.#readNew();
      this.#dated = { verdict, atMs: this.#dependencies.clock.now() };
      this.#postState();
    }
    return verdict;
  }

  #noteFailedCheck(error: unknown): ChainVerdict {
    this.#dependencies.log.error(`The egress log could not be checked: ${describeFault(error)}`);
    const sentence = 'The log could not be checked. The command “Watershed: Show Log” says why.';
    return { state: 'unverifiable', checkedRows: 0, brokenAt: [], sentence };
  }

  #postText(sequence: number): void {
    const text = this.#exits.find(({ sent }) => sent.sequence === sequence)?.sent.text;
    if (text === undefined) return;
    const hash = createHash('sha256').update(text, 'utf8').digest('hex');
    const isSame = this.#exits.some(({ sent }) => sent.sequence === sequence && sent.bodySha256 === hash);
    const check = isSame
      ? 'Computed again, the hash of this text is the one of the row.'
      : 'The hash of this text is not the one of the row: one of them was changed, or the body was no plain text.';
    this.#posts.fire({ type: 'row-text', sequence, text, check });
  }

  /** The rows and the verdict of one moment: the log is read and checked anew first. */
  async #export(format: 'json' | 'csv'): Promise<void> {
    this.#readAll();
    const verdict = await this.#verify();
    const facts = this.#facts();
    const exits = filterExits(facts);
    const isMarked = createMarks({ verdict, atMs: facts.nowMs });
    const { filter, nowMs } = facts;
    const text = format === 'csv' ? toCsv(exits, isMarked) : toJson({ exits, filter, verdict, nowMs, isMarked });
    this.#actions.fire({ type: 'save', fileName: `what-left-${dayOf(nowMs)}.${format}`, text });
  }
}

/** The local day, `2026-11-20`. */
function dayOf(nowMs: number): string {
  return formatIso(nowMs).slice(0, 10);
}
