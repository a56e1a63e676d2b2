import { formatCount, formatUsd } from '../format.ts';
import type { Exit } from './exits.ts';
import { midnightBefore } from './periods.ts';
import type { DayView, RowMark, RowView } from './report.ts';
import {
  countFindings,
  describeEnd,
  describeFindings,
  formatBytes,
  formatDay,
  formatTime,
  hostOf,
  taskWords,
} from './words.ts';

export function toDayViews(
  exits: readonly Exit[],
  nowMs: number,
  isMarked: (exit: Exit) => boolean,
): readonly DayView[] {
  const days: { startMs: number; label: string; rows: RowView[] }[] = [];
  for (const exit of exits) {
    const startMs = midnightBefore(exit.sent.atMs, 0);
    let day = days.at(-1);
    if (day?.startMs !== startMs) {
      day = { startMs, label: labelOf(startMs, nowMs), rows: [] };
      days.push(day);
    }
    day.rows.push(toRowView(exit, isMarked(exit)));
  }
  return days.map(({ label, rows }) => ({ label, rows }));
}

function toRowView(exit: Exit, isBroken: boolean): RowView {
  const { sent } = exit;
  const shared = {
    sequence: sent.sequence,
    time: formatTime(sent.atMs),
    host: hostOf(sent.origin),
    provider: sent.provider ?? '',
    bytes: formatBytes(sent.bodyBytes),
    end: describeEnd(exit),
    sha256: sent.bodySha256,
    marks: marksOf(exit, isBroken),
  };
  const { prompt } = sent;
  if (prompt === undefined) {
    const why = `${sent.method} ${sent.path}`;
    return { ...shared, model: '', task: 'No prompt', why, tokens: '', cost: '', found: '', redacted: '' };
  }
  const found = countFindings(prompt.findings);
  const isOver = exit.end === 'settled';
  return {
    ...shared,
    model: prompt.model,
    task: taskWords[prompt.task],
    why: prompt.reasons[0] ?? '',
    tokens: isOver ? formatTokenPair(exit.settled?.inputTokens, exit.settled?.outputTokens) : '',
    cost: isOver ? formatUsd(exit.settled?.costUsd) : '',
    found: describeFindings(prompt.findings),
    redacted: found === 0 ? '' : prompt.redacted < found ? `${formatCount(prompt.redacted)} redacted` : 'all redacted',
  };
}

function marksOf({ sent: { prompt }, settled }: Exit, isBroken: boolean): readonly RowMark[] {
  return [
    ...(prompt === undefined ? (['without-prompt'] as const) : []),
    ...(prompt !== undefined && prompt.redacted < countFindings(prompt.findings) ? (['exposed'] as const) : []),
    ...(settled?.outcome === 'failed' ? (['failed'] as const) : []),
    ...(isBroken ? (['broken'] as const) : []),
  ];
}

/** `1,050 / 210 tokens`: those of the prompt, and those of the answer. */
function formatTokenPair(inputTokens: number | undefined, outputTokens: number | undefined): string {
  if (inputTokens === undefined && outputTokens === undefined) return 'tokens unknown';
  const pair = [inputTokens, outputTokens].map((tokens) => (tokens === undefined ? '?' : formatCount(tokens)));
  return `${pair.join(' / ')} tokens`;
}

function labelOf(startMs: number, nowMs: number): string {
  if (startMs === midnightBefore(nowMs, 0)) return `Today, ${formatDay(startMs)}`;
  if (startMs === midnightBefore(nowMs, 1)) return `Yesterday, ${formatDay(startMs)}`;
  return formatDay(startMs);
}
