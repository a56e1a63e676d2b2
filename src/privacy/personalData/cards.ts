import type { Detector } from '../detection.ts';
import { wordSet } from '../wordSet.ts';
import { digitsOf, lineBefore, startOfNumber } from './context.ts';
import { isTestCard } from './testCards.ts';

/** Finds the numbers of payment cards: an issuer's range, its length, and the Luhn checksum (ISO/IEC 7812-1). */
export const findCards: Detector = function* (text) {
  for (const match of text.matchAll(candidate)) {
    const [written] = match;
    const digits = digitsOf(written);
    if (!isCardNumber(digits) || isTestCard(digits)) continue;
    const before = lineBefore(text, match.index);
    const isPlain = written.length === digits.length;
    const behind = text.slice(match.index + written.length, match.index + written.length + 6);
    const isOther = isPlain ? isOtherNumber(before, digits) : !groupings.has(groupingOf(written));
    if (isOther || (!isPlain && (/[\da-f]{4} $/i.test(before) || /^ [\da-f]{4}(?:\s|$)/i.test(behind)))) continue;
    yield {
      ...{ kind: 'card', rule: 'card-number', what: 'a payment card number' },
      ...{ start: match.index, end: match.index + written.length },
    };
  }
};

/** Thirteen digits at least: in a row, or in groups with a space or a dash between them. */
const candidate = new RegExp(
  `${startOfNumber}(?:\\d{13,19}|\\d{4}([ -])\\d{4,6}\\1\\d{4,5}(?:\\1\\d{4}(?:\\1\\d{1,3})?)?)(?![\\w-]|\\.\\d)`,
  'g',
);

/** How issuers print them, by the lengths of the groups. One of many groups in a table is none. */
const groupings: ReadonlySet<string> = new Set(['4-4-4-4', '4-6-5', '4-6-4', '4-4-4-4-2', '4-4-4-4-3', '4-4-4-4-1']);

function groupingOf(written: string): string {
  return written
    .split(/\D/)
    .map((group) => group.length)
    .join('-');
}

function isCardNumber(digits: string): boolean {
  const lengths = issuers.find(({ prefix }) => prefix.test(digits))?.lengths;
  return lengths?.includes(digits.length) === true && hasLuhnChecksum(digits);
}

/** The ranges of the ISO register as the issuers publish them; Maestro's are too wide to tell a card from a number. */
const issuers: readonly { readonly prefix: RegExp; readonly lengths: readonly number[] }[] = [
  { prefix: /^4/, lengths: [16, 19] },
  { prefix: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^(?:6011|64[4-9]|65)/, lengths: [16, 19] },
  { prefix: /^62/, lengths: [16, 17, 18, 19] },
  { prefix: /^(?:30[0-5]|36|38|39)/, lengths: [14] },
  { prefix: /^35(?:2[89]|[3-8])/, lengths: [16, 19] },
];

function hasLuhnChecksum(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/**
 * One long number in a hundred passes the checks by chance. Without groups, a name says whether it is another number,
 * and one of an unusual length needs a name that says that it is a card's.
 */
function isOtherNumber(before: string, digits: string): boolean {
  if (cardName.test(before)) return false;
  return ![15, 16].includes(digits.length) || otherNames.has(lastWordOf(before)) || /[/=&#$@]$/.test(before);
}

const cardName =
  /card|\bcc(?:[_-]?(?:no|num|number))?\b|\bpan\b|visa|mastercard|amex|credit|debit|kreditkarte|tarjeta|carte/i;

/** The last word of the name that a value is given, for example `id` of `"accountId": "`. */
function lastWordOf(before: string): string {
  const name = /([A-Za-z][\w-]*)["'`\]]{0,2}\s{0,3}[:=(,]?\s{0,3}["'`]?$/.exec(before)?.[1] ?? '';
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .match(/[a-z]+/g);
  return words?.at(-1) ?? '';
}

const otherNames = wordSet(`
  id ids uid uuid guid key keys hash seed time timestamp timestamps date version build serial imei sku isbn ean upc gtin
  offset size length count nonce order tracking phone epoch nanos micros millis ns ms us
`);
