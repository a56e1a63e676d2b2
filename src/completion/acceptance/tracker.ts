import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { type SuggestionOutcome, type SuggestionRecord, suggestionOutcomes } from '../../contract/suggestion.ts';
import { type DocumentChange, moveRemainder, type Step, stepOf } from './change.ts';
import type { Remainder } from './offer.ts';
import { type ReadText, Survival } from './survival.ts';

/** A suggestion as it is handed to the editor at one moment. */
export interface ReturnedSuggestion
  extends Pick<SuggestionRecord, 'requestId' | 'languageId' | 'backendId' | 'model' | 'source'> {
  readonly documentUri: string;
  readonly remainder: Remainder;
  /** Whether more of the answer was to come. */
  readonly isUnfinished: boolean;
}

export interface AcceptanceTrackerOptions {
  readonly clock: Clock;
  readonly readText: ReadText;
  /** Told a suggestion's record whenever more is known of it; the last one told holds. */
  readonly keep: (record: SuggestionRecord) => void;
}

/** Suggestions that may be offered once more from the engine's cache; each takes some hundred bytes, without any text. */
const maxRemembered = 1_000;

/**
 * Finds out what became of each suggestion, from what the editor tells: what it was given, every change of a document,
 * the command that runs after a whole suggestion was accepted, and Escape.
 */
export class AcceptanceTracker implements Disposable {
  readonly #options: AcceptanceTrackerOptions;
  readonly #survival: Survival;
  /** What was returned, by request; what was offered last stands last. */
  readonly #known = new Map<string, Fate>();
  /** The suggestion that may be on the screen; there is one at a time, as there is one cursor to type at. */
  #current: Current | undefined;

  constructor(options: AcceptanceTrackerOptions) {
    this.#options = options;
    this.#survival = new Survival(options);
  }

  /** Whether changes of documents matter now. */
  get isWatching(): boolean {
    return this.#current !== undefined || !this.#survival.isEmpty;
  }

  /** To be called each time a ghost is handed to the editor, also when it is the same one, typed along. */
  returned(suggestion: ReturnedSuggestion): void {
    if (this.#current?.fate.record.requestId !== suggestion.requestId) this.#leaveCurrent();
    const fate = this.#remember(suggestion);
    const { documentUri, remainder, isUnfinished } = suggestion;
    // The editor may ask for what follows a beginning before it tells that this was accepted.
    const isRest = fate.wasUnfinished && this.#survival.goesOn(suggestion.requestId, remainder.offset);
    if (!isRest) fate.typedLength = undefined;
    // What was accepted once is counted, whatever comes of it after an undo.
    if (fate.record.outcome === 'accepted' && !isRest) return;
    if (fate.wasUnfinished) {
      const returnedLength = fate.record.acceptedLength + lengthOf(remainder);
      fate.record = { ...fate.record, returnedLength: Math.max(fate.record.returnedLength, returnedLength) };
    }
    fate.wasUnfinished ||= isUnfinished;
    this.#current = { fate, documentUri, remainder, isUnfinished };
  }

  /** To be called for every change of a document, with the changes of one event in the editor's order. */
  documentChanged(documentUri: string, changes: readonly DocumentChange[]): void {
    const [change] = changes;
    const current = this.#current?.documentUri === documentUri ? this.#current : undefined;
    const step = current?.remainder && change && changes.length === 1 && stepOf(change, current.remainder);
    if (current !== undefined && step) {
      this.#take(step, current);
      return;
    }
    for (const one of changes) {
      if (current?.remainder !== undefined) current.remainder = moveRemainder(current.remainder, one);
      this.#survival.follow(documentUri, one);
    }
  }

  /** To be called when the editor runs the command of a suggestion, which it does after inserting the whole of it. */
  accepted(requestId: string): void {
    const fate = this.#known.get(requestId);
    const typedLength = fate?.typedLength;
    if (fate === undefined || (fate.record.outcome === 'accepted' && typedLength === undefined)) return;
    fate.typedLength = undefined;
    const current = this.#current?.fate === fate ? this.#current : undefined;
    const addedLength = typedLength ?? current?.remainder?.text.length ?? 0;
    const hasRest = typedLength !== undefined && current?.remainder !== undefined;
    if (current !== undefined && !hasRest) this.#current = undefined;
    this.#accept(fate, 'accepted', addedLength);
  }

  /** To be called when the person dismisses what is on the screen in a document. */
  dismissed(documentUri: string): void {
    const { fate, remainder } = this.#current ?? {};
    if (fate === undefined || remainder === undefined || this.#current?.documentUri !== documentUri) return;
    this.#raise(fate, 'dismissed');
    this.#keep(fate);
    this.#current = undefined;
  }

  /** To be called when a document is closed. What was accepted into it cannot be looked at any more. */
  documentClosed(documentUri: string): void {
    if (this.#current?.documentUri === documentUri) this.#leaveCurrent();
    this.#survival.forgetDocument(documentUri);
  }

  /** Tells of the suggestion that is still on the screen. */
  dispose(): void {
    this.#leaveCurrent();
    this.#survival.dispose();
  }

  #remember(suggestion: ReturnedSuggestion): Fate {
    const { requestId } = suggestion;
    const fate = this.#known.get(requestId) ?? newFate(suggestion, this.#options.clock.now());
    this.#known.delete(requestId);
    this.#known.set(requestId, fate);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= maxRemembered) break;
      this.#known.delete(oldest);
    }
    return fate;
  }

  #leaveCurrent(): void {
    const fate = this.#current?.fate;
    this.#current = undefined;
    if (fate !== undefined && !fate.isKept) this.#keep(fate);
  }

