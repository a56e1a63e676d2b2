import { type DocumentChange, withoutRewritten } from './change.ts';
import type { Remainder } from './offer.ts';

/** Beyond this only the beginning of an accepted text is watched: some forty lines tell enough of its fate. */
const maxWatchedLength = 2_000;

/** A text that was accepted into a document, and the range in which it would stand now, whatever was edited since. */
export class WatchedText {
  readonly documentUri: string;
  /** What stood left of the range on its line. */
  readonly #rewritten: string;
  #text = '';
  #start: number;
  #end: number;

  constructor(documentUri: string, { offset, rewritten }: Pick<Remainder, 'offset' | 'rewritten'>) {
    this.documentUri = documentUri;
    this.#rewritten = rewritten;
    this.#start = offset;
    this.#end = offset;
  }

  /** What was accepted. */
  get text(): string {
    return this.#text;
  }

  /** Where the range begins and ends, in UTF-16 units from the document's start. */
  get start(): number {
    return this.#start;
  }

  get end(): number {
    return this.#end;
  }

  /** Takes in the next piece, which was inserted where the range ends. */
  extend(piece: string): void {
    const taken = piece.slice(0, Math.max(0, maxWatchedLength - this.#text.length));
    this.#text += taken;
    this.#end += taken.length;
  }

  /**
   * Moves the range along with a change. Where a change reaches across its ends, as a formatter's or an undo may, the
   * range grows over all that was written anew, since the text may stand anywhere in it. Where all of it was deleted,
   * what is inserted at its place may be it again, by a redo.
   */
  follow(change: DocumentChange): void {
    const own = withoutRewritten(change, { offset: this.#start, rewritten: this.#rewritten });
    const { offset, removedLength, text } = own ?? change;
    const growth = text.length - removedLength;
    const changeEnd = offset + removedLength;
    const mayComeBack = this.#start === this.#end && offset === this.#start;
    if (changeEnd <= this.#start && !mayComeBack) {
      this.#start += growth;
      this.#end += growth;
    } else if (offset < this.#end || mayComeBack) {
      this.#start = Math.min(offset, this.#start);
      this.#end = Math.max(changeEnd, this.#end) + growth;
    }
  }
}
