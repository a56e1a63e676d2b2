import type { ChatRequest } from '../../contract/request.ts';
import { placeholdersIn } from './kinds.ts';
import { placesOf } from './knownValues.ts';
import type { BookedValue, PlaceholderBook } from './placeholderBook.ts';
import { isWithinPlaceholder, RedactedText, toFirstRange } from './redactedText.ts';
import type { RedactorParts } from './redactor.ts';
import { mapTexts, type SentText } from './sentTexts.ts';
import type { Span } from './spans.ts';

/** The work on one request. */
export class Redaction {
  readonly #parts: RedactorParts;
  readonly #book: PlaceholderBook;
  readonly #request: ChatRequest;
  readonly #texts = new Map<string, RedactedText>();
  /** The placeholders that stand in the texts already. */
  readonly #taken = new Set<string>();

  constructor(parts: RedactorParts, book: PlaceholderBook, request: ChatRequest) {
    this.#parts = parts;
    this.#book = book;
    this.#request = request;
    mapTexts(request, (source) => {
      this.#texts.set(keyOf(source), new RedactedText(source));
      for (const [placeholder] of placeholdersIn(source.text)) this.#taken.add(placeholder);
      return source.text;
    });
  }

  /** What stands around a placeholder may show more than the first look did, so a text is looked at until nothing is new. */
  async findAll(): Promise<void> {
    this.#addKnown(this.#book.ofConversation(this.#request.conversationId).filter((one) => this.#stillCounts(one)));
    for (let look = 1; look <= mostLooks; look++) {
      let foundMore = false;
      for (const text of this.#texts.values()) {
        const spans = await this.#lookAt(text);
        text.add(spans);
        foundMore ||= spans.length > 0;
      }
      if (!foundMore) return;
      this.#addKnown(this.#found());
    }
  }

  /** The redacted request, and what its placeholders stand for. */
  result(): { readonly request: ChatRequest; readonly values: ReadonlyMap<string, BookedValue> } {
    const values = new Map<string, BookedValue>();
    const placeholderFor = (value: string, span: Span) => {
      const booked = this.#bookedFor(value, span);
      values.set(booked.placeholder, booked);
      return booked.placeholder;
    };
    const request = mapTexts(
      this.#request,
      (source) => this.#texts.get(keyOf(source))?.render(placeholderFor).text ?? source.text,
    );
    return { request, values };
  }

  async #lookAt(text: RedactedText): Promise<readonly Span[]> {
    const rendered = text.render((value, span) => this.#bookedFor(value, span).placeholder);
    const located = await this.#parts.locate({ ...text.source, text: rendered.text });
    return located
      .filter((one) => this.#parts.handlingOf(one.kind) === 'redact' && !isWithinPlaceholder(rendered, one))
      .map((one) => ({ ...toFirstRange(rendered, one), kind: one.kind, fingerprint: one.fingerprint }));
  }

  /** Each value once. */
  #found(): readonly Known[] {
    const all = [...this.#texts.values()].flatMap(({ found }) => found);
    return [...new Map(all.map(({ span, value }) => [value, { ...span, value }])).values()];
  }

  #addKnown(known: readonly Known[]): void {
    for (const text of this.#texts.values()) {
      text.add(
        known.flatMap(({ value, kind, fingerprint }) =>
          [...placesOf(value, text.source.text)].map((place) => ({ ...place, kind, fingerprint })),
        ),
      );
    }
  }

  #stillCounts({ kind, fingerprint }: BookedValue): boolean {
    const isFalseAlarm = fingerprint !== undefined && this.#parts.isFalseAlarm?.(fingerprint) === true;
    return this.#parts.handlingOf(kind) === 'redact' && !isFalseAlarm;
  }

  #bookedFor(value: string, span: Span): BookedValue {
    return this.#book.nameFor(value, span, this.#request.conversationId, this.#taken);
  }
}

type Known = Pick<BookedValue, 'value' | 'kind' | 'fingerprint'>;

/** The first look finds nearly all. */
const mostLooks = 4;

function keyOf({ text, isJson }: SentText): string {
  return `${isJson} ${text}`;
}
