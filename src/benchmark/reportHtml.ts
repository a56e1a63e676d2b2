import { html, type Markup } from '../base/markup.ts';
import { renderReportPage, renderTable } from '../base/reportPage.ts';
import type { BenchmarkReport } from './report.ts';
import { type ReportRow, type ReportTable, toReportView } from './reportView.ts';

/** The report as a whole page for a webview, without a script; `nonce` must be new for each page. */
export function renderReportHtml(report: BenchmarkReport, { nonce }: { readonly nonce: string }): string {
  const view = toReportView(report);
  const body = html`<h1>${view.title}</h1>
${view.introduction.map((sentence) => html`<p>${sentence}</p>\n`)}
<h2>What it says</h2>
<ul>
${view.conclusions.map((sentence) => html`<li>${sentence}</li>\n`)}
</ul>
${view.tables.map(toTable)}
<h2>How to read this</h2>
<ul>
${view.notes.map((note) => html`<li>${note}</li>\n`)}
</ul>`;
  return renderReportPage({ title: view.title, body, nonce });
}

function toTable({ heading, caption, columns, rows }: ReportTable): Markup {
  return renderTable({ heading, caption, columns, rows: rows.map((row) => ({ name: nameOf(row), cells: row.cells })) });
}

function nameOf({ name, subtitle, answer }: ReportRow): Markup {
  const small = subtitle === undefined ? html`` : html`<small>${subtitle}</small>`;
  const fold = answer === undefined ? html`` : html`<details><summary>Answer</summary><pre>${answer}</pre></details>`;
  return html`${name}${small}${fold}`;
}
