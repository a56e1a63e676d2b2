import type { HandledKind } from '../../contract/privacySettings.ts';
import { redactedKinds } from './kinds.ts';

/** A range of a text that leaves as a placeholder, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: HandledKind;
  /** By what the thing can be known as a false alarm; undefined where it cannot. */
  readonly fingerprint: string | undefined;
}

/**
 * Brings spans into the order of the text. What overlaps becomes one; ranges that only touch stay two. A range grows until
 * it cuts no character in two and no digit follows it, since a digit would make another number of its placeholder's.
 */
export function joinSpans(text: string, spans: readonly Span[]): readonly Span[] {
  const joined: Span[] = [];
  const grown = spans.map((span) => ({ ...span, start: startOf(text, span), end: endOf(text, span) }));
  for (const span of grown.sort((one, other) => one.start - other.start || other.end - one.end)) {
    const last = joined.at(-1);
    if (last === undefined || span.start >= last.end) joined.push(span);
    else
      joined[joined.length - 1] = { ...stricterOf(last, span), start: last.start, end: Math.max(last.end, span.end) };
  }
  return joined;
}

/**
 * A range in the text of a JSON document, moved so that it cuts no escape in two: of `\nada@…` the `n` is no letter of
 * the address.
 */
export function alignToEscapes(text: string, span: Span): Span {
  let { start, end } = span;
  if (backslashesBefore(text, start) % 2 === 1) start += text[start] === 'u' ? 5 : 1;
  if (backslashesBefore(text, end) % 2 === 1) end++;
  return start < end ? { ...span, start, end } : span;
}

/** What is part of a secret does not come back as part of something else. */
function stricterOf(one: Span, other: Span): Span {
  return redactedKinds[other.kind].redaction === 'one-way' && redactedKinds[one.kind].redaction !== 'one-way'
    ? other
    : one;
}

function startOf(text: string, { start }: Span): number {
  return isInsidePair(text, start) ? start - 1 : start;
}

function endOf(text: string, span: Span): number {
  let end = isInsidePair(text, span.end) ? span.end + 1 : span.end;
  while (/[0-9]/.test(text.charAt(end))) end++;
  return end;
}

/** Whether a position stands between the two units of one character. */
function isInsidePair(text: string, position: number): boolean {
  return position > 0 && position < text.length && (text.codePointAt(position - 1) ?? 0) > 0xffff;
}

function backslashesBefore(text: string, position: number): number {
  let count = 0;
  while (text[position - 1 - count] === '\\') count++;
  return count;
}
