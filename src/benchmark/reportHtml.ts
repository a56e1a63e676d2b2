import { html, Markup } from './markup.ts';
import type { BenchmarkReport } from './report.ts';
import { type ReportRow, type ReportTable, toReportView } from './reportView.ts';

/**
 * The report as a whole page for a webview. It runs no script and loads nothing: its policy allows its one style sheet
 * alone, by a nonce that must be new for each page.
 */
export function renderReportHtml(report: BenchmarkReport, { nonce }: { readonly nonce: string }): string {
  const view = toReportView(report);
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${view.title}</title>
<style nonce="${nonce}">${styles}</style>
</head>
<body>
<main>
<h1>${view.title}</h1>
${view.introduction.map((sentence) => html`<p>${sentence}</p>\n`)}
<h2>What it says</h2>
<ul>
${view.conclusions.map((sentence) => html`<li>${sentence}</li>\n`)}
</ul>
${view.tables.map(renderTable)}
<h2>How to read this</h2>
<ul>
${view.notes.map((note) => html`<li>${note}</li>\n`)}
</ul>
</main>
</body>
</html>
`;
  return page.html;
}

/** The roles repeat what the elements say, since a narrow page lays the cells out as blocks, which would lose it. */
function renderTable({ heading, caption, columns, rows }: ReportTable): Markup {
  const headers = columns.map((column) => html`<th scope="col" role="columnheader">${column}</th>`);
  return html`<h2>${heading}</h2>
<table role="table">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${headers}</tr></thead>
<tbody role="rowgroup">
${rows.map((row) => renderRow(row, columns))}
</tbody>
</table>
`;
}

function renderRow({ name, subtitle, cells, answer }: ReportRow, columns: ReportTable['columns']): Markup {
  const small = subtitle === undefined ? html`` : html`<small>${subtitle}</small>`;
  const fold = answer === undefined ? html`` : html`<details><summary>Answer</summary><pre>${answer}</pre></details>`;
  const rest = cells.map((cell, index) => html`<td role="cell" data-column="${columns[index + 1] ?? ''}">${cell}</td>`);
  return html`<tr role="row"><th scope="row" role="rowheader">${name}${small}${fold}</th>${rest}</tr>\n`;
}

/** Colours are the theme's alone, so that light, dark and high contrast follow it. */
const styles = new Markup(`
body { color: var(--vscode-foreground); background: var(--vscode-editor-background); font-family: var(--vscode-font-family);
  font-size: var(--vscode-font-size); line-height: 1.5; margin: 0; }
main { max-width: 70rem; padding: 0 1rem 2rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6em; }
h2 { font-size: 1.2em; margin: 1.8em 0 0.4em; }
ul { padding-left: 1.4em; }
summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; overflow-wrap: normal; }
caption { text-align: left; color: var(--vscode-descriptionForeground); padding-bottom: 0.4em; }
th, td { text-align: left; vertical-align: top; padding: 0.3em 1.2em 0.3em 0; font-weight: normal;
  border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border)); }
thead th { font-weight: 600; }
td { font-variant-numeric: tabular-nums; }
tbody th { overflow-wrap: anywhere; }
small { display: block; color: var(--vscode-descriptionForeground); }
summary { cursor: pointer; color: var(--vscode-textLink-foreground); }
pre { font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size); white-space: pre-wrap;
  overflow-wrap: anywhere; margin: 0.3em 0; }
@media (max-width: 45rem) {
  table, caption, tbody, tr, th, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { border-bottom: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border)); padding: 0.4em 0; }
  tbody th, td { border: none; padding: 0.1em 0; overflow-wrap: anywhere; }
  td { display: flex; gap: 1em; justify-content: space-between; }
  td::before { content: attr(data-column) / ""; color: var(--vscode-descriptionForeground); overflow-wrap: normal; }
}
`);
