import { formatCost, formatMs, formatRate, formatUsd } from '../metering/format.ts';
import { conclude } from './conclusion.ts';
import type { BenchmarkReport, CaseResult } from './report.ts';
import type { BenchmarkBackend } from './requests.ts';
import { type BackendScore, type PassCount, scoreBackends } from './score.ts';

/** The report as text in its order, for any kind of page. Nothing in it is escaped. */
export interface ReportView {
  readonly title: string;
  readonly introduction: readonly string[];
  readonly conclusions: readonly string[];
  readonly tables: readonly ReportTable[];
  readonly notes: readonly string[];
}

export interface ReportTable {
  readonly heading: string;
  /** What the table shows, in one sentence. */
  readonly caption: string;
  /** The first column names the row. */
  readonly columns: readonly [string, ...string[]];
  readonly rows: readonly ReportRow[];
}

export interface ReportRow {
  readonly name: string;
  /** A second, smaller line below the name; undefined where the name says all. */
  readonly subtitle: string | undefined;
  readonly cells: readonly string[];
  /** The model's answer, which may hold the person's own code; undefined where a row has none. */
  readonly answer: string | undefined;
}

export function toReportView(report: BenchmarkReport): ReportView {
  const scores = scoreBackends(report);
  const unanswered = unansweredTable(scores);
  return {
    title: 'Watershed benchmark',
    introduction: introduce(report),
    conclusions: conclude(report, scores),
    tables: [
      qualityTable(scores),
      speedTable(scores),
      costTable(scores),
      ...(unanswered.rows.length === 0 ? [] : [unanswered]),
      ...report.backends.map((backend) => casesTable(backend, report.results)),
    ],
    notes,
  };
}

const notes: readonly string[] = [
  'p50: half of the answers were at least as quick. p95: 95 of 100 were; with fewer than 20 answers it is the slowest.',
  'First token: from the request to the first piece of text. Rate: tokens a second after the first one, the median.',
  'Your own code: exact is the same text, white space aside; similarity is one minus the share of characters that must be edited.',
  'A backend that only chats is asked for your own code as a question; the others get it as a completion.',
  'One backend is called better or faster only where the sign test finds less than 5 % chance in it.',
];

function introduce({ startedAtMs, durationMs, isCancelled, results, backends }: BenchmarkReport): string[] {
  const when = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(startedAtMs);
  const cases = new Set(results.map((result) => result.caseId)).size;
  return [
    ...(isCancelled ? ['You stopped the run, so cases are missing.'] : []),
    `${when}, ${formatMs(durationMs)}: ${counted(cases, 'case')} at ${counted(backends.length, 'backend')}, one request at ` +
      'a time. Before its first case each backend got one request to warm up, which is not counted.',
  ];
}

function qualityTable(scores: readonly BackendScore[]): ReportTable {
  return {
    heading: 'Quality',
    caption: 'How many answers passed their check.',
    columns: ['Backend', 'Completion', 'Chat', 'Your code, exact', 'Your code, similarity'],
    rows: scores.map(({ backend, quality, similarity }) =>
      rowOf(backend, [
        formatPassed(quality.completion),
        formatPassed(quality.chat),
        formatPassed(quality['own-code']),
        similarity === undefined ? none : formatShare(similarity),
      ]),
    ),
  };
}

function speedTable(scores: readonly BackendScore[]): ReportTable {
  return {
    heading: 'Speed',
    caption: 'How long the answers took.',
    columns: ['Backend', 'Answers', 'First token p50', 'First token p95', 'Total p50', 'Total p95', 'Rate'],
    rows: scores.map((score) => {
      const { timeToFirstToken, total } = score;
      const times = [timeToFirstToken.p50Ms, timeToFirstToken.p95Ms, total.p50Ms, total.p95Ms];
      const cells = [...times.map(formatMs), formatRate(score.tokensPerSecond)];
      return rowOf(score.backend, [`${score.answered}`, ...cells.map((cell) => (score.answered === 0 ? none : cell))]);
    }),
  };
}

function costTable(scores: readonly BackendScore[]): ReportTable {
  return {
    heading: 'Cost',
    caption: 'What the answers cost by the price of the service.',
    columns: ['Backend', 'This run', 'A thousand such requests'],
    rows: scores.map(({ backend, answered, cost, costPerThousandUsd }) =>
      rowOf(backend, answered === 0 ? [none, none] : [formatCost(cost), formatUsd(costPerThousandUsd)]),
    ),
  };
}

function unansweredTable(scores: readonly BackendScore[]): ReportTable {
  return {
    heading: 'Not answered',
    caption: 'Cases without an answer, which no figure above counts.',
    columns: ['Backend', 'What', 'Cases', 'Why'],
    rows: scores.flatMap(({ backend, refused, failed }) => [
      ...refused.map(({ reason, count }) => rowOf(backend, ['refused', `${count}`, reason])),
      ...failed.map(({ reason, count }) => rowOf(backend, ['failed', `${count}`, reason])),
    ]),
  };
}

function casesTable(backend: BenchmarkBackend, results: readonly CaseResult[]): ReportTable {
  return {
    heading: `Cases of ${backend.id}`,
    caption: `Each case that ${backend.id} was asked.`,
    columns: ['Case', 'Result', 'First token', 'Total', 'Cost'],
    rows: results.filter((result) => result.backendId === backend.id).map(toCaseRow),
  };
}

function toCaseRow({ title, kind, outcome }: CaseResult): ReportRow {
  const subtitle = { completion: 'completion', chat: 'chat', 'own-code': 'your code' }[kind];
  if (outcome.kind !== 'answered') {
    return { name: title, subtitle, cells: [outcome.kind, none, none, none], answer: undefined };
  }
  const { quality, measurement, answer } = outcome;
  const similarity = quality.similarity === undefined ? '' : `, ${formatShare(quality.similarity)} similar`;
  const isEmpty = answer.trim() === '';
  const cells = [
    quality.passed ? 'passed' : `not passed${isEmpty ? ', empty' : similarity}`,
    measurement.timeToFirstTokenMs === undefined && isEmpty ? none : formatMs(measurement.timeToFirstTokenMs),
    formatMs(measurement.totalMs),
    formatUsd(measurement.costUsd),
  ];
  return { name: title, subtitle, cells, answer: isEmpty ? undefined : answer };
}

const none = '–';

function rowOf(backend: BenchmarkBackend, cells: readonly string[]): ReportRow {
  const place = backend.locality === 'local' ? 'on this machine' : `at ${backend.origin}`;
  return { name: backend.id, subtitle: `${backend.model}, ${place}`, cells, answer: undefined };
}

function formatPassed({ answered, passed }: PassCount): string {
  return answered === 0 ? none : `${passed} of ${answered}`;
}

function formatShare(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
