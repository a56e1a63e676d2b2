import type { HandledKind, Handling } from '../../contract/privacySettings.ts';
import type { ChatRequest } from '../../contract/request.ts';
import type { AnswerStream } from '../../contract/stream.ts';
import type { Locate, Located } from '../locate.ts';
import { piecesOf } from '../pieces.ts';
import { placeholdersIn } from './kinds.ts';
import { type BookedValue, createPlaceholderBook } from './placeholderBook.ts';
import { Redaction } from './redaction.ts';
import { restoreAnswer } from './restoreAnswer.ts';

/** A request with placeholders in it. */
export interface Redacted {
  readonly request: ChatRequest;
  /** How many different values left as placeholders. */
  readonly count: number;
  /** What is still found in its texts besides the placeholders. With any of it the request must not leave. */
  readonly left: readonly Located[];
  /** Puts values back into the answer to this request, where they may be: never a secret, never into a link. */
  restore(answer: AnswerStream): AnswerStream;
}

export interface Redactor {
  /** @throws when a text could not be read for what is sensitive */
  redact(request: ChatRequest): Promise<Redacted>;
}

export interface RedactorParts {
  readonly locate: Locate;
  readonly handlingOf: (kind: HandledKind) => Handling;
  /** Whether the person has marked a value as a false alarm. */
  readonly isFalseAlarm?: (fingerprint: string) => boolean;
}

/** Puts placeholders in the place of what was found. The same value gets the same one for the whole session. */
export function createRedactor(parts: RedactorParts): Redactor {
  const book = createPlaceholderBook();
  return {
    async redact(request) {
      const redaction = new Redaction(parts, book, request);
      await redaction.findAll();
      const { request: redacted, values } = redaction.result();
      const restorable = [...values].filter(([, booked]) => isRestorable(booked));
      const byPlaceholder = new Map(restorable.map(([placeholder, { value }]) => [placeholder, value]));
      return {
        request: redacted,
        count: values.size,
        left: await lookAgain(parts.locate, redacted, values),
        restore: (answer) => (byPlaceholder.size === 0 ? answer : restoreAnswer(answer, byPlaceholder)),
      };
    },
  };
}

/** A value with an address in it would make a link of what the model puts around it. */
function isRestorable({ value, isOneWay }: BookedValue): boolean {
  return !isOneWay && !value.includes('://');
}

/** The redacted request is inspected like a new one. What is found within a placeholder gives nothing away. */
async function lookAgain(
  locate: Locate,
  request: ChatRequest,
  values: ReadonlyMap<string, BookedValue>,
): Promise<readonly Located[]> {
  const left: Located[] = [];
  for (const piece of piecesOf(request)) {
    const placed = [...placeholdersIn(piece.text)]
      .filter(([placeholder]) => values.has(placeholder))
      .map(({ index, 0: placeholder }) => ({ start: index, end: index + placeholder.length }));
    const located = await locate(piece);
    left.push(...located.filter(({ start, end }) => !placed.some((one) => one.start <= start && end <= one.end)));
  }
  return left;
}
