import type { SentText } from './sentTexts.ts';
import { alignToEscapes, joinSpans, type Span } from './spans.ts';

/** A text with placeholders in it, and where they stand. */
export interface Rendered {
  readonly text: string;
  readonly placed: readonly Placed[];
}

interface Placed {
  /** The range of the placeholder in the rendered text. */
  readonly start: number;
  readonly end: number;
  /** What it stands for. */
  readonly span: Span;
}

/** One text of a request while it is being redacted. Spans are ranges of the text as it was at first. */
export class RedactedText {
  readonly source: SentText;
  #spans: readonly Span[] = [];

  constructor(source: SentText) {
    this.source = source;
  }

  add(spans: readonly Span[]): void {
    const { text, isJson } = this.source;
    const added = isJson ? spans.map((span) => alignToEscapes(text, span)) : spans;
    this.#spans = joinSpans(text, [...this.#spans, ...added]);
  }

  /** Every span with what stands in it, in the order of the text. */
  get found(): readonly { readonly span: Span; readonly value: string }[] {
    const { text } = this.source;
    return this.#spans.map((span) => ({ span, value: text.slice(span.start, span.end) }));
  }

  render(placeholderFor: (value: string, span: Span) => string): Rendered {
    const { text } = this.source;
    const placed: Placed[] = [];
    let rendered = '';
    let end = 0;
    for (const { span, value } of this.found) {
      const before = rendered + text.slice(end, span.start);
      rendered = before + placeholderFor(value, span);
      placed.push({ start: before.length, end: rendered.length, span });
      end = span.end;
    }
    return { text: rendered + text.slice(end), placed };
  }
}

/** Whether a range of the rendered text is part of a placeholder, which gives nothing away. */
export function isWithinPlaceholder({ placed }: Rendered, { start, end }: Pick<Span, 'start' | 'end'>): boolean {
  return placed.some((one) => one.start <= start && end <= one.end);
}

/** A range of the rendered text as one of the first text. A placeholder that it cuts into counts as a whole. */
export function toFirstRange({ placed }: Rendered, { start, end }: Pick<Span, 'start' | 'end'>) {
  const first = { start, end };
  for (const one of placed) {
    const { span } = one;
    if (one.start < start) first.start = start < one.end ? span.start : start - one.end + span.end;
    if (one.start < end) first.end = end <= one.end ? span.end : end - one.end + span.end;
  }
  return first;
}
