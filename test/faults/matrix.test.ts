import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { heldResources, leftBehind, watchComplaints } from './support/leaks.ts';
import { cells, nameOf, readTable } from './support/outcomes.ts';
import { playCell } from './support/play.ts';

const table = readTable(readFileSync(join(import.meta.dirname, 'outcomes.md'), 'utf8'));

test('the table has a line for every cell, and none besides', () => {
  assert.deepEqual([...table.keys()].sort(), cells.map(nameOf).sort());
});

describe('the outcome that outcomes.md tells', () => {
  let watch: ReturnType<typeof watchComplaints>;
  let held: ReadonlyMap<string, number>;
  before(() => {
    watch = watchComplaints();
    held = heldResources();
  });
  after(async () => {
    watch.stop();
    assert.deepEqual(watch.complaints, []);
    assert.deepEqual(await leftBehind(held), [], 'connections or timers are left');
  });

  for (const cell of cells) {
    test(nameOf(cell), async () => assert.deepEqual(await playCell(cell), table.get(nameOf(cell))));
  }
});
