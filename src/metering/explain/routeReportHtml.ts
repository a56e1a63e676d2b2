import { html, Markup } from '../../base/markup.ts';
import { renderReportPage, renderTable } from '../../base/reportPage.ts';
import type { LedgerEntry } from '../../contract/ledger.ts';
import type { Estimate, Predicted } from '../estimate.ts';
import { formatMs, formatUsd } from '../format.ts';
import type { ReportLink } from './advice.ts';
import type { LayerReport, Statement } from './layers.ts';
import { outcomeWords } from './recentRequests.ts';
import type { RefusedRow, RouteReport, RouteRow } from './routeReport.ts';

/** The report as a whole page for a webview, without a script; `nonce` must be new for each page. */
export function renderRouteReport(report: RouteReport, { nonce }: { readonly nonce: string }): string {
  const { title, heading, lead, context, links, attempts, layers, routes, refused, notes } = report;
  const body = html`<p class="kind">${title}</p>
<h1>${heading}</h1>
${lead === '' ? html`` : html`<p class="lead">${lead}</p>\n`}${context.map((sentence) => html`<p>${sentence}</p>\n`)}
<p class="links">${links.map(renderLink)}</p>
${attempts.length === 0 ? html`` : renderAttempts(attempts)}
${layers.length === 0 ? html`` : renderLayers(layers)}
${layers.length === 0 ? html`` : renderRoutes(routes)}
${refused.length === 0 ? html`` : renderRefused(refused)}
${notes.length === 0 ? html`` : html`<h2>How to read this</h2>\n<ul>${notes.map((note) => html`<li>${note}</li>\n`)}</ul>`}`;
  return renderReportPage({ title, body, nonce, styles });
}

function renderAttempts(attempts: readonly LedgerEntry[]): Markup {
  return renderTable({
    heading: 'What became of it',
    caption: 'Each attempt, as the ledger has it.',
    columns: ['Backend', 'Outcome', 'Why', 'First token', 'Whole answer', 'Cost'],
    className: 'prose',
    rows: attempts.map((entry) => ({
      name: nameCell(`${entry.attempt}. ${entry.backendId}`, entry.model),
      cells: [
        entry.errorKind === undefined
          ? outcomeWords[entry.outcome]
          : `${outcomeWords[entry.outcome]}: ${entry.errorKind}`,
        sentences(entry.reasons),
        ...[formatMs(entry.timeToFirstTokenMs), formatMs(entry.totalMs), formatUsd(entry.costUsd)].map(figure),
      ],
    })),
  });
}

function renderLayers(layers: readonly LayerReport[]): Markup {
  return renderTable({
    heading: 'What each layer said',
    caption: 'The router asks them in this order.',
    columns: ['Layer', 'It looked at', 'It said'],
    className: 'prose layers',
    rows: layers.map(({ name, facts, said }) => ({
      name: html`${name}`,
      cells: [
        sentences(facts),
        said.length === 0 ? html`<div class="quiet">Nothing.</div>` : html`<div>${said.map(renderStatement)}</div>`,
      ],
    })),
  });
}

function renderRoutes(routes: readonly RouteRow[]): Markup {
  if (routes.length === 0)
    return html`<h2>Routes</h2>\n<p>There is none: every backend is refused, for the reasons below.</p>\n`;
  return renderTable({
    heading: 'Routes, in order',
    caption: routes.length === 1 ? 'The only one.' : 'The first is asked first; the others when the plan says so.',
    columns: ['Backend', 'Why', 'First token', 'Whole answer', 'Cost'],
    className: 'prose',
    rows: routes.map(({ backendId, subtitle, reasons, estimate }, index) => ({
      name: nameCell(`${index + 1}. ${backendId}`, subtitle),
      cells: [sentences(reasons), ...estimateCells(estimate)],
    })),
  });
}

