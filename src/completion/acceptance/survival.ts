import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { SuggestionRecord } from '../../contract/suggestion.ts';
import type { DocumentChange } from './change.ts';
import type { Remainder } from './offer.ts';
import { shareKept } from './similarity.ts';
import { WatchedText } from './watchedText.ts';

/** Reads a part of an open document, in UTF-16 units from its start; undefined where the document is not open. */
export type ReadText = (documentUri: string, start: number, end: number) => string | undefined;

/** Told the share of an accepted text that is left, 30 seconds and 5 minutes later; undefined where nobody could look. */
export type OnLook = (look: Partial<Pick<SuggestionRecord, 'keptAfter30s' | 'keptAfter5min'>>) => void;

export interface SurvivalOptions {
  readonly clock: Clock;
  readonly readText: ReadText;
}

const firstLookMs = 30_000;
const secondLookMs = 300_000;
/** The editor runs a suggestion's command right after its edit. */
const confirmationMs = 10_000;
const maxWatched = 200;

/** Where a piece was inserted, and what stood left of it on its line. */
export interface Place extends Pick<Remainder, 'offset' | 'rewritten'> {
  readonly documentUri: string;
}

interface Watched {
  readonly text: WatchedText;
  timer: Disposable;
}

/** Follows accepted texts through the changes of their documents, and looks twice at what is left of them. */
export class Survival implements Disposable {
  readonly #options: SurvivalOptions;
  /** By the request whose answer the text was; the one that was added last stands last. */
  readonly #watched = new Map<string, Watched>();

  constructor(options: SurvivalOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#watched.size === 0;
  }

  follow(documentUri: string, change: DocumentChange): void {
    for (const { text } of this.#watched.values()) if (text.documentUri === documentUri) text.follow(change);
  }

  /** Whether a piece that stands at `offset` goes on with what is watched for a request. */
  goesOn(requestId: string, offset: number): boolean {
    return this.#watched.get(requestId)?.text.end === offset;
  }

  /**
   * Takes in a piece that was inserted at a place, which goes on with what is watched for the request if that ends there.
   * It is forgotten after some seconds, unless `confirm` says that it was accepted.
   */
  add(requestId: string, piece: string, place: Place): void {
    const known = this.#watched.get(requestId);
    if (known?.text.end === place.offset) {
      known.text.extend(piece);
      return;
    }
    this.forget(requestId);
    const text = new WatchedText(place.documentUri, place);
    text.extend(piece);
    const timer = this.#options.clock.schedule(confirmationMs, () => this.forget(requestId));
    this.#watched.set(requestId, { text, timer });
    for (const oldest of this.#watched.keys()) {
      if (this.#watched.size <= maxWatched) break;
      this.forget(oldest);
    }
  }

  /** The times to look count from now on. Nothing happens where nothing is watched for the request. */
  confirm(requestId: string, onLook: OnLook): void {
    const watched = this.#watched.get(requestId);
    if (watched === undefined) return;
    watched.timer.dispose();
    watched.timer = this.#options.clock.schedule(firstLookMs, () => {
      watched.timer = this.#options.clock.schedule(secondLookMs - firstLookMs, () => {
        this.forget(requestId);
        onLook({ keptAfter5min: this.#shareOf(watched.text) });
      });
      onLook({ keptAfter30s: this.#shareOf(watched.text) });
    });
  }

  forget(requestId: string): void {
    this.#watched.get(requestId)?.timer.dispose();
    this.#watched.delete(requestId);
  }

  forgetDocument(documentUri: string): void {
    for (const [requestId, { text }] of this.#watched) if (text.documentUri === documentUri) this.forget(requestId);
  }

  dispose(): void {
    for (const requestId of this.#watched.keys()) this.forget(requestId);
  }

  #shareOf({ documentUri, text, start, end }: WatchedText): number | undefined {
    const standing = this.#options.readText(documentUri, start, end);
    return standing === undefined ? undefined : shareKept(text, standing);
  }
}
