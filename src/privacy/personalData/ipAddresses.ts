import type { Detector } from '../detection.ts';
import { lineBefore, startOfNumber } from './context.ts';

/** Finds addresses of the public internet. Those that every machine or every network has name nobody. */
export const findIpAddresses: Detector = function* (text) {
  for (const match of text.matchAll(fourParts)) {
    const [address] = match;
    if (!isPublicV4(address) || isVersion(lineBefore(text, match.index, 40))) continue;
    yield found('ipv4-address', match.index, address);
  }
  if (!text.includes(':')) return;
  for (const match of text.matchAll(groups)) {
    const [address] = match;
    if (isPublicV6(address)) yield found('ipv6-address', match.index, address);
  }
};

const fourParts = new RegExp(`${startOfNumber}(?:\\d{1,3}\\.){3}\\d{1,3}(?![\\w-]|\\.\\d)`, 'g');
/** Global addresses begin with 2 or 3 (RFC 4291), so code such as `fe::add` is none. */
const groups = /(?<![\w:.])[23][0-9a-f]{3}:(?:[0-9a-f]{0,4}:){1,6}[0-9a-f]{0,4}(?![\w:])/gi;

function found(rule: string, start: number, address: string) {
  return { kind: 'ip-address', rule, what: 'an IP address', start, end: start + address.length } as const;
}

function isVersion(before: string): boolean {
  return /(?:version|release|assembly|\bver|\bv|[~^<>]=?|[=!]=)["'\s:=(]{0,4}$/i.test(before);
}

function isPublicV4(address: string): boolean {
  const parts = address.split('.');
  // A part with a zero in front is a part of a version or a date.
  if (parts.some((part) => Number(part) > 255 || /^0\d/.test(part))) return false;
  const padded = parts.map((part) => part.padStart(3, '0')).join('.');
  return !resolvers.has(address) && !notPublic.some(([first, last]) => first <= padded && padded <= last);
}

/** Public resolvers that every documentation names. */
const resolvers: ReadonlySet<string> = new Set(['8.8.8.8', '8.8.4.4', '1.1.1.1', '1.0.0.1', '9.9.9.9']);

/**
 * IANA's registry of special-purpose IPv4 addresses, and multicast (RFC 5771): the first and the last of each range.
 */
const notPublic: readonly (readonly [first: string, last: string])[] = [
  ['000.000.000.000', '000.255.255.255'],
  ['010.000.000.000', '010.255.255.255'],
  ['100.064.000.000', '100.127.255.255'],
  ['127.000.000.000', '127.255.255.255'],
  ['169.254.000.000', '169.254.255.255'],
  ['172.016.000.000', '172.031.255.255'],
  ['192.000.000.000', '192.000.002.255'],
  ['192.168.000.000', '192.168.255.255'],
  ['198.018.000.000', '198.019.255.255'],
  ['198.051.100.000', '198.051.100.255'],
  ['203.000.113.000', '203.000.113.255'],
  ['224.000.000.000', '255.255.255.255'],
];

/**
 * Eight groups, or fewer with `::` once, and no public resolver. 2001:db8::/32 and 3fff::/20 are for documentation (RFC
 * 3849, RFC 9637).
 */
function isPublicV6(address: string): boolean {
  if (/^(?:2001:4860:4860::88(?:44|88)$|2001:0?db8:|3fff:0?[0-9a-f]{0,3}:)/i.test(address)) return false;
  const written = address.split(':').filter((group) => group !== '').length;
  const gaps = address.split('::').length - 1;
  if (/:::/.test(address) || (/[^:]:$/.test(address) && gaps < 2)) return false;
  return gaps === 0 ? written === 8 : gaps === 1 && written < 8 && written > 1;
}
