import type { Quantiles } from './quantile.ts';
import type { RowReport } from './rowReport.ts';

/** One line of the table. */
export interface Measure {
  readonly title: string;
  readonly unit: 'ms' | 'percent' | 'count' | 'fraction';
  readonly read: (row: RowReport) => number | undefined;
  /** Stands behind it in the same cell, and is not compared. */
  readonly further?: (row: RowReport) => readonly (number | undefined)[];
  /** Undefined: neither is better. */
  readonly better?: 'higher' | 'lower';
  /** How far two runs of the same code may be apart: absolute for shares and fractions, a ratio for `ms`. */
  readonly tolerance?: number;
}

const lower = (tolerance: number) => ({ better: 'lower', tolerance }) as const;
const higher = (tolerance: number) => ({ better: 'higher', tolerance }) as const;

/** p50, p95 and p99 in one cell. */
function quantiles(title: string, unit: Measure['unit'], read: (row: RowReport) => Quantiles): Measure {
  const further = (row: RowReport) => [read(row).p95, read(row).p99];
  return { title, unit, read: (row) => read(row).p50, further };
}

export const measures: readonly Measure[] = [
  { title: 'keys', unit: 'count', read: (row) => row.keys },
  { title: 'pauses', unit: 'count', read: (row) => row.pauses },
  { title: 'pauses with a ghost', unit: 'percent', read: (row) => row.pausesWithGhost, ...higher(0.08) },
  { title: '  within 300 ms', unit: 'percent', read: (row) => row.pausesWithin300Ms, ...higher(0.1) },
  { title: '  within 700 ms', unit: 'percent', read: (row) => row.pausesWithin700Ms, ...higher(0.1) },
  { title: 'key to ghost p50, ms', unit: 'ms', read: (row) => row.ghostMs.p50, ...lower(1.3) },
  { title: '  p95', unit: 'ms', read: (row) => row.ghostMs.p95, ...lower(1.5) },
  { title: '  p99', unit: 'ms', read: (row) => row.ghostMs.p99 },
  quantiles('  where none had stood, 50/95/99', 'ms', (row) => row.newGhostMs),
  quantiles('split, 50/95/99: editor’s wait', 'ms', (row) => row.split.editorMs),
  quantiles('  debounce', 'ms', (row) => row.split.debounceMs),
  quantiles('  queue', 'ms', (row) => row.split.queueMs),
  quantiles('  first token', 'ms', (row) => row.split.firstTokenMs),
  quantiles('    of which prompt', 'ms', (row) => row.split.promptMs),
  quantiles('  generation', 'ms', (row) => row.split.generationMs),
  quantiles('  filter', 'fraction', (row) => row.split.filterMs),
  quantiles('  drawing', 'ms', (row) => row.split.drawMs),
  { title: 'came at a pause: asked anew', unit: 'count', read: (row) => row.split.bySource['new'] },
  { title: '  joined in flight', unit: 'count', read: (row) => row.split.bySource['joined'] },
  { title: '  cache', unit: 'count', read: (row) => row.split.bySource['cache'] },
  { title: '  typed along', unit: 'count', read: (row) => row.split.bySource['typed-through'] },
  { title: 'given at any key: asked anew', unit: 'count', read: (row) => row.split.allBySource['new'] },
  { title: '  joined in flight', unit: 'count', read: (row) => row.split.allBySource['joined'] },
  { title: '  cache', unit: 'count', read: (row) => row.split.allBySource['cache'] },
  { title: '  typed along', unit: 'count', read: (row) => row.split.allBySource['typed-through'] },
  { title: 'requests per 100 keys', unit: 'fraction', read: (row) => row.requestsPer100Keys, ...lower(3) },
  { title: '  aborted', unit: 'percent', read: (row) => row.abortedShare },
  { title: '  aborted while still useful', unit: 'count', read: (row) => row.abortedUseful, ...lower(0) },
  { title: '  on their way at once', unit: 'count', read: (row) => row.mostAtOnce },
  { title: '  took p50, ms', unit: 'ms', read: (row) => row.requestMs.p50 },
  { title: '  took p95, ms', unit: 'ms', read: (row) => row.requestMs.p95 },
  { title: 'warming requests', unit: 'count', read: (row) => row.warmings },
  { title: '  while reading', unit: 'count', read: (row) => row.warmingsWhileReading },
  { title: '  took p95, ms', unit: 'ms', read: (row) => row.warmingMs.p95 },
  { title: '  longest, ms', unit: 'ms', read: (row) => row.warmingMs.longest },
  { title: 'prompt tokens evaluated per key', unit: 'fraction', read: (row) => row.promptTokensPerKey, ...lower(0.4) },
  {
    title: '  with those while reading',
    unit: 'fraction',
    read: (row) => row.promptTokensPerKeyWithReading,
    ...lower(0.4),
  },
  { title: '  cached, of answered prompts', unit: 'percent', read: (row) => row.answeredPromptTokens.cachedShare },
  { title: 'prompt length p50, characters', unit: 'count', read: (row) => row.promptLength },
  { title: 'tokens generated', unit: 'count', read: (row) => row.generatedTokens },
  { title: '  shown', unit: 'count', read: (row) => row.shownTokens },
  { title: 'texts shown', unit: 'count', read: (row) => row.shownTexts },
  { title: 'while valid: blinks', unit: 'count', read: (row) => row.flicker.blinks, ...lower(0) },
  { title: '  gone', unit: 'count', read: (row) => row.flicker.gone, ...lower(0) },
  { title: '  replaced', unit: 'count', read: (row) => row.flicker.replaced, ...lower(0) },
  { title: '  grown', unit: 'count', read: (row) => row.flicker.grown },
  { title: '  redrawn in under 40 ms', unit: 'count', read: (row) => row.flicker.redraws },
  { title: 'keys typed along a ghost', unit: 'count', read: (row) => row.along.keys || undefined },
  { title: '  that cost no request', unit: 'percent', read: (row) => row.along.freeShare, ...higher(0.02) },
  { title: 'ghosts taken', unit: 'count', read: (row) => row.accepted || undefined },
  { title: '  and kept', unit: 'count', read: (row) => (row.accepted ? row.kept : undefined) },
  { title: 'hidden lines: exact', unit: 'percent', read: (row) => row.quality?.shown.exact, ...higher(0.04) },
  { title: '  similarity', unit: 'percent', read: (row) => row.quality?.shown.similarity, ...higher(0.04) },
  { title: '  similarity where shown', unit: 'percent', read: (row) => row.quality?.shownWhereShown.similarity },
  { title: 'bare server: exact', unit: 'percent', read: (row) => row.quality?.bare?.exact },
  { title: '  similarity', unit: 'percent', read: (row) => row.quality?.bare?.similarity },
  { title: 'time with a chat answer running', unit: 'percent', read: (row) => row.chatShare },
  { title: 'told that one slot is shared', unit: 'count', read: (row) => row.oneSlotNotices },
  { title: 'notifications', unit: 'count', read: (row) => row.notifications.length },
  { title: 'warnings in the log', unit: 'count', read: (row) => row.warnings.length },
  { title: 'extension host CPU per key, ms', unit: 'fraction', read: (row) => row.hostCpuMsPerKey, ...lower(3) },
  { title: '  when typed once more', unit: 'fraction', read: (row) => row.hostCpuMsPerKeyAgain },
  { title: '  memory, MB', unit: 'count', read: (row) => row.hostResidentMb },
];
