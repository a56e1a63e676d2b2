import type { Lines } from './codeWindow.ts';
import type { LineEdit } from './lineEdit.ts';

/** One change of a document, in the coordinates from before it. */
export interface DocumentChange {
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
}

/**
 * Makes settled edits out of key presses. It remembers how the cursor's line was when the cursor came to it, so a key
 * costs nothing but a comparison of line numbers. Edits that span lines are not recorded: they teach no next place.
 */
export class EditRecorder {
  #history: LineEdit[] = [];
  #place: { line: number; readonly before: string } | undefined;

  /** Settled edits of the document, the latest last. */
  get history(): readonly LineEdit[] {
    return this.#history;
  }

  /** The cursor stands on this line now. Coming from another one settles what was done there, and returns true. */
  enter(line: number, document: Lines): boolean {
    if (this.#place?.line === line) return false;
    this.settle(document);
    this.#place = { line, before: document.lineAt(line) };
    return true;
  }

  /** Takes one change event in. `document` is the text after it. */
  noteChanges(changes: readonly DocumentChange[], document: Lines): void {
    if (changes.every((change) => isInside(change, this.#place?.line))) return;
    const [only] = changes;
    if (changes.length === 1 && only !== undefined && this.#isLineEndedBy(only, document)) this.settle(document);
    // What else happens here was not typed on this line: a paste of lines, a formatter, another tool.
    this.#place = undefined;
    for (const change of changes.toSorted((one, other) => other.startLine - one.startLine)) this.#shift(change);
  }

  /** Takes what was done on the cursor's line as finished. */
  settle(document: Lines): void {
    const place = this.#place;
    if (place === undefined || place.line >= document.lineCount) return;
    const after = document.lineAt(place.line);
    this.#place = { line: place.line, before: after };
    if (after !== place.before) this.record({ line: place.line, before: place.before, after });
  }

  /** Adds an edit, or carries on the last one when it goes on at the same spot; one that was typed back is forgotten. */
  record(edit: LineEdit): void {
    const last = this.#history.at(-1);
    const isContinued = last?.line === edit.line && last.after === edit.before && areTouching(last, edit);
    if (isContinued) this.#history.pop();
    const whole = isContinued ? { ...edit, before: last.before } : edit;
    if (whole.before !== whole.after) this.#history.push(whole);
    this.#history = this.#history.slice(-historyLength);
    this.#place = { line: edit.line, before: edit.after };
  }

  /** Forgets everything, as after an undo: what the person takes back teaches nothing. */
  reset(): void {
    this.#history = [];
    this.#place = undefined;
  }

  /** Whether the change is Enter at the end of the line that is being edited. */
  #isLineEndedBy({ startLine, endLine, text }: DocumentChange, document: Lines): boolean {
    if (startLine !== endLine || startLine !== this.#place?.line || !/^\r?\n/.test(text)) return false;
    const last = startLine + text.split('\n').length - 1;
    return last < document.lineCount && document.lineAt(last).trim() === '';
  }

  #shift({ startLine, endLine, text }: DocumentChange): void {
    const added = text.split('\n').length - 1 - (endLine - startLine);
    const isEnter = startLine === endLine && /^\r?\n\s*$/.test(text);
    this.#history = this.#history
      .filter(({ line }) => line < startLine || line > endLine || isEnter)
      .map((edit) => (edit.line > endLine ? { ...edit, line: edit.line + added } : edit));
  }
}

// More than anyone repeats by hand; the places already changed are known by it too.
const historyLength = 60;

function isInside({ startLine, endLine, text }: DocumentChange, line: number | undefined): boolean {
  return startLine === line && endLine === line && !text.includes('\n');
}

/** Whether the second edit begins in what the first one changed, or right beside it. */
function areTouching(first: LineEdit, second: LineEdit): boolean {
  const one = changedRange(first.before, first.after);
  const other = changedRange(second.after, second.before);
  return one.start <= other.end && other.start <= one.end;
}

/** The part of `to` that is not in `from`. */
function changedRange(from: string, to: string): { readonly start: number; readonly end: number } {
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from[start] === to[start]) start++;
  let tail = 0;
  while (tail < shorter - start && from.at(-1 - tail) === to.at(-1 - tail)) tail++;
  return { start, end: to.length - tail };
}
