import { type Exit, sequencesOf } from './exits.ts';
import { findingEntries, formatIso, hostOf } from './words.ts';

/**
 * The requests as a table for spreadsheets: RFC 4180, the newest first. Unknown values are empty. A text that a
 * spreadsheet would take for a formula gets an apostrophe before it (OWASP, “CSV Injection”), since models and reasons
 * come from servers and settings.
 */
export function toCsv(exits: readonly Exit[], isMarked: (exit: Exit) => boolean): string {
  const lines = [
    columns.map(([name]) => name),
    ...exits.map((exit) => columns.map(([, read]) => read(exit, isMarked(exit)))),
  ];
  return lines.map((cells) => `${cells.map(toCell).join(',')}\r\n`).join('');
}

type Value = string | number | undefined;

const columns: readonly (readonly [name: string, read: (exit: Exit, isMarked: boolean) => Value])[] = [
  ['row', ({ sent }) => sent.sequence],
  ['time', ({ sent }) => formatIso(sent.atMs)],
  ['destination', ({ sent }) => hostOf(sent.origin)],
  ['origin', ({ sent }) => sent.origin],
  ['method', ({ sent }) => sent.method],
  ['path', ({ sent }) => sent.path],
  ['backend', ({ sent }) => sent.backendId],
  ['provider', ({ sent }) => sent.provider],
  ['model', ({ sent }) => sent.prompt?.model],
  ['task', ({ sent }) => sent.prompt?.task],
  ['reasons', ({ sent }) => sent.prompt?.reasons.join(' ')],
  ['bytes', ({ sent }) => sent.bodyBytes],
  ['tokens_in', ({ settled }) => settled?.inputTokens],
  ['tokens_out', ({ settled }) => settled?.outputTokens],
  ['cost_usd', ({ settled }) => settled?.costUsd],
  [
    'findings',
    ({ sent }) =>
      findingEntries(sent.prompt?.findings ?? {})
        .map((entry) => entry.join(' '))
        .join('; '),
  ],
  ['redacted', ({ sent }) => sent.prompt?.redacted],
  ['outcome', ({ settled, end }) => settled?.outcome ?? end],
  ['total_ms', ({ settled }) => settled?.totalMs],
  ['request_id', ({ sent }) => sent.prompt?.requestId],
  ['sha256', ({ sent }) => sent.bodySha256],
  ['log_rows', (exit) => sequencesOf(exit).join(' ')],
  ['chain', (_, isMarked) => (isMarked ? 'broken' : '')],
];

function toCell(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = formulaStart.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Spreadsheets skip white space before a formula, and some take the full-width signs for the plain ones. */
const formulaStart = /^(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/;
