import { html, type Markup } from '../../base/markup.ts';
import { renderTable } from '../../base/reportPage.ts';

/** The cases in which no promise of a provider is enough, with what to set for each. */
export function renderLocalCases(): Markup {
  return renderTable({
    heading: 'When local is not negotiable',
    caption: 'Ask whoever is responsible for the data where you are unsure. Until then, local is the safe answer.',
    columns: ['Data', 'Why it may have to stay', 'What to set'],
    className: 'prose cases',
    rows: cases.map(({ data, why, set }) => ({
      name: html`${data}`,
      cells: [html`<div>${why}</div>`, html`<div>${set}</div>`],
    })),
  });
}

const localOnly = html`<code>"watershed.privacy.mode": "local-only"</code>`;
const policyLocalOnly = html`<code>{ "version": 1, "mode": "local-only" }</code> in <code>.watershed/policy.json</code>`;

const cases: readonly { readonly data: string; readonly why: string; readonly set: Markup }[] = [
  {
    data: 'Patients’ data, without a business associate agreement',
    why: 'Under HIPAA a service that handles them for you needs an agreement that both have signed. An offer on a web page is none.',
    set: html`${localOnly}. Once it is signed: <code>"watershed.privacy.require": { "baa": true }</code>, and
<code>"providers"</code> in <code>.watershed/policy.json</code> with the one that signed.`,
  },
  {
    data: 'Trade secrets, and code under a non-disclosure agreement',
    why: 'A cloud is a third party. Many agreements forbid passing anything to one, whatever it promises.',
    set: html`${policyLocalOnly}, so that it holds for everybody who opens the repository. For single folders:
<code>"exclude"</code> there, or <code>.aiexclude</code>.`,
  },
  {
    data: 'Export-controlled code and technical data',
    why: 'Letting a server or a person abroad see it can count as an export. A region says where a request is processed, not who has access.',
    set: html`${policyLocalOnly}. A region in <code>"watershed.privacy.require"</code> is not enough.`,
  },
  {
    data: 'Passwords, keys and tokens',
    why: 'Whoever reads one can use it. Watershed finds many formats, but never all of them.',
    set: html`The mode <code>guarded</code> or stricter, never <code>open</code>; files that hold them in
<code>.aiexclude</code>. Change at once what has left.`,
  },
  {
    data: 'Customers’ personal data, without a data processing agreement',
    why: 'The GDPR asks for a contract with everybody who processes such data for you, and for a ground to pass them outside the EU.',
    set: html`${localOnly}. Once there is a contract: <code>"watershed.privacy.require": { "noTraining": true, "regions": ["eu"] }</code>.`,
  },
  {
    data: 'Classified work, and machines without a network',
    why: 'No cloud can be reached, or none may be.',
    set: html`${localOnly}. Then only servers at a literal loopback address are contacted; a host of your own does not count either.`,
  },
];
