import { html, type Markup } from '../../base/markup.ts';
import { renderTable } from '../../base/reportPage.ts';
import type { Assurances, Requirements } from '../../contract/compliance.ts';
import { answerOf, type Fact, type Known } from './known.ts';
import { unmetBy } from './unmet.ts';
import { answers, questions } from './wording.ts';

export interface FactsTable {
  readonly known: Known;
  readonly caption: string;
  readonly requirements: Requirements;
}

/** What was read of one provider: each fact with its answer, its passage, its page and the day. */
export function renderFacts({ known, caption, requirements }: FactsTable): Markup {
  const { facts, label } = known;
  const unmet = new Set(unmetBy(known, requirements).map(({ fact }) => fact));
  const row = <Name extends keyof Assurances>(name: Name) => ({
    name: html`${questions[name]}`,
    cells: [
      html`<div>${answers[name](facts[name] === 'unknown' ? 'unknown' : facts[name].value)}${verdict(isRequired(name, requirements), unmet.has(name))}</div>`,
      passageOf(facts[name]),
    ],
  });
  const elsewhere = Object.entries(known.regionsElsewhere).map(([host, fact]) => ({
    name: html`${questions.regions}<small>at ${host}</small>`,
    cells: [html`<div>${answers.regions(answerOf(fact))}</div>`, passageOf(fact)],
  }));
  return renderTable({
    heading: label,
    caption,
    columns: ['Question', 'Answer', 'What its page says'],
    className: 'prose facts',
    rows: [
      ...[row('training'), row('retentionDays'), row('zeroRetention'), row('baa'), row('soc2'), row('regions')],
      ...elsewhere,
    ],
  });
}

function isRequired(name: keyof Assurances, requirements: Requirements): boolean {
  const required = {
    training: requirements.noTraining,
    retentionDays: false,
    zeroRetention: requirements.noRetention,
    baa: requirements.baa,
    soc2: requirements.soc2,
    regions: requirements.regions !== undefined,
  };
  return required[name];
}

function verdict(required: boolean, isUnmet: boolean): Markup {
  if (!required) return html``;
  return isUnmet ? html`<small class="unmet">Required, not met</small>` : html`<small>Required, met</small>`;
}

function passageOf(fact: Fact<unknown>): Markup {
  if (fact === 'unknown') return html`<div>No passage was found.</div>`;
  const { says, source, readOn } = fact;
  return html`<div>${says}<small>“${source.title}”, ${source.where}. Read on <span class="date">${readOn}</span>.</small></div>`;
}
