import { findingNames } from '../../contract/findingNames.ts';
import { type FindingKind, findingKinds } from '../../contract/inspection.ts';
import type { LedgerEntry, LedgerTask } from '../../contract/ledger.ts';
import { formatCount } from '../format.ts';
import type { Exit } from './exits.ts';

/** The host and port of an origin. */
export function hostOf(origin: string): string {
  return origin.replace(/^[a-z]+:\/\//i, '');
}

/** `812 bytes`, `12.3 KB`, `4.0 MB`; a KB is 1,000 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return countOf(bytes, 'byte', 'bytes');
  if (bytes < 999_950) return `${(bytes / 1000).toFixed(1)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `1 prompt`, `1,234 prompts`. */
export function countOf(count: number, one: string, several: string): string {
  return `${formatCount(count)} ${count === 1 ? one : several}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listOf(parts: readonly string[]): string {
  return listFormat.format(parts);
}

/** Local time, `14:03:11`. */
export function formatTime(atMs: number): string {
  return timeFormat.format(atMs);
}

/** Local date and time, `20 November 2026, 14:03`. */
export function formatMoment(atMs: number): string {
  return `${dateFormat.format(atMs)}, ${momentFormat.format(atMs)}`;
}

/** `Friday, 20 November 2026`. */
export function formatDay(atMs: number): string {
  return `${weekdayFormat.format(atMs)}, ${dateFormat.format(atMs)}`;
}

/** The local time with its distance from UTC, for files: `2026-11-20T14:03:11.250+01:00`. */
export function formatIso(atMs: number): string {
  const offsetMinutes = -new Date(atMs).getTimezoneOffset();
  const local = new Date(atMs + offsetMinutes * 60_000).toISOString().slice(0, -1);
  const sign = offsetMinutes < 0 ? '-' : '+';
  const distance = Math.abs(offsetMinutes);
  return `${local}${sign}${twoDigits(Math.floor(distance / 60))}:${twoDigits(distance % 60)}`;
}

/** What was found, the kinds in words: `2 e-mail addresses and 1 password or token`; empty where nothing was. */
export function describeFindings(findings: Readonly<Partial<Record<FindingKind, number>>>): string {
  const found = findingEntries(findings).map(([kind, count]) => {
    const [one, several] = findingNames[kind];
    return countOf(count, one, several);
  });
  return listOf(found);
}

export function countFindings(findings: Readonly<Partial<Record<FindingKind, number>>>): number {
  return findingEntries(findings).reduce((sum, [, count]) => sum + count, 0);
}

export function findingEntries(
  findings: Readonly<Partial<Record<FindingKind, number>>>,
): readonly (readonly [kind: FindingKind, count: number])[] {
  return findingKinds.flatMap((kind) => {
    const count = findings[kind] ?? 0;
    return count > 0 ? [[kind, count] as const] : [];
  });
}

export const taskWords: Readonly<Record<LedgerTask, string>> = {
  chat: 'Chat',
  completion: 'Completion',
  'warm-up': 'Warm-up',
};

/** How an exit ended, in a word or two. */
export function describeEnd({ settled, end }: Exit): string {
  if (settled !== undefined) return outcomeWords[settled.outcome];
  return { settled: '', repeated: 'Sent again', open: 'No end yet', untold: '' }[end];
}

const outcomeWords: Readonly<Record<LedgerEntry['outcome'], string>> = {
  completed: 'Answered',
  cancelled: 'Cancelled',
  interrupted: 'Broke off',
  failed: 'Failed',
  superseded: 'Not used',
};

const twoDigits = (value: number) => String(value).padStart(2, '0');
const listFormat = new Intl.ListFormat('en-GB');
const timeFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const momentFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dateFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
const weekdayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'long' });
