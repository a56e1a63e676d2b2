import { type Range, valueAfter } from './assignedValues.ts';
import type { Detection, Detector } from './detection.ts';
import { type SecretKind, secretKindOf, secretNameHint } from './secretNames.ts';
import { isSecretValue } from './secretValues.ts';

/**
 * Finds values that are assigned to the name of a secret, in code, settings and commands: `password = "…"`, `API_KEY=…`,
 * `"token": "…"`, `<password>…</password>`, `--token …`, and headers that carry a credential.
 */
export const findAssignedSecrets: Detector = function* (text) {
  yield* findAssignments(text);
  yield* findHeaders(text);
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
    const { start, end, judgedAs = kind } = range;
    const value = text.slice(start, end);
    // `exports.accessToken2 = accessToken2` hands a variable on.
    if (written.endsWith(value) || !isSecretValue(value, judgedAs)) continue;
    yield { kind: 'assigned-secret', rule: `${kind}-assignment`, what: names[kind], start, end };
    hint.lastIndex = end;
  }
}

/** `Authorization: Bearer …`, and `curl -u user:password`. */
function* findHeaders(text: string): Iterable<Detection> {
  for (const { pattern, kind, what } of headers) {
    for (const match of text.matchAll(pattern)) {
      const [whole, value = ''] = match;
      const end = match.index + whole.length;
      if (!isSecretValue(value, kind)) continue;
      yield { kind: 'assigned-secret', rule: 'authorization', what, start: end - value.length, end };
    }
  }
}

const headers = [
  { kind: 'token', what: 'a credential in a header', pattern: /\b(?:Bearer|Basic|Token)\s{1,3}([\w+/.~=-]{16,300})/g },
  {
    kind: 'password',
    what: 'a password in a command',
    pattern: /\s(?:-u|--user)[ =]["']?[\w.@-]{1,100}:([^\s"'`:][^\s"'`]{3,199})/g,
  },
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
