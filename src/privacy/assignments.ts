import { type Range, valueAfter } from './assignedValues.ts';
import type { Detection, Detector } from './detection.ts';
import { findHandedOver } from './handedOver.ts';
import { hasUuidKeys, isPasswordName, type SecretKind, secretKindOf, secretNameHint } from './secretNames.ts';
import { decodedText, isPlainWord, isSecretValue, isUuid } from './secretValues.ts';

/**
 * Finds values that are assigned to the name of a secret, in code, settings and commands: `password = "…"`, `API_KEY=…`,
 * `"token": "…"`, `<password>…</password>`, `--token …`, and headers that carry a credential.
 */
export const findAssignedSecrets: Detector = function* (text) {
  yield* findAssignments(text);
  yield* findHeaders(text);
  yield* findHandedOver(text);
};

function* findAssignments(text: string): Iterable<Detection> {
  const hint = new RegExp(secretNameHint);
  for (let match = hint.exec(text); match !== null; match = hint.exec(text)) {
    const place = nameAround(text, match.index, hint.lastIndex);
    hint.lastIndex = place.end;
    const written = text.slice(place.start, place.end);
    const kind = secretKindOf(written);
    const range = kind && valueAfter(text, place);
    if (kind === undefined || range === undefined) continue;
    const { start, end, judgedAs = kind, isArgument = false } = range;
    const value = text.slice(start, end);
    // `exports.accessToken2 = accessToken2` hands a variable on.
    if (written.endsWith(value)) continue;
    const mayBeWord = judgedAs === kind && !isArgument;
    const candidate = { name: place, written, kind, mayBeWord, value };
    if (!isSecretValue(value, judgedAs) && !isSecretHere(text, candidate)) continue;
    yield { kind: 'assigned-secret', rule: `${kind}-assignment`, what: names[kind], start, end };
    hint.lastIndex = end;
  }
}

interface Candidate {
  readonly name: Range;
  readonly written: string;
  readonly kind: SecretKind;
  /** Whether the place is one in which a plain word can be a password. */
  readonly mayBeWord: boolean;
  readonly value: string;
}

/** What is a secret in this place alone: a key that is a UUID, or a plain word as a password beside a user or a host. */
function isSecretHere(text: string, { name, written, kind, mayBeWord, value }: Candidate): boolean {
  if (kind !== 'password') return isUuid(value) && hasUuidKeys(written);
  if (!mayBeWord || !isPlainWord(value) || !isPasswordName(written)) return false;
  if (/^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/.test(written)) return true;
  const nearby = text.slice(Math.max(0, name.start - 250), name.start + 250);
  return credentialSibling.test(nearby);
}

/** A user, a host or a database, given beside. */
const credentialSibling =
  /(?:^|[\s"'{,._-])(?:user(?:[-_]?name|[-_]?id)?|login|uid|host(?:[-_]?name)?|server|jdbc[.-]url|datasource|dbname|database|bind[-_]?dn)["']?\s{0,3}(?:=>|[:=])\s{0,3}["']?[\w@.${]/im;

/** `Authorization: Bearer …`. In `Basic …` the password is judged that stands there in base64. */
function* findHeaders(text: string): Iterable<Detection> {
  for (const { pattern, what } of headers) {
    for (const match of text.matchAll(pattern)) {
      const [whole, value = ''] = match;
      const end = match.index + whole.length;
      const [, user, password] = /^([^:]*):(.+)$/.exec(decodedText(value) ?? '') ?? [];
      const isSecret =
        password === undefined
          ? isSecretValue(value, 'token')
          : user !== password && isSecretValue(password, 'password');
      if (isSecret) yield { kind: 'assigned-secret', rule: 'authorization', what, start: end - value.length, end };
    }
  }
}

const headers = [
  { what: 'a credential in a header', pattern: /\b(?:Bearer|Basic|Token)\s{1,3}([\w+/.~=-]{16,300})/g },
] as const;

const names: Readonly<Record<SecretKind, string>> = {
  password: 'a password',
  secret: 'a secret',
  token: 'a token',
  key: 'a key',
};

/** The whole name that stands around a hint, with its dots and dashes. */
function nameAround(text: string, from: number, to: number): Range {
  let start = from;
  let end = to;
  while (from - start < longestName && isNameCharacter(text.charCodeAt(start - 1))) start--;
  // The dashes of an option are not part of its name.
  while (start < from && text[start] === '-') start++;
  while (end - to < longestName && isNameCharacter(text.charCodeAt(end))) end++;
  return { start, end };
}

const longestName = 80;

/** Letters, digits, `_`, `.`, `-` and `$`. Outside the text the code is NaN, and the answer no. */
function isNameCharacter(code: number): boolean {
  const isLetter = (code | 32) >= 97 && (code | 32) <= 122;
  return isLetter || (code >= 48 && code <= 57) || code === 95 || code === 46 || code === 45 || code === 36;
}
