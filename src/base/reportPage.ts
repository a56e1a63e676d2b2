import { html, Markup } from './markup.ts';

/** What a page of a report is made of. */
export interface ReportPage {
  readonly title: string;
  readonly body: Markup;
  /** Must be new for each page. */
  readonly nonce: string;
  /** Added to the rules that all reports share. */
  readonly styles?: Markup;
}

/**
 * A report as a whole page for a webview. It runs no script and loads nothing: its policy allows its one style sheet
 * alone. Colours are the theme's, so that light, dark and high contrast follow it.
 */
export function renderReportPage({ title, body, nonce, styles = new Markup('') }: ReportPage): string {
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style nonce="${nonce}">${sharedStyles}${styles}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
  return page.html;
}

export interface PageTable {
  readonly heading: string;
  readonly caption: string;
  /** The first one is over the rows' names. */
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: Markup; readonly cells: readonly (string | Markup)[] }[];
  /** A class for the table's own rules; without any it is a table of figures. */
  readonly className?: string;
}

/** The roles repeat what the elements say, since a narrow page lays the cells out as blocks, which would lose it. */
export function renderTable({ heading, caption, columns, rows, className }: PageTable): Markup {
  const headers = columns.map((column) => html`<th scope="col" role="columnheader">${column}</th>`);
  const drawn = rows.map(({ name, cells }) => {
    const rest = cells.map((cell, n) => html`<td role="cell" data-column="${columns[n + 1] ?? ''}">${cell}</td>`);
    return html`<tr role="row"><th scope="row" role="rowheader">${name}</th>${rest}</tr>\n`;
  });
  const open = className === undefined ? html`<table role="table">` : html`<table role="table" class="${className}">`;
  return html`<h2>${heading}</h2>
${open}
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${headers}</tr></thead>
<tbody role="rowgroup">
${drawn}
</tbody>
</table>
`;
}

const sharedStyles = new Markup(`
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
