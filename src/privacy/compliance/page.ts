import { html, Markup } from '../../base/markup.ts';
import { renderReportPage, renderTable } from '../../base/reportPage.ts';
import type { Refusal } from '../../contract/admission.ts';
import type { Requirements } from '../../contract/compliance.ts';
import type { Locality } from '../../contract/routing.ts';
import { renderFacts } from './factsTable.ts';
import { type Destination, type Known, knownOf, knownOfProvider } from './known.ts';
import { renderLocalCases } from './localCases.ts';
import { listRequirements } from './phrases.ts';
import { promisesOfClouds } from './promises.ts';
import { unmetBy, unmetRequirements } from './unmet.ts';

/** A configured backend, with its name in the settings. */
export interface ConfiguredDestination extends Destination {
  readonly id: string;
  readonly locality: Locality;
}

export interface CompliancePage {
  /** In the order of the settings. */
  readonly configured: readonly ConfiguredDestination[];
  /** What the person and the policies of the workspace require together. */
  readonly requirements: Requirements;
  /** Why a backend is not asked at all, be it for a requirement or for what a policy says besides. */
  readonly refusalOf: (destination: ConfiguredDestination) => Refusal | undefined;
  /** Must be new for each page. */
  readonly nonce: string;
}

/** What is known of every provider as a whole page for a webview, without a script; the configured ones come first. */
export function renderCompliancePage(page: CompliancePage): string {
  const { configured, requirements, nonce } = page;
  const clouds = groupByProvider(configured);
  const used = new Set(clouds.map(({ known }) => known.provider));
  const others = Object.values(promisesOfClouds)
    .map(knownOfProvider)
    .filter(({ provider }) => !used.has(provider));
  const body = html`<h1>Compliance of providers</h1>
<p>What providers say of their APIs on their own pages, each fact with its page and the day on which a stored copy was read.
Pages change, and your contract comes first: this is not legal advice.</p>
<p>“Unknown” means that no passage was found that settles it, and never meets a requirement. That an agreement is offered does
not mean that you have signed it. Which plan or arrangement you have, Watershed cannot know.</p>
${renderRequired(requirements)}
${renderConfigured(page)}
${clouds.map(({ known, ids, place }) => renderFacts({ known, requirements, caption: `Configured as ${quoteAll(ids)}, at ${place}.` }))}
${renderLocalCases()}
<h2>Other providers</h2>
<details><summary>Show the other ${String(others.length)}</summary>
${others.map((known) => renderFacts({ known, requirements, caption: summarize(known, requirements) }))}
</details>`;
  return renderReportPage({ title: 'Compliance of Providers', body, nonce, styles });
}

function renderRequired(requirements: Requirements): Markup {
  const required = listRequirements(requirements);
  if (required.length === 0) {
    return html`<p class="required">Nothing is required of clouds. To require something, set <code>watershed.privacy.require</code>, for
example <code>{ "noTraining": true, "regions": ["eu"] }</code>. A cloud that is not known to meet it is not asked then.</p>`;
  }
  return html`<div class="required"><p>Required of clouds, by <code>watershed.privacy.require</code> or a repository’s policy:</p>
<ul>${required.map((one) => html`<li>${one}</li>\n`)}</ul></div>`;
}

function renderConfigured(page: CompliancePage): Markup {
  const { configured } = page;
  if (configured.length === 0) return html`<h2>Configured</h2>\n<p>No backend is configured yet.</p>`;
  return renderTable({
    heading: 'Configured',
    caption: 'In the order of the settings.',
    columns: ['Backend', 'Who runs it', 'What is required of it'],
    className: 'prose configured',
    rows: configured.map((one) => ({
      name: html`${one.id}<small>${one.origin}</small>`,
      cells: [
        html`<div>${one.isOwn ? 'You: this machine, or a host of your own' : (knownOf(one).provider ?? 'Unknown')}</div>`,
        html`<div>${verdictOn(one, page)}</div>`,
      ],
    })),
  });
}

/** A refusal that what is known of the promises does not explain is one of the policy. */
function verdictOn(one: ConfiguredDestination, { requirements, refusalOf }: CompliancePage): string {
  const refusal = refusalOf(one);
  const isUnmet = unmetRequirements(one, requirements).length > 0;
  if (refusal !== undefined && !isUnmet) return `It is not asked. ${refusal.text}`;
  return one.isOwn ? 'Nothing: requirements are for clouds.' : summarize(knownOf(one), requirements);
}

function summarize(known: Known, requirements: Requirements): string {
  if (listRequirements(requirements).length === 0) return 'Nothing is required.';
  const unmet = unmetBy(known, requirements);
  if (unmet.length === 0) return 'It meets everything that is required.';
  if (known.provider === undefined) return 'It is not asked: nothing is known of who runs it.';
  return `It is not asked. ${unmet.map((one) => `Required is ${one.required}, and ${one.known}.`).join(' ')}`;
}

interface ConfiguredProvider {
  readonly known: Known;
  readonly ids: readonly string[];
  readonly place: string;
}

/** One for each address of a known provider; a way round its region, as Bedrock has it, makes another. */
function groupByProvider(configured: readonly ConfiguredDestination[]): readonly ConfiguredProvider[] {
  const clouds = configured.filter((one) => !one.isOwn && knownOf(one).provider !== undefined);
  const keyOf = (one: ConfiguredDestination) => JSON.stringify([one.origin, knownOf(one).facts.regions]);
  return [...Map.groupBy(clouds, keyOf).values()].flatMap(([first, ...rest]) =>
    first === undefined
      ? []
      : [{ known: knownOf(first), ids: [first, ...rest].map(({ id }) => id), place: first.origin }],
  );
}

function quoteAll(ids: readonly string[]): string {
  return new Intl.ListFormat('en').format(ids.map((id) => `“${id}”`));
}

const styles = new Markup(`
code { font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size); overflow-wrap: anywhere; }
table.prose { table-layout: fixed; }
table.prose th:first-child { width: 24%; }
table.facts th:nth-child(2), table.configured th:nth-child(2) { width: 22%; }
table.prose td > div { min-width: 0; }
.date { white-space: nowrap; }
.unmet { color: var(--vscode-errorForeground); }
@media (max-width: 45rem) {
  table.prose th:first-child { width: auto; }
  table.prose tbody th { font-weight: 600; }
  table.prose tbody th small { font-weight: normal; }
  table.prose td { display: block; }
  table.prose td::before { display: block; font-size: 0.9em; }
}
`);
