import type { Detector } from '../detection.ts';
import { digitsOf, lineBefore } from './context.ts';

/**
 * Finds telephone numbers where their form or a word beside them says so: international ones with a plus, those of
 * North America with separators, some of Europe, and any other only beside a word such as `phone` or `Tel.`.
 */
export const findPhones: Detector = function* (text) {
  let isDiff: boolean | undefined;
  for (const match of text.matchAll(candidate)) {
    const [written] = match;
    const behind = text.slice(match.index + written.length, match.index + written.length + 12);
    const before = lineBefore(text, match.index, 40);
    // A line that a diff has added begins with a plus too.
    isDiff ??= text.startsWith('@@ -') || text.includes('\n@@ -');
    if (isDiff && before === '' && /^\+\d+$/.test(written)) continue;
    const form = formOf(written, before, behind);
    if (form === undefined || isMadeUp(digitsOf(form.number))) continue;
    const { index: start } = match;
    yield {
      ...{ kind: 'phone', rule: form.rule, what: 'a telephone number' },
      ...{ start, end: start + form.number.length },
    };
  }
};

/**
 * Eight to nineteen digits, with at most one separator and a bracket between two of them. Each character has one way to
 * match, so that a text of digits alone is read in one go.
 */
const candidate =
  /(?:(?<![\w.+,:/-])|(?<=\\[nrt]|[a-z]:|,(?=\+)))\+?\(?\d(?:\)?[ ./\u00a0-]?\(?\d){7,18}(?![\w-]|[.,:]\d)/gi;

interface Form {
  readonly rule: string;
  /** The candidate, or its beginning where another number follows it. */
  readonly number: string;
}

/** Which form a number has; undefined where it may be any other number. */
function formOf(written: string, before: string, behind: string): Form | undefined {
  const northAmerican = northAmericanForm.exec(written)?.[0];
  if (northAmerican !== undefined) return { rule: 'north-american-phone', number: northAmerican };
  const { length } = digitsOf(written);
  if (length > 15) return undefined;
  if (written.startsWith('+')) {
    const isDecimal = /^\+\d+\.\d+$/.test(written);
    return isDecimal || !countryCode.test(digitsOf(written))
      ? undefined
      : { rule: 'international-phone', number: written };
  }
  const hasName = phoneName.test(before) || phoneNameBehind.test(behind);
  const isPhone = nationalForm.test(written) || (hasName && !dateForm.test(written));
  return isPhone ? { rule: 'national-phone', number: written } : undefined;
}

/**
 * `(212) 234-5678`, `212-234-5678`, `+1 212 234 5678`: area and exchange begin with 2 to 9 (North American Numbering
 * Plan).
 */
const northAmericanForm =
  /^(?:\+1[ .-]?\(?[2-9]\d{2}\)?[ .-]?[2-9]\d{2}[ .-]?\d{4}|(?:1[ .-])?(?:\([2-9]\d{2}\) ?[2-9]\d{2}[ .-]|[2-9]\d{2}([.-])[2-9]\d{2}\1)\d{4})(?!\d)/;

/** The codes that the ITU has assigned (Recommendation E.164, list of assigned country codes). */
const countryCode =
  /^(?:1|7|2[07]|2[1-6]\d|29\d|3[0-469]|3[578]\d|4[013-9]|42\d|5[1-8]|5[09]\d|6[0-6]|6[7-9]\d|8[1246]|8[0578]\d|9[0-58]|9[679]\d)/;

/**
 * Mobile numbers of France (`06 12 34 56 78`) and Germany (`0171 2345678`), and British numbers (`020 7946 0018`,
 * `07700 900018`), as the plans of Arcep, Bundesnetzagentur and Ofcom have them.
 */
const nationalForm =
  /^(?:0[67]([ .-])\d{2}\1\d{2}\1\d{2}\1\d{2}|01[567]\d{1,2}[ /-]\d{7,8}|0(?:2\d \d{4}|1\d1 \d{3}|11\d \d{3}) \d{4}|0[17]\d{3} \d{6})$/;

/** The last word before the number, with what may stand between the two. */
const phoneName =
  /(?:phones?|t[ée]l[ée](?:ph|f)o{1,2}n[eo]?|телефон|電話|电话|手机|전화|\b(?:tel|tlf|t[ée]l|cell|mob|handy|portable|celular|m[óo]vil|rufnummer)|mobile|mobil|fax|whats ?app|msisdn|call (?:(?:me|us|him|her) )?(?:at|on|under))[ _-]?(?:no|nr|num|number|nummer)?\.?[\])]?["'`]?\s{0,3}[:=,(>]{0,2}\s{0,3}["'`(]{0,2}$/i;

const phoneNameBehind = /^\s?[([](?:mobile?|handy|tel|phone|cell|home|work|office|fax)\b/i;

const dateForm = /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4})(?!\d)/;

/** `555-555-5555` and `1234567890` stand in for a number. */
function isMadeUp(digits: string): boolean {
  return new Set(digits.slice(1)).size < 3 || digits.includes('123456789');
}
