import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { DocumentChange } from '../../../../src/completion/acceptance/change.ts';
import { toRemainder } from '../../../../src/completion/acceptance/offer.ts';
import { AcceptanceTracker } from '../../../../src/completion/acceptance/tracker.ts';
import type { SuggestionRecord } from '../../../../src/contract/suggestion.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

const uri = 'file:///w/a.ts';

/** A person at a document in which █ is the cursor, and a tracker that hears of it what the editor tells. */
export function sitDown(t: TestContext, document: string): Person {
  const person = new Person(document);
  t.after(() => {
    person.tracker.dispose();
    person.tracker.dispose();
    assert.equal(person.clock.pendingCount, 0, 'A timer was left behind.');
  });
  return person;
}

/** The edits have the form in which code-server 4.139 (VS Code 1.139) tells them; it was written down in November 2026. */
export class Person {
  readonly clock = new FakeClock();
  readonly records: SuggestionRecord[] = [];
  readonly tracker: AcceptanceTracker;
  isOpen = true;
  #text: string;
  #cursor: number;
  #ghost = '';
  #closers = '';
  #requestId = '';
  #isUnfinished = false;
  #undo: { readonly change: DocumentChange; readonly cursor: number } | undefined;

  constructor(document: string) {
    this.#cursor = document.indexOf('█');
    this.#text = document.replace('█', '');
    this.tracker = new AcceptanceTracker({
      clock: this.clock,
      readText: (_, start, end) => (this.isOpen ? this.#text.slice(start, end) : undefined),
      keep: (record) => this.records.push(record),
    });
  }

  get document(): string {
    return `${this.#text.slice(0, this.#cursor)}█${this.#text.slice(this.#cursor)}`;
  }

  /** The last record of a suggestion. */
  record(requestId = this.#requestId): SuggestionRecord | undefined {
    return this.records.filter((record) => record.requestId === requestId).at(-1);
  }

  /** The engine offers a ghost at the cursor; `closers` is what it takes the place of on the right. */
  sees(ghost: string, { requestId = 'r1', closers = '', documentUri = uri, isUnfinished = false } = {}): this {
    assert.ok(this.#text.startsWith(closers, this.#cursor), 'The closers stand right of the cursor.');
    this.#ghost = ghost;
    this.#closers = closers;
    this.#requestId = requestId;
    this.#isUnfinished = isUnfinished;
    const textBefore = this.#text.slice(0, this.#cursor);
    const linePrefix = this.#linePrefix;
    const remainder = toRemainder({
      ghost: {
        text: linePrefix + ghost,
        replaceBefore: linePrefix.length,
        replaceAfter: closers.length,
        source: 'new',
        requestId,
        answerLength: ghost.length,
        isUnfinished,
      },
      snapshot: {
        origin: { uri: documentUri, path: 'a.ts', languageId: 'typescript' },
        cursorOffset: this.#cursor,
        textBefore,
        textAfter: this.#text.slice(this.#cursor),
        eol: '\n',
        insertSpaces: true,
        tabSize: 2,
        trigger: 'automatic',
        hasSelection: false,
        cursorCount: 1,
        selectedSuggestion: undefined,
        isExcluded: false,
      },
      backendId: 'local',
      model: 'coder',
    });
    const origin = { backendId: 'local', model: 'coder', languageId: 'typescript', source: 'new' };
    this.tracker.returned({ ...origin, requestId, documentUri, remainder, isUnfinished });
    return this;
  }

  /** Key by key, and the engine offers what is left of the ghost after each. */
  types(text: string): this {
    for (const key of text) {
      const rest = this.#ghost.startsWith(key) ? this.#ghost.slice(1) : '';
      this.#insert(key);
      const [requestId, closers, isUnfinished] = [this.#requestId, this.#closers, this.#isUnfinished];
      if (rest !== '') this.sees(rest, { requestId, closers, isUnfinished });
      else this.#ghost = '';
    }
    return this;
  }

  /** One key for which the editor inserts more than that, such as a bracket that it closes or an indented line break. */
  pressesKeyThatInserts(text: string): this {
    this.#insert(text);
    return this;
  }

  /** Accepts the next word or line. */
  takes(piece: string): this {
    assert.ok(this.#ghost.startsWith(piece) && piece !== this.#ghost, 'The piece is the beginning of the ghost.');
    const rest = this.#ghost.slice(piece.length);
    this.#insert(piece);
    return this.sees(rest, { requestId: this.#requestId, closers: this.#closers });
  }

  /** Tab, as far as the document: the line is written anew from its start. */
  tabs(): this {
    const linePrefix = this.#linePrefix;
    const removedLength = linePrefix.length + this.#closers.length;
    const text = linePrefix + this.#ghost;
    this.#change({ offset: this.#cursor - linePrefix.length, removedLength, text }, this.#cursor + this.#ghost.length);
    return this;
  }

  /** Tab, with the command that the editor runs afterwards. */
  accepts(): this {
    this.tabs();
    this.tracker.accepted(this.#requestId);
    return this;
  }

  escapes(): this {
    this.tracker.dismissed(uri);
    return this;
  }

  undoes(): this {
    assert.ok(this.#undo !== undefined);
    this.#change(this.#undo.change, this.#undo.cursor);
    return this;
  }

  /** Replaces a piece of the document anywhere, be it by hand or by a tool. */
  replaces(piece: string, text: string): this {
    const offset = this.#text.indexOf(piece);
    assert.ok(offset >= 0, `The document has no ${piece}.`);
    const growth = offset < this.#cursor ? text.length - piece.length : 0;
    this.#change({ offset, removedLength: piece.length, text }, Math.max(0, this.#cursor + growth));
    return this;
  }

  get #linePrefix(): string {
    return this.#text.slice(this.#text.lastIndexOf('\n', this.#cursor - 1) + 1, this.#cursor);
  }

  #insert(text: string): void {
    this.#change({ offset: this.#cursor, removedLength: 0, text }, this.#cursor + text.length);
  }

  #change(change: DocumentChange, cursor: number): void {
    const { offset, removedLength, text } = change;
    const removed = this.#text.slice(offset, offset + removedLength);
    this.#undo = { change: { offset, removedLength: text.length, text: removed }, cursor: this.#cursor };
    this.#text = this.#text.slice(0, offset) + text + this.#text.slice(offset + removedLength);
    this.#cursor = cursor;
    this.tracker.documentChanged(uri, [change]);
  }
}
