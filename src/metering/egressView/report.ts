import type { Period } from './periods.ts';

// Types alone, which media/ may import: nothing here leads to code that needs Node.

/** Everything that the view draws, in words. */
export interface EgressViewState {
  readonly headline: Headline;
  readonly totals: readonly TotalsRow[];
  readonly verdict: VerdictView;
  readonly filter: ExitFilter;
  /** Whether the filter is another one than at first. */
  readonly isFiltered: boolean;
  readonly choices: FilterChoices;
  /** The newest first. */
  readonly days: readonly DayView[];
  /** How much of what is there is shown. */
  readonly count: string;
  readonly canShowMore: boolean;
  readonly open: readonly DetailView[];
  readonly isLogEmpty: boolean;
  /** What stands in the list's place where there is nothing to list. */
  readonly empty: EmptyList | undefined;
}

export interface VerdictView {
  readonly state: 'checking' | 'intact' | 'broken' | 'unverifiable';
  readonly sentence: string;
  /** When it was checked, and which broken rows the list does not have; empty while it runs. */
  readonly note: string;
  /** Whether the list has rows that the check has marked. */
  readonly hasMarkedRows: boolean;
}

export interface FilterChoices {
  /** Every destination in the log, the most used first. */
  readonly hosts: readonly Choice[];
  readonly tasks: readonly Choice[];
  /** How many requests without a prompt the period has. */
  readonly withoutPrompt: string;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface EmptyList {
  readonly text: string;
  /** What would bring rows back. */
  readonly remedy: 'none' | 'clear-filter' | 'show-without-prompt';
}

/** The answer to “does any data leave my machine?”, and how far it goes. */
export interface Headline {
  readonly answer: string;
  /** What the answer leaves open, a sentence each. */
  readonly notes: readonly string[];
}

/** The totals of a period as the view shows them, a word or figure each. */
export interface TotalsRow {
  readonly period: Period;
  readonly label: string;
  readonly prompts: string;
  readonly withoutPrompt: string;
  readonly bytes: string;
  readonly inputTokens: string;
  readonly outputTokens: string;
  readonly cost: string;
  readonly hosts: string;
}

/** What of the log is shown, and exported. */
export interface ExitFilter {
  readonly period: Period;
  /** The destination's host and port; undefined for every one. */
  readonly host?: string | undefined;
  /** What the request was for; undefined for everything. */
  readonly task?: string | undefined;
  /** Only what something was found in. */
  readonly withFindings: boolean;
  /** Probes, lists of models and the like, too. */
  readonly withoutPrompt: boolean;
  /** Only rows that the check of the chain has marked. */
  readonly marked: boolean;
  /** Every word of it must stand in the host, the provider, the model or a reason, whatever its case. */
  readonly text: string;
}

/** One request as the list shows it, in words. An empty text stands for what does not apply. */
export interface RowView {
  /** Of its `sent` row. */
  readonly sequence: number;
  readonly time: string;
  readonly host: string;
  readonly provider: string;
  readonly model: string;
  readonly task: string;
  /** The first reason of the route, or what was asked for without a prompt. */
  readonly why: string;
  readonly bytes: string;
  readonly tokens: string;
  readonly cost: string;
  readonly found: string;
  readonly redacted: string;
  readonly end: string;
  readonly sha256: string;
  readonly marks: readonly RowMark[];
}

/**
 * What makes a row look different. `exposed`: something that was found left as it is. `broken`: the check of the chain
 * found it changed, or rows missing before it. `without-prompt`: it carries nothing of the person's.
 */
export type RowMark = 'exposed' | 'failed' | 'broken' | 'without-prompt';

/** The requests of one day. */
export interface DayView {
  readonly label: string;
  readonly rows: readonly RowView[];
}

/** One request with all that is known of it. */
export interface DetailView {
  readonly sequence: number;
  /** What happened, in sentences under headings. */
  readonly sections: readonly { readonly heading: string; readonly sentences: readonly string[] }[];
  /** The fields of its rows as they stand in the log. */
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  readonly sha256: string;
  /** Set where the request's route can be explained. */
  readonly requestId: string | undefined;
  readonly hasText: boolean;
}
