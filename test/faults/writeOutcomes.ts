import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cells, headings, nameOf, toRow } from './support/outcomes.ts';
import { playCell } from './support/play.ts';

/**
 * Writes `outcomes.md` anew: `node test/faults/writeOutcomes.ts`. What has changed in it is then to be judged, line by
 * line, as one would judge code.
 */
const rows: string[] = [];
for (const cell of cells) {
  try {
    rows.push(toRow(cell, await playCell(cell)));
  } catch (error) {
    throw new Error(`${nameOf(cell)} could not be played.`, { cause: error });
  }
}

const introduction = `# What becomes of each fault

One line for each server, fault, task and set of routes; \`npm test -- faults\` plays each one and compares. *alone*: the
broken server is the only one; *chain*: a second of the same kind, which is well, stands behind it. Except where it never
was there, the broken server has answered once before.

- **What the person sees**: “the answer”; “what came of it”, marked as cut off; or “what came of it”, then the sentence.
  HOST stands for 127.0.0.1 and the port. In the editor, a chat shows the sentence under the question; completions show
  it once on the status bar and in the log.
- **Ledger**: a row for each route that was asked, in order, with its outcome, the kind of fault and the cost. How often
  the broken one got the prompt stands behind it where that is not once: a chat is tried again after 200 ms where the
  connection broke at once, or a gateway answered 502 or 503 without saying how long to wait.
- **Asked again**: when the broken one is asked the next time. Until then a second one is asked at its place, and a
  completion without a second is not sent; a chat without a second is tried before its time, since somebody waits.
`;
const head = [`| ${headings.join(' | ')} |`, `|${headings.map(() => '---').join('|')}|`];
writeFileSync(join(import.meta.dirname, 'outcomes.md'), `${[introduction, ...head, ...rows].join('\n')}\n`);
