import type { Detector } from '../detection.ts';
import { lineBefore } from './context.ts';

/** Finds IBANs: a country's length and the checksum modulo 97 (ISO 13616, ISO 7064). */
export const findIbans: Detector = function* (text) {
  for (const match of text.matchAll(beginning)) {
    const country = match[0].slice(0, 2).toUpperCase();
    // In small letters it looks like any identifier, and one in a hundred of those would pass the checksum.
    if (!match[0].startsWith(country) && !/iban/i.test(lineBefore(text, match.index, 30))) continue;
    const length = lengths.get(country);
    const end = length === undefined ? undefined : endOf(text, match.index, length);
    if (end === undefined || !hasChecksum(text.slice(match.index, end).replace(/[ -]/g, ''))) continue;
    yield { kind: 'iban', rule: 'iban', what: 'an IBAN', start: match.index, end };
  }
};

const beginning = /(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))(?:[A-Z]{2}|[a-z]{2})\d{2}(?=[ -]?[A-Za-z0-9])/g;

/**
 * Where so many letters and digits end, in a row or in groups of four; undefined where others follow or too few stand.
 */
function endOf(text: string, start: number, length: number): number | undefined {
  let position = start;
  const separator = /[ -]/.exec(text.charAt(start + 4))?.[0] ?? '';
  for (let count = 0; count < length; count++) {
    if (count > 0 && count % 4 === 0 && separator !== '') {
      if (text[position] !== separator) return undefined;
      position++;
    }
    if (!/[A-Za-z0-9]/.test(text.charAt(position))) return undefined;
    position++;
  }
  return /[A-Za-z0-9]/.test(text.charAt(position)) ? undefined : position;
}

/** The first four characters go to the end, letters count as 10 to 35, and the remainder is 1. */
function hasChecksum(iban: string): boolean {
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/** How long an IBAN of each country is (SWIFT's IBAN Registry, as of 2025). */
const lengths: ReadonlyMap<string, number> = new Map(
  `
  AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24
  FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32
  LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24
  RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
  `
    .trim()
    .split(/\s+/)
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);
