import { isPlaceholderValue, namesSomething } from './placeholders.ts';
import type { SecretKind } from './secretNames.ts';

/** Whether a value that is assigned to the name of a secret looks like the secret itself. */
export function isSecretValue(value: string, kind: SecretKind): boolean {
  if (value.length > longestSecret || isPlaceholderValue(value) || isWritten(value, kind)) return false;
  const encoded = decodedText(value);
  if (encoded !== undefined && isPlaceholderValue(encoded)) return false;
  switch (kind) {
    case 'password':
      return isChosen(value, 6);
    case 'secret':
      return isChosen(value, 8) && !/^[A-Za-z]+\d{1,2}$/.test(value);
    case 'token':
    case 'key':
      return isGenerated(value);
  }
}

/** A password of small letters alone: it counts only beside a user or a host, since labels look the same. */
export function isPlainWord(value: string): boolean {
  return /^[a-z]{4,20}$/.test(value) && !isPlaceholderValue(value) && !namesSomething([value]);
}

export function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) && new Set(value).size >= 10;
}

/** The text that a value holds in base64, as Kubernetes and HTTP write a secret; undefined where it is none. */
export function decodedText(value: string): string | undefined {
  if (value.length < 8 || value.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return undefined;
  const text = Buffer.from(value, 'base64').toString('latin1');
  return /^[ -~]{4,}\n?$/.test(text) ? text.trimEnd() : undefined;
}

/** The average information of a character, in bits (Shannon). */
export function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / value.length) * Math.log2(count / value.length);
  return entropy;
}

/** A call, an index, an expression, a path of properties, a format string. */
export function looksLikeCode(value: string): boolean {
  return /^\+|\+$|^[A-Za-z_][\w.]*\)+$|[({[][^)\]}]*[)\]}]|^[A-Za-z_$][\w$]*(?:(?:\.|::|->|\?\.)[A-Za-z_$][\w$]*)+$|=>|&&|\|\||^[&*]|%[sdv]|\\[nt]|\($/.test(
    value,
  );
}

const longestSecret = 300;
const leastGeneratedLength = 16;

/** What a person makes up: letters mixed with digits or signs. Plain words are left out, since labels look like that. */
function isChosen(value: string, least: number): boolean {
  if (value.length < least) return false;
  const hasLetter = /\p{L}/u.test(value);
  const hasDigit = /\d/.test(value);
  const hasSign = /[^\p{L}\d._-]/u.test(value);
  return hasLetter ? hasDigit || hasSign : hasDigit && value.length >= 8;
}

/** What a machine makes: long, letters mixed with digits, hardly any repetition. */
function isGenerated(value: string): boolean {
  if (value.length < leastGeneratedLength || !/^[\w+/=.~:!@#$%^&*-]+$/.test(value) || !/[A-Za-z]/.test(value))
    return false;
  const entropy = entropyOf(value);
  return /\d/.test(value) ? entropy >= 2.8 : entropy >= 4 && /[a-z]/.test(value) && /[A-Z]/.test(value);
}

/** Text, code, or words joined together as in `user-profile-v2`, `acquireTokenSilently` and `@scope/package`. */
function isWritten(value: string, kind: SecretKind): boolean {
  if (/\s/.test(value) || looksLikeCode(value)) return true;
  const parts = value.split(/[-_./:@]+/).filter((part) => part !== '');
  if (parts.length === 1) return isCamelCase(value);
  // Large and small letters with a number are a password, unless a word says what it names: `Field-Password-2`.
  const isMixed = value.length >= 8 && /[A-Z]/.test(value) && /[a-z]/.test(value) && /\d/.test(value);
  if (kind === 'password' && isMixed && !namesSomething(parts)) return false;
  // Four words with a number among them make a passphrase.
  const isPassphrase = kind === 'password' && parts.length >= 4 && parts.some((part) => /^\d+$/.test(part));
  return !isPassphrase && parts.every(isWord);
}

/** A word, perhaps with a small number, words in camel case, or a small number alone. */
function isWord(part: string): boolean {
  return /^(?:[A-Za-z]?[a-z]*\d{0,3}|[A-Z]+\d{0,3}|[a-z]\d{1,3}[a-z]?|\d{1,4})$/.test(part) || isCamelCase(part);
}

/** Three words or more, of which the average is too long for chance. */
function isCamelCase(value: string): boolean {
  const letters = /^([A-Za-z]+?)(?:V?\d{1,2})?$/.exec(value)?.[1] ?? '';
  const words = letters.match(/^[a-z]+|[A-Z]+[a-z]*/g) ?? [];
  return words.length >= 3 && letters.length / words.length >= 3.5;
}
