import type { TestContext } from 'node:test';
import type { Lines } from '../../../../src/completion/nextEdit/codeWindow.ts';
import { applyChanges } from '../../../../src/completion/nextEdit/lineEdit.ts';
import { NextEditTracker, type Offer } from '../../../../src/completion/nextEdit/tracker.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

/** A document that a person edits key by key under the tracker. Lines are counted from one, as an editor shows them. */
export class EditedDocument {
  readonly clock = new FakeClock();
  readonly tracker = new NextEditTracker(this.clock);
  /** Every offer that was on the screen, in order: `hint 4`, `preview 4`, `gone`. */
  readonly history: string[] = [];
  lines: string[];
  #undo: { line: number; text: string } | undefined;

  constructor(lines: readonly string[], languageId: string, context?: TestContext) {
    this.lines = [...lines];
    this.tracker.onDidChange((offer) => this.history.push(nameOf(offer)));
    this.tracker.open(this.#view(languageId));
    this.moveTo(1, 0);
    context?.after(() => this.tracker.dispose());
  }

  line(number: number): string {
    return this.lines[number - 1] ?? '';
  }

  moveTo(number: number, character = this.line(number).length): void {
    this.tracker.noteCursor({ line: number - 1, character, isEmpty: true });
  }

  /** Goes to a line and turns it into another one: deletes what differs, then types what is missing, key by key. */
  async edit(number: number, to: string, keyMs = 30): Promise<void> {
    const from = this.line(number);
    const shorter = Math.min(from.length, to.length);
    let head = 0;
    while (head < shorter && from[head] === to[head]) head++;
    let tail = 0;
    while (tail < shorter - head && from.at(-1 - tail) === to.at(-1 - tail)) tail++;
    this.moveTo(number, from.length - tail);
    this.#undo = { line: number, text: from };
    for (let end = from.length - tail; end > head; end--) await this.#key(number, end - 1, end, '', keyMs);
    for (let at = head; at < to.length - tail; at++) await this.#key(number, at, at, to.slice(at, at + 1), keyMs);
  }

  /** Presses Enter at the end of the line above and types. */
  async addLine(number: number, text: string): Promise<void> {
    this.moveTo(number - 1);
    this.lines.splice(number - 1, 0, '');
    this.tracker.noteChanges([{ startLine: number - 2, endLine: number - 2, text: '\n' }], 'edit');
    this.moveTo(number, 0);
    await this.edit(number, text);
  }

  undo(): void {
    if (this.#undo === undefined) throw new Error('There is nothing to undo.');
    const { line, text } = this.#undo;
    this.lines[line - 1] = text;
    this.tracker.noteChanges([{ startLine: line - 1, endLine: line - 1, text }], 'undo-or-redo');
    this.moveTo(line);
  }

  /** Goes to the next line that Tab is free on, and rests there. */
  async rest(): Promise<void> {
    const { lines } = this;
    const free = lines.findIndex((text, index) => text.trim() !== '' && index !== this.#at);
    this.moveTo(free + 1);
    await this.clock.advance(2_000);
  }

  /** Tab, and Tab again. */
  async acceptOffer(): Promise<void> {
    this.tracker.jump();
    await this.tracker.accept(async ({ line, lineText, changes }) => {
      this.lines[line] = applyChanges(lineText, changes);
      this.#at = line;
      return { line, character: this.line(line + 1).length, isEmpty: true };
    });
  }

  /** What is offered now, as the line after it; undefined when nothing is. */
  offered(): { line: number; to: string } | undefined {
    const proposal = this.tracker.offer?.proposal;
    if (proposal === undefined) return undefined;
    return { line: proposal.line + 1, to: applyChanges(proposal.lineText, proposal.changes) };
  }

  #at = 0;

  async #key(number: number, start: number, end: number, text: string, keyMs: number): Promise<void> {
    const line = this.line(number);
    this.lines[number - 1] = line.slice(0, start) + text + line.slice(end);
    this.#at = number - 1;
    this.tracker.noteChanges([{ startLine: number - 1, endLine: number - 1, text }], 'edit');
    this.moveTo(number, start + text.length);
    await this.clock.advance(keyMs);
  }

  #view(languageId: string): Lines {
    const lineCount = () => this.lines.length;
    return {
      languageId,
      get lineCount() {
        return lineCount();
      },
      lineAt: (line) => this.lines[line] ?? '',
    };
  }
}

function nameOf(offer: Offer | undefined): string {
  return offer === undefined ? 'gone' : `${offer.stage} ${offer.proposal.line + 1}`;
}
