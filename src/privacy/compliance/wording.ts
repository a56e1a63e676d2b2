import type { Assurances } from '../../contract/compliance.ts';
import { duration, listRegions } from './phrases.ts';

type Wording = { readonly [Name in keyof Assurances]: (value: Assurances[Name]) => string };

/** The questions of the page, in its order. */
export const questions: Readonly<Record<keyof Assurances, string>> = {
  training: 'Trains on prompts of its API',
  retentionDays: 'Keeps prompts',
  zeroRetention: 'Can keep no prompts at all',
  baa: 'Business associate agreement (HIPAA)',
  soc2: 'SOC 2 report',
  regions: 'Processes prompts in',
};

/** What was read, in few words. */
export const answers: Wording = {
  training: (value) =>
    ({
      no: 'No',
      'opt-out': 'Yes, unless you object',
      'by-plan': 'Depends on your plan',
      yes: 'Yes',
      unknown,
    })[value],
  retentionDays: (value) => (value === 'unknown' ? unknown : value === 0 ? 'Not at all' : toSentence(duration(value))),
  zeroRetention: (value) => ({ default: 'Yes, by default', 'on-request': 'On request', no: 'No', unknown })[value],
  baa: (value) => ({ yes: 'Offered', no: 'Not offered', unknown })[value],
  soc2: (value) => ({ yes: 'Yes', no: 'No', unknown })[value],
  regions: (value) => {
    if (value === 'unknown') return unknown;
    return value === 'anywhere' ? 'Anywhere' : toSentence(listRegions(value));
  },
};

const unknown = 'Unknown';

function toSentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
