import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileOutcome } from '../../../scripts/test/outcome.ts';
import { countTests, type Try, withSecondTry } from '../../../scripts/test/secondTry.ts';

const outcome = (file: string, more: Partial<FileOutcome> = {}): FileOutcome => ({
  ...{ file, passed: 2, failed: 0, skipped: 0, isLate: false },
  ...more,
});
const late = (file: string) => outcome(file, { passed: 1, failed: 1, isLate: true });
const wrong = (file: string) => outcome(file, { passed: 1, failed: 1 });

/** Runs with these tries, and tells what each was asked for and what is counted in the end. */
async function play(files: readonly string[], ...tries: readonly Try[]) {
  const asked: (readonly string[])[] = [];
  const end = await withSecondTry(files, async (wanted) => {
    asked.push(wanted);
    const played = tries[asked.length - 1];
    assert.ok(played !== undefined, 'no more tries');
    return played;
  });
  return { asked, counts: countTests(end) };
}

test('what came too late is tried once more, alone, and the second try counts', async () => {
  const first = { outcomes: [outcome('a'), late('b')], code: 1 };
  const { asked, counts } = await play(['a', 'b'], first, { outcomes: [outcome('b')], code: 0 });
  assert.deepEqual(asked, [['a', 'b'], ['b']]);
  assert.deepEqual(counts, { passed: 4, failed: 0, skipped: 0 });
});

test('what is late twice has failed', async () => {
  const { asked, counts } = await play(['a'], { outcomes: [late('a')], code: 1 }, { outcomes: [late('a')], code: 1 });
  assert.equal(asked.length, 2);
  assert.deepEqual(counts, { passed: 1, failed: 1, skipped: 0 });
});

test('a wrong assertion gets no second try, and stays failed where another file got one', async () => {
  const alone = await play(['a'], { outcomes: [wrong('a')], code: 1 });
  assert.deepEqual([alone.asked.length, alone.counts.failed], [1, 1]);
  const first = { outcomes: [wrong('a'), late('b')], code: 1 };
  const { asked, counts } = await play(['a', 'b'], first, { outcomes: [outcome('b')], code: 0 });
  assert.deepEqual(asked[1], ['b']);
  assert.deepEqual(counts, { passed: 3, failed: 1, skipped: 0 });
});

test('a file that dies without a word fails the run, also beside one that is tried again', async () => {
  assert.equal((await play(['a'], { outcomes: [], code: 1 })).counts.failed, 1);
  const first = { outcomes: [late('b')], code: 1 };
  assert.equal((await play(['a', 'b'], first, { outcomes: [outcome('b')], code: 0 })).counts.failed, 1);
  assert.equal((await play(['b'], first, { outcomes: [], code: 1 })).counts.failed, 1);
});
