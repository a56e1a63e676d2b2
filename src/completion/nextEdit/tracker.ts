import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import type { Lines } from './codeWindow.ts';
import { type DocumentChange, EditRecorder } from './editRecorder.ts';
import { applyChanges } from './lineEdit.ts';
import { type NextEdit, proposeNextEdit } from './propose.ts';

/** Where the one cursor stands. */
export interface Cursor {
  readonly line: number;
  readonly character: number;
  /** Whether nothing is selected; with a selection Tab has another meaning. */
  readonly isEmpty: boolean;
}

/** What stands on the screen: the hint that leads to a place, or the edit itself at that place. */
export interface Offer {
  readonly stage: 'hint' | 'preview';
  readonly proposal: NextEdit;
}

/**
 * Follows the edits in the document that the person works in and offers the next one, in two steps: a hint that says
 * where, and at that place the edit itself. Nothing is computed or shown while keys come; typing withdraws an offer.
 */
export class NextEditTracker implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new Emitter<Offer | undefined>());
  readonly #clock: Clock;
  readonly #recorder = new EditRecorder();
  readonly #unwanted = new Set<string>();
  readonly #strikes = new Map<string, number>();
  #document: Lines | undefined;
  #cursor: Cursor | undefined;
  #offer: Offer | undefined;
  #timer: Disposable | undefined;
  #isApplying = false;
  /** Whether keys have changed the cursor's line since it was last settled. */
  #isEditing = false;
  /** Set when the history was searched in vain: moving the cursor finds nothing new. */
  #isExhausted = true;

  /** Fires when the offer comes, becomes a preview or goes. */
  readonly onDidChange: Event<Offer | undefined> = this.#changed.event;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get offer(): Offer | undefined {
    return this.#offer;
  }

  /** The person works in this document from now on; undefined where nothing is to be offered. */
  open(document: Lines | undefined): void {
    this.#forget();
    this.#document = document;
    this.#cursor = undefined;
    this.#unwanted.clear();
    this.#strikes.clear();
  }

  /** Undefined when there are several cursors, or a selection of several lines. */
  noteCursor(cursor: Cursor | undefined): void {
    if (this.#document === undefined || this.#isApplying || isSame(cursor, this.#cursor)) return;
    this.#cursor = cursor;
    if (cursor === undefined) {
      this.#forget();
      return;
    }
    const { stage, proposal } = this.#offer ?? {};
    if (stage === 'preview' && proposal?.line === cursor.line) return;
    // Who looks at the edit and goes on has said no, without a key.
    if (stage === 'preview' && proposal !== undefined) this.#unwanted.add(placeOf(proposal));
    this.#show(undefined);
    if (this.#recorder.enter(cursor.line, this.#document)) this.#isEditing = false;
    if (!this.#isExhausted) this.#wait(this.#isEditing ? pauseMs : quietMs);
  }

  /** Takes what happened to the document, after it happened. */
  noteChanges(changes: readonly DocumentChange[], kind: 'edit' | 'undo-or-redo'): void {
    if (this.#document === undefined || this.#isApplying || changes.length === 0) return;
    if (kind === 'undo-or-redo') {
      this.#forget();
      return;
    }
    this.#show(undefined);
    this.#recorder.noteChanges(changes, this.#document);
    this.#isExhausted = false;
    this.#isEditing = true;
    this.#wait(pauseMs);
  }

  /** The person confirms the jump. Returns the place; the editor moves the cursor there. Undefined without a hint. */
  jump(): NextEdit | undefined {
    if (this.#offer?.stage !== 'hint') return undefined;
    const { proposal } = this.#offer;
    const character = proposal.changes[0]?.start ?? 0;
    this.#cursor = { line: proposal.line, character, isEmpty: true };
    if (this.#document !== undefined) this.#recorder.enter(proposal.line, this.#document);
    this.#show({ stage: 'preview', proposal });
    return proposal;
  }

  /** The person accepts the edit. `apply` makes it in the document; the next one is offered at once. */
  async accept(apply: (proposal: NextEdit) => Promise<Cursor | undefined>): Promise<void> {
    if (this.#offer?.stage !== 'preview' || this.#document === undefined) return;
    const { proposal } = this.#offer;
    const document = this.#document;
    const isStale = document.lineAt(proposal.line) !== proposal.lineText;
    this.#show(undefined);
    if (isStale) return;
    this.#isApplying = true;
    const cursor = await apply(proposal).finally(() => {
      this.#isApplying = false;
    });
    // The person may have gone to another document while the editor made the edit.
    if (cursor === undefined || this.#document !== document) return;
    const after = applyChanges(proposal.lineText, proposal.changes);
    if (document.lineAt(proposal.line) !== after) {
      this.#forget();
      return;
    }
    this.#recorder.record({ line: proposal.line, before: proposal.lineText, after });
    this.#cursor = cursor;
    this.#isEditing = false;
    this.#propose();
  }

  /** Escape: not this place again, and after the second Escape not this edit anywhere. */
  dismiss(): void {
    if (this.#offer === undefined) return;
    const { proposal } = this.#offer;
    this.#unwanted.add(placeOf(proposal));
    const strikes = (this.#strikes.get(proposal.rule) ?? 0) + 1;
    this.#strikes.set(proposal.rule, strikes);
    if (strikes >= 2) this.#unwanted.add(proposal.rule);
    this.#show(undefined);
  }

  dispose(): void {
    this.#forget();
    this.#owned.dispose();
  }

  #forget(): void {
    this.#timer?.dispose();
    this.#recorder.reset();
    this.#isExhausted = true;
    this.#isEditing = false;
    this.#show(undefined);
    if (this.#cursor !== undefined && this.#document !== undefined) {
      this.#recorder.enter(Math.min(this.#cursor.line, this.#document.lineCount - 1), this.#document);
    }
  }

  #wait(delayMs: number): void {
    this.#timer?.dispose();
    this.#timer = this.#clock.schedule(delayMs, () => {
      if (this.#document !== undefined) this.#recorder.settle(this.#document);
      this.#isEditing = false;
      this.#propose();
    });
  }

  #propose(): void {
    if (this.#document === undefined || this.#cursor === undefined) return;
    const proposal = proposeNextEdit(
      this.#recorder.history,
      this.#document,
      (candidate) => this.#unwanted.has(candidate.rule) || this.#unwanted.has(placeOf(candidate)),
    );
    this.#isExhausted = proposal === undefined;
    if (proposal !== undefined && isTabFree(this.#cursor, this.#document)) this.#show({ stage: 'hint', proposal });
  }

  #show(offer: Offer | undefined): void {
    if (offer === this.#offer) return;
    this.#offer = offer;
    this.#changed.fire(offer);
  }
}

/** Without a change or a move of the cursor for so long, a person has left the edit. */
const quietMs = 300;
/** Without a key for so long, an edit in the line where the cursor still stands is finished. */
const pauseMs = 1_000;

/** Where a person presses Tab to indent, the key is theirs: at the beginning of a line, and with a selection. */
function isTabFree(cursor: Cursor, document: Lines): boolean {
  return cursor.isEmpty && /\S/.test(document.lineAt(cursor.line).slice(0, cursor.character));
}

function placeOf({ rule, lineText }: NextEdit): string {
  return `${rule}\n${lineText}`;
}

function isSame(one: Cursor | undefined, other: Cursor | undefined): boolean {
  return one?.line === other?.line && one?.character === other?.character && one?.isEmpty === other?.isEmpty;
}
