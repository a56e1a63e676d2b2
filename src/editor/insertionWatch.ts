import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable.ts';
import type { DocumentChange } from '../completion/acceptance/change.ts';

/** Something that the editor marks as an error. */
export interface MarkedError {
  /** Where it begins, in UTF-16 units from the document's start. */
  readonly start: number;
  /** What it says, and who says so. */
  readonly message: string;
}

export interface InsertionWatchOptions {
  /** What is about to be inserted. */
  readonly text: string;
  readonly clock: Clock;
  /** The errors of the document as they are marked now. */
  readonly readErrors: () => readonly MarkedError[];
  /** Told how many new errors begin in the inserted text, each time that it is another number; zero at first. */
  readonly onDidCount: (count: number) => void;
  /** Told once nothing more will be counted. */
  readonly onDidEnd: () => void;
}

/**
 * Counts the errors that inserted text has brought. Made before the insertion, it ends some seconds after it, or as soon
 * as the text is edited, since then the errors may be of whoever types.
 */
export class InsertionWatch implements Disposable {
  readonly #options: InsertionWatchOptions;
  readonly #owned = new DisposableStore();
  #errorsBefore: readonly KnownError[];
  #ranges: readonly Range[] = [];
  #quiet: Disposable | undefined;
  #count = 0;

  constructor(options: InsertionWatchOptions) {
    this.#options = options;
    this.#errorsBefore = options.readErrors().map(({ start, message }) => ({ now: start, before: start, message }));
    this.#owned.add(toDisposable(options.onDidEnd));
    this.#owned.add(options.clock.schedule(watchedMs, () => this.#end()));
  }

  /** To be called for every change of the document, with the changes of one event in the editor's order. */
  documentChanged(changes: readonly DocumentChange[]): void {
    const isInsertion = this.#ranges.length === 0 && changes.length > 0 && changes.every((one) => this.#isText(one));
    for (const change of changes) {
      if (!isInsertion && this.#ranges.some((range) => touches(change, range))) {
        this.dispose();
        return;
      }
      this.#errorsBefore = this.#errorsBefore.flatMap((error) => moveError(error, change));
      this.#ranges = this.#ranges.map((range) => moveRange(range, change));
      const { offset, text } = change;
      if (isInsertion) this.#ranges = [...this.#ranges, { start: offset, end: offset + text.length }];
    }
  }

  /** To be called when the editor marks something else in the document than before. */
  errorsChanged(): void {
    this.#quiet?.dispose();
    // A language server often takes back its first findings, and several ones look at the same text.
    this.#quiet = this.#owned.add(this.#options.clock.schedule(quietMs, () => this.#tell()));
  }

  /** Ends it with what was told. */
  dispose(): void {
    this.#owned.dispose();
  }

  #end(): void {
    if (this.#quiet !== undefined) this.#tell();
    this.dispose();
  }

  #tell(): void {
    this.#quiet = undefined;
    const isWithin = ({ start }: MarkedError) =>
      this.#ranges.some((range) => range.start <= start && start <= range.end);
    const found = this.#options.readErrors().filter((error) => isWithin(error) && !this.#wasThere(error));
    const { size } = new Set(found.map(({ start, message }) => `${start} ${message}`));
    if (size === this.#count) return;
    this.#count = size;
    this.#options.onDidCount(size);
  }

  /** Until the editor has looked again, an error is still marked where it was before the insertion. */
  #wasThere({ start, message }: MarkedError): boolean {
    return this.#errorsBefore.some(
      (known) => known.message === message && (known.now === start || known.before === start),
    );
  }

  #isText({ text }: DocumentChange): boolean {
    return withUnixLineEnds(text) === withUnixLineEnds(this.#options.text);
  }
}

/** Language servers on a slow machine take some seconds for a first look at a file. */
const watchedMs = 10_000;
const quietMs = 700;

interface Range {
  readonly start: number;
  readonly end: number;
}

interface KnownError {
  /** Where it begins after all changes so far. */
  readonly now: number;
  /** Where it began when the watch did. */
  readonly before: number;
  readonly message: string;
}

/** Empty where the text that it was about is gone. */
function moveError(error: KnownError, { offset, removedLength, text }: DocumentChange): readonly KnownError[] {
  if (error.now < offset) return [error];
  if (error.now < offset + removedLength) return [];
  return [{ ...error, now: error.now + text.length - removedLength }];
}

function moveRange({ start, end }: Range, { offset, removedLength, text }: DocumentChange): Range {
  const shift = offset + removedLength <= start ? text.length - removedLength : 0;
  return { start: start + shift, end: end + shift };
}

/** Typing right before or after a text leaves it as it is. */
function touches({ offset, removedLength }: DocumentChange, { start, end }: Range): boolean {
  return offset < end && offset + removedLength > start;
}

function withUnixLineEnds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