function renderRefused(refused: readonly RefusedRow[]): Markup {
  return renderTable({
    heading: 'Refused',
    caption: 'Below each reason stands what would change it. What it would have taken is an estimate.',
    columns: ['Backend', 'Why not', 'First token', 'Whole answer', 'Cost'],
    className: 'prose',
    rows: refused.map(({ backendId, subtitle, reason, advice, estimate }) => ({
      name: nameCell(backendId, subtitle),
      cells: [
        html`<div><p>${reason}</p><p class="advice">${advice.text} ${advice.link ? renderLink(advice.link) : html``}</p></div>`,
        ...estimateCells(estimate),
      ],
    })),
  });
}

function renderStatement({ text, rulesOut, standsAt }: Statement): Markup {
  const parts = [
    rulesOut.length === 0 ? '' : `Rules out ${rulesOut.join(', ')}.`,
    standsAt.length === 0 ? '' : `Noted at ${standsAt.join(', ')}.`,
  ];
  return html`<p>${text}<small>${parts.filter(Boolean).join(' ')}</small></p>`;
}

function nameCell(name: string, subtitle: string): Markup {
  return subtitle === '' ? html`${name}` : html`${name}<small>${subtitle}</small>`;
}

function sentences(texts: readonly string[]): Markup {
  if (texts.length === 0) return html`<div class="quiet">Nothing.</div>`;
  return html`<div>${texts.map((text) => html`<p>${text}</p>`)}</div>`;
}

function figure(text: string): Markup {
  return html`<div class="figure">${text}</div>`;
}

/** A backend that is not set up for the task would never have been asked. */
function estimateCells(estimate: Estimate | undefined): readonly Markup[] {
  if (estimate === undefined) return ['–', '–', '–'].map(figure);
  const { firstToken, total, cost } = estimate;
  // What is missing for both is said once.
  const isSaid = 'missing' in total && 'missing' in firstToken && total.missing === firstToken.missing;
  const totalCell = isSaid ? figure('unknown') : predictedCell(total, formatMs);
  return [predictedCell(firstToken, formatMs), totalCell, predictedCell(cost, formatUsd)];
}

function predictedCell(predicted: Predicted, format: (value: number) => string): Markup {
  if ('missing' in predicted) return html`<div>unknown<small>${predicted.missing}</small></div>`;
  const [usual, high] = [format(predicted.usual), format(predicted.rarelyAbove)];
  if (usual === high) return figure(predicted.usual === 0 ? usual : `about ${usual}`);
  return html`<div class="figure">about ${usual}<small>rarely above ${high}</small></div>`;
}

function renderLink({ label, command, argument }: ReportLink): Markup {
  const query = argument === undefined ? '' : `?${encodeURIComponent(JSON.stringify([argument]))}`;
  return html`<a href="command:${command}${query}">${label}</a>`;
}

const styles = new Markup(`
.kind { color: var(--vscode-descriptionForeground); margin: 1.4em 0 0; }
h1 { margin: 0.1em 0 0.4em; }
.lead { font-size: 1.15em; margin: 0 0 0.8em; }
main > p { margin: 0 0 0.3em; }
.links { margin-top: 0.8em; display: flex; flex-wrap: wrap; gap: 0.3em 1.4em; }
a { color: var(--vscode-textLink-foreground); text-decoration: underline; }
a:hover { color: var(--vscode-textLink-activeForeground); }
a:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
.prose tbody th { width: 10rem; font-weight: 600; }
.prose tbody th small { font-weight: normal; }
.prose td p { margin: 0 0 0.2em; }
.prose thead th, .advice a, .figure, .layers tbody th { white-space: nowrap; }
.layers tbody th { width: 8rem; }
.layers td:last-child { width: 45%; }
.figure small { white-space: normal; min-width: 7rem; }
.advice, .quiet { color: var(--vscode-descriptionForeground); }
@media (max-width: 45rem) {
  .prose tbody th, .prose td, .layers tbody th, .layers td:last-child { width: auto; }
  .prose td { display: block; padding: 0.2em 0; }
  .prose td::before { display: block; font-size: 0.9em; }
}
`);