  #take({ kind, change, remainder }: Step, current: Current): void {
    const { fate, documentUri } = current;
    const { requestId } = fate.record;
    const addedLength = change.text.length - change.removedLength;
    const goesOn = this.#survival.goesOn(requestId, change.offset);
    this.#survival.follow(documentUri, change);
    const place = { documentUri, offset: change.offset, rewritten: current.remainder?.rewritten ?? '' };
    if (kind !== 'typed' || goesOn) this.#survival.add(requestId, change.text, place);
    current.remainder = kind === 'whole' ? undefined : remainder;
    if (kind === 'part') this.#accept(fate, 'partly-accepted', addedLength);
    if (kind !== 'whole') return;
    // The command, if it was the key, comes next.
    fate.typedLength = addedLength;
    if (!current.isUnfinished) this.#raise(fate, 'typed');
    this.#keep(fate);
  }

  #accept(fate: Fate, outcome: 'accepted' | 'partly-accepted', addedLength: number): void {
    this.#raise(fate, outcome);
    const acceptedLength = fate.record.acceptedLength + addedLength;
    fate.record = { ...fate.record, acceptedLength, keptAfter30s: undefined, keptAfter5min: undefined };
    this.#keep(fate);
    this.#survival.confirm(fate.record.requestId, (look) => {
      fate.record = { ...fate.record, ...look };
      this.#keep(fate);
    });
  }

  #raise(fate: Fate, outcome: SuggestionOutcome): void {
    if (suggestionOutcomes.indexOf(outcome) <= suggestionOutcomes.indexOf(fate.record.outcome)) return;
    fate.record = { ...fate.record, outcome, decidedAtMs: this.#options.clock.now() };
  }

  #keep(fate: Fate): void {
    if (!fate.isKept && fate.record.outcome === 'ignored') {
      fate.record = { ...fate.record, decidedAtMs: this.#options.clock.now() };
    }
    fate.isKept = true;
    this.#options.keep(fate.record);
  }
}

/** What is known of one suggestion so far. */
interface Fate {
  record: SuggestionRecord;
  /** Whether its record has been told. */
  isKept: boolean;
  /** UTF-16 units of the change that completed it, which was the key's if the command follows. */
  typedLength: number | undefined;
  /** Whether it was once returned before all of it had come. */
  wasUnfinished: boolean;
}

interface Current {
  readonly fate: Fate;
  readonly documentUri: string;
  /** Undefined once nothing is left of it, or what stands there is not what it says. */
  remainder: Remainder | undefined;
  readonly isUnfinished: boolean;
}

/** UTF-16 units that it would add. */
function lengthOf({ text, replaceAfter }: Remainder): number {
  return text.length - replaceAfter;
}

function newFate({ documentUri: _, isUnfinished: __, remainder, ...origin }: ReturnedSuggestion, nowMs: number): Fate {
  const record: SuggestionRecord = {
    ...origin,
    returnedAtMs: nowMs,
    decidedAtMs: nowMs,
    returnedLength: lengthOf(remainder),
    outcome: 'ignored',
    acceptedLength: 0,
    keptAfter30s: undefined,
    keptAfter5min: undefined,
  };
  return { record, isKept: false, typedLength: undefined, wasUnfinished: false };
}
