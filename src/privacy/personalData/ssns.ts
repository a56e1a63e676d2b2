import type { Detector } from '../detection.ts';
import { digitsOf, lineBefore, startOfNumber } from './context.ts';

/**
 * Finds social security numbers of the USA by the rules of the Social Security Administration: no area 000, 666 or from
 * 900, no group 00, no serial 0000 (20 CFR 422.103 and "Social Security Number Randomization", ssa.gov). Dashes are how
 * they are written; with spaces or in a row there are too many other numbers, so those need their name.
 */
export const findSsns: Detector = function* (text) {
  for (const match of text.matchAll(candidate)) {
    const [written] = match;
    if (notIssued.has(digitsOf(written))) continue;
    if (!written.includes('-') && !name.test(lineBefore(text, match.index, 60))) continue;
    yield {
      ...{ kind: 'ssn', rule: 'us-ssn', what: 'a social security number' },
      ...{ start: match.index, end: match.index + written.length },
    };
  }
};

const candidate = new RegExp(
  `${startOfNumber}(?!000|666|9)\\d{3}([- ]?)(?!00)\\d{2}\\1(?!0000)\\d{4}(?![\\w-]|\\.\\d)`,
  'g',
);

const name = /\bssn|ssn\b|social.?security/i;

/** Printed in advertisements and a wallet, and declared invalid by the administration. */
const notIssued: ReadonlySet<string> = new Set(['078051120', '219099999']);
