import type { HandledKind, Handling } from '../../../../src/contract/privacySettings.ts';
import type { AnswerEnd, AnswerPart, AnswerStream } from '../../../../src/contract/stream.ts';
import { unknownUsage } from '../../../../src/contract/stream.ts';
import type { Locate, Located } from '../../../../src/privacy/locate.ts';
import { createRedactor, type RedactorParts } from '../../../../src/privacy/redaction/redactor.ts';
import { random } from '../support.ts';

export const email = `ada.lovelace@${'example'}.org`;
export const otherEmail = `bob@${'example'}.net`;
/** Found by the word before it, as a password is. */
export const secret = random(20);

/** Stands in for the detectors: simple shapes, so that a test says what is found. Ranges may overlap. */
const shapes: readonly (readonly [HandledKind, RegExp])[] = [
  ['email', /[\w.]+@[\w-]+(?:\.[a-z]{2,})+/g],
  ['assigned-secret', /(?<=password=)(?!REDACTED)\w+/g],
  ['phone', /(?<=phone )[\d-]{6,}/g],
  ['own-rule', /acme/gi],
  ['connection-string', /db:\/\/\S+/g],
];

export const locate: Locate = async ({ text }) =>
  shapes.flatMap(([kind, shape]) =>
    [...text.matchAll(shape)].map(
      ({ index, 0: value }): Located => ({
        ...{ kind, rule: kind, what: `something of the kind ${kind}` },
        ...{ start: index, end: index + value.length, fingerprint: `mark of ${value}` },
      }),
    ),
  );

/** Everything that is found is redacted, unless said otherwise. */
export function redactor(parts: Partial<RedactorParts> = {}, stays: readonly HandledKind[] = []) {
  const handlingOf = (kind: HandledKind): Handling => (stays.includes(kind) ? 'stay' : 'redact');
  return createRedactor({ locate, handlingOf, ...parts });
}

export const end: AnswerEnd = { finish: 'stop', usage: unknownUsage, timings: undefined, servedModel: 'served' };

export async function* answer(...parts: readonly (AnswerPart | string)[]): AnswerStream {
  for (const part of parts) yield typeof part === 'string' ? { type: 'text-delta', text: part } : part;
  return end;
}

export async function readAll(
  stream: AnswerStream,
): Promise<{ readonly parts: AnswerPart[]; readonly end: AnswerEnd }> {
  const parts: AnswerPart[] = [];
  for (;;) {
    const next = await stream.next();
    if (next.done === true) return { parts, end: next.value };
    parts.push(next.value);
  }
}

/** The text of the answer as the person reads it. */
export async function textOf(stream: AnswerStream): Promise<string> {
  const { parts } = await readAll(stream);
  return parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join('');
}
