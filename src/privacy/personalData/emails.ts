import type { Detector } from '../detection.ts';
import { isAttribution, isAttributionFile, isInHeader } from './attribution.ts';
import { lineBefore } from './context.ts';
import { isAddressOfNobody } from './nobody.ts';
import { topLevelDomains } from './topLevelDomains.ts';

/** Finds e-mail addresses of people: neither those of examples and roles, nor those by which code names its authors. */
export const findEmails: Detector = function* (text, path = '') {
  if (!text.includes('@') || isAttributionFile(path)) return;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const local = localPartBefore(text, at);
    if (local === '') continue;
    const domain = domainAfter(text, at + 1);
    if (domain === undefined || isAddressOfNobody(local, domain)) continue;
    const start = at - local.length;
    const end = at + 1 + domain.length;
    if (isOfMachine(text, start, end) || isAttribution(text, start, end)) continue;
    // A chat message has no header, though it may begin with an asterisk.
    if (path !== '' && isInHeader(text, start)) continue;
    yield { kind: 'email', rule: 'email-address', what: 'an e-mail address', start, end };
  }
};

/** RFC 5321 allows 64 characters and more kinds of them than anyone uses. */
function localPartBefore(text: string, at: number): string {
  // Decorators and the names of packages have nothing before the sign.
  if (at === 0 || !/[\w%+'\u00c0-\u024f-]/.test(text.charAt(at - 1))) return '';
  const nearby = text.slice(Math.max(0, at - 64), at);
  const local = /[\w.%+'\u00c0-\u024f-]*$/.exec(nearby)?.[0] ?? '';
  const before = nearby.charAt(nearby.length - local.length - 1);
  // In a string of code, `\nanna@…` begins with an escape and not with an n.
  const unescaped = before === '\\' ? local.slice(1) : local;
  return unescaped.replace(/^[^\p{L}\p{N}_]+/u, '');
}

/** The domain with a known top-level domain; undefined for `@2x.png`, `@latest` and operators of code. */
function domainAfter(text: string, start: number): string | undefined {
  domainForm.lastIndex = start;
  const labels = domainForm.exec(text)?.[0].split('.') ?? [];
  // At the end of a sentence a full stop follows, and then perhaps a word without a space.
  while (labels.length > 1 && !topLevelDomains.has(labels.at(-1)?.toLowerCase() ?? '')) labels.pop();
  return labels.length > 1 ? labels.join('.') : undefined;
}

const domainForm = /[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})){1,8}/uy;

/** `https://user@host`, `ssh user@host`, `user@host:path/to` and `user@host/path` name accounts of machines. */
function isOfMachine(text: string, start: number, end: number): boolean {
  const before = lineBefore(text, start, 100);
  return (
    /:\/\/[^/?#\s]*$/.test(before) ||
    /(?:\b(?:ssh|scp|sftp|rsync|mosh|ssh-copy-id|git clone|git remote add)\b[^|;&]*)$/.test(before) ||
    /^:(?!\/\/)[\w~.-]*\//.test(text.slice(end, end + 60)) ||
    /^[([]/.test(text.charAt(end))
  );
}
