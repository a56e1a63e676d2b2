import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as z from 'zod';
import { EditedDocument } from './editedDocument.ts';

const lineSchema = z.strictObject({ line: z.number(), to: z.string() });

/** Lines are counted from one. `expect` holds every next edit in order; after the last one nothing may be offered. */
const historySchema = z.strictObject({
  name: z.string(),
  language: z.string(),
  lines: z.array(z.string()),
  steps: z.array(
    z.union([
      lineSchema,
      z.strictObject({ newLine: z.number(), text: z.string() }),
      z.strictObject({ undo: z.literal(true) }),
    ]),
  ),
  expect: z.array(lineSchema),
});
type History = z.infer<typeof historySchema>;

interface Count {
  right: number;
  /** Offers at a wrong place or with a wrong text, where another one or none was expected: false jumps. */
  wrong: number;
  missing: number;
  /** What went wrong or was missed, for a person to read. */
  readonly notes: string[];
}

/**
 * The threshold was set on `tuned` alone. The other two were written before they were first run:
 * `heldOut` with the tuned half, `unseen` after it. Their first runs gave 14 right, 0 false, 2 missing, and 5 right,
 * 0 false, 4 histories missing. Mistakes that they showed were mended after that (`double` taken for a keyword, the
 * parameters of arrow functions, a neighbour that was asked for in vain), and a use renamed once was given up, since
 * replaying this project's own commits showed that it is as often a change of meaning. The weight against unlike names
 * comes from that replay too.
 */
const halves = ['tuned', 'heldOut', 'unseen'] as const;

test('at least 7 of 10 jumps are right, on the histories that the thresholds were tuned on and on those they were not', async (t) => {
  for (const half of halves) {
    const histories = z
      .array(historySchema)
      .parse(JSON.parse(readFileSync(`test/fixtures/editHistories/${half}.json`, 'utf8')));
    assert.ok(histories.length >= 20);
    assert.ok(histories.filter((history) => history.expect.length === 0).length >= 8, 'too few without a next edit');
    const count: Count = { right: 0, wrong: 0, missing: 0, notes: [] };
    for (const history of histories) await replay(history, count);
    const precision = count.right / (count.right + count.wrong);
    const recall = count.right / (count.right + count.missing);
    t.diagnostic(
      `${half}: ${histories.length} histories, ${count.right} right, ${count.wrong} false jumps, ` +
        `${count.missing} missing; precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)}`,
    );
    for (const note of count.notes) t.diagnostic(`${half}: ${note}`);
    assert.ok(precision >= 0.7, `precision on ${half} is ${precision}`);
    assert.ok(recall >= 0.7, `recall on ${half} is ${recall}`);
  }
});

test('every step and every expected edit of a history changes the line that it names', () => {
  for (const half of halves) {
    for (const { name, lines, expect } of z
      .array(historySchema)
      .parse(JSON.parse(readFileSync(`test/fixtures/editHistories/${half}.json`, 'utf8')))) {
      for (const { line, to } of expect) assert.notEqual(lines[line - 1], to, name);
      for (const { line } of expect) assert.ok(line >= 1 && line <= lines.length, name);
    }
  }
});

async function replay({ name, language, lines, steps, expect }: History, count: Count): Promise<void> {
  const document = new EditedDocument(lines, language);
  for (const step of steps) {
    if ('undo' in step) document.undo();
    else if ('newLine' in step) await document.addLine(step.newLine, step.text);
    else await document.edit(step.line, step.to);
  }
  await document.rest();
  for (const [index, expected] of [...expect, undefined].entries()) {
    const offered = document.offered();
    const isRight = offered?.line === expected?.line && offered?.to === expected?.to;
    if (isRight && expected !== undefined) count.right++;
    if (!isRight && offered !== undefined) count.wrong++;
    // What comes after a miss was not offered either.
    if (!isRight) count.missing += expect.length - index;
    if (!isRight) count.notes.push(`${name}: offered ${JSON.stringify(offered)}, expected ${JSON.stringify(expected)}`);
    if (!isRight || expected === undefined) break;
    await document.acceptOffer();
  }
  document.tracker.dispose();
}
