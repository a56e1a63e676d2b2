import type { FimFormat } from './formats.ts';
import type { Evidence } from './probe.ts';
import type { Filling } from './selfTest.ts';

/** What is known of how a model fills in, as the end of a sentence: for the connection test and for the log. */
export function describeFilling(filling: Filling): string {
  if (filling.kind === 'none') return 'it cannot fill in the middle';
  if (filling.kind === 'proven') {
    const { format, evidence } = filling;
    return `it can fill in the middle (${nameOf(format)}, known by ${nouns[evidence]}, and a test of it went well)`;
  }
  const tried = filling.failed.map(({ format, verdict }) => `${nameOf(format)}: ${faults[verdict]}`).join('; ');
  return `it should fill in the middle but failed the test (${tried}), so it gets only what stands before the cursor`;
}

/** The same as a sentence of its own. */
export function sentenceOnFilling(filling: Filling): string {
  return `I${describeFilling(filling).slice(1)}.`;
}

function nameOf({ family, layout }: FimFormat): string {
  return `${family}, ${layout === 'psm' ? 'prefix first' : 'suffix first'}`;
}

const nouns: Readonly<Record<Evidence, string>> = {
  vocabulary: 'its vocabulary',
  template: 'its template',
  infill: 'the answer of /infill',
  name: 'its name alone',
};

const faults = {
  empty: 'it said nothing',
  leaks: 'it wrote control tokens',
  chats: 'it answered as in a chat',
  repeats: 'it repeated the code around the cursor',
} as const;
