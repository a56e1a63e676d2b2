import { stillThereShare } from '../contract/suggestion.ts';
import { type AcceptanceFigures, acceptanceRate, type KeptFigures, summarizeAcceptance } from './acceptance.ts';
import { formatCount, formatShare } from './format.ts';
import type { Suggestions } from './suggestions.ts';

const weekMs = 7 * 24 * 3_600_000;

/** A Markdown document on what became of suggestions, by model and language; its tables are readable as plain text too. */
export function reportAcceptance(suggestions: Suggestions, nowMs: number): string {
  const all = summarizeAcceptance(suggestions.tallySince(0));
  const lines = [
    '# Completion acceptance',
    '',
    'All of this is counted and kept on this machine, without any of your code.',
    '',
  ];
  if (all.total.returned === 0) {
    return [
      ...lines,
      'Nothing has been suggested yet. Once grey text has come while you type, its figures stand here.',
      '',
    ].join('\n');
  }
  const week = summarizeAcceptance(suggestions.tallySince(nowMs - weekMs));
  return [
    ...lines,
    ...sectionOf('Last 7 days', week),
    ...sectionOf('All time', all),
    '## How to read this',
    '',
    ...notes.map((note) => `- ${note}`),
    '',
  ].join('\n');
}

const notes: readonly string[] = [
  '**Offered**: handed to the editor, which does not tell whether it drew them. One that you type along counts once.',
  '**Accepted**: the whole by key. **In part**: by word or line. **Typed**: you typed all of it without the key.',
  '**Rate**: these three together, as a share of those offered. **Escaped**: you dismissed it. The others were ignored.',
  `**Kept**: of the accepted texts, those of which at least ${formatShare(stillThereShare)} still stood there after 30 ` +
    'seconds, after 5 minutes, white space aside. Where the document was closed before, nobody could look.',
  '**Chars**: characters that the key added to your documents.',
];

const columns: readonly string[] = [
  'Model',
  'Language',
  ...['Offered', 'Accepted', 'In part', 'Typed', 'Rate', 'Escaped', 'Kept 30 s', 'Kept 5 min', 'Chars'],
];

function sectionOf(heading: string, { total, rows }: ReturnType<typeof summarizeAcceptance>): string[] {
  if (total.returned === 0) return [`## ${heading}`, '', 'Nothing was suggested.', ''];
  const cells = rows.map((row) => [escapeCell(row.model), escapeCell(row.languageId), ...figuresOf(row)]);
  const sum = rows.length > 1 ? [['**All**', '', ...figuresOf(total)]] : [];
  return [`## ${heading}`, '', ...toTable([...cells, ...sum]), ''];
}

function figuresOf(figures: AcceptanceFigures): string[] {
  const { returned, outcomes, acceptedLength, after30s, after5min } = figures;
  return [
    ...[returned, outcomes.accepted, outcomes['partly-accepted'], outcomes.typed].map(formatCount),
    formatShare(acceptanceRate(figures)),
    formatCount(outcomes.dismissed),
    ...[after30s, after5min].map(formatKept),
    formatCount(acceptedLength),
  ];
}

function formatKept({ kept, known }: KeptFigures): string {
  return known === 0 ? '–' : `${formatShare(kept / known)} of ${formatCount(known)}`;
}

/** Columns of one width, texts to the left and figures to the right. */
function toTable(rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map((column, n) => Math.max(column.length, ...rows.map((row) => row[n]?.length ?? 0)));
  const isText = (n: number) => n < 2;
  const toLine = (cells: readonly string[]) => {
    const padded = widths.map((width, n) => (isText(n) ? cells[n]?.padEnd(width) : cells[n]?.padStart(width)));
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, n) => (isText(n) ? `:${'-'.repeat(width - 1)}` : `${'-'.repeat(width - 1)}:`));
  return [toLine(columns), toLine(rule), ...rows.map(toLine)];
}

/** Names come from servers and settings, so they may hold what Markdown takes for markup. */
function escapeCell(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>()#+!|~]/g, '\\$&').replaceAll(/\s/g, ' ');
}
