import type { BenchmarkReport } from './report.ts';
import { type ReportTable, toReportView } from './reportView.ts';

/** The report as Markdown to be pasted elsewhere. It leaves out the answers, which may hold the person's own code. */
export function renderReportMarkdown(report: BenchmarkReport): string {
  const view = toReportView(report);
  const sections = [
    `# ${escapeMarkdown(view.title)}`,
    ...view.introduction.map(escapeMarkdown),
    '## What it says',
    list(view.conclusions),
    ...view.tables.map(renderTable),
    '## How to read this',
    list(view.notes),
  ];
  return `${sections.join('\n\n')}\n`;
}

function renderTable({ heading, caption, columns, rows }: ReportTable): string {
  const lines = [
    line(columns),
    `|${columns.map((_, index) => (index === 0 ? ':--|' : '--:|')).join('')}`,
    ...rows.map(({ name, subtitle, cells }) =>
      line([subtitle === undefined ? name : `${name} (${subtitle})`, ...cells]),
    ),
  ];
  return [`## ${escapeMarkdown(heading)}`, escapeMarkdown(caption), lines.join('\n')].join('\n\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.map(escapeMarkdown).join(' | ')} |`;
}

function list(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${escapeMarkdown(sentence)}`).join('\n');
}

/** Whatever Markdown or a table could take for a mark; a file's name and a server's sentence may hold anything. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|#~&]/g, '\\$&');
}
