import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinRows } from '../../../../src/metering/egressView/exits.ts';
import { totalsOf } from '../../../../src/metering/egressView/totals.ts';
import { hourMs, MadeUpLog, nowMs } from './support.ts';

function exitsOf(fill: (egress: MadeUpLog) => void) {
  const egress = new MadeUpLog();
  fill(egress);
  return joinRows(egress.all);
}

const ends = (exits: ReturnType<typeof joinRows>) => exits.map(({ sent, end }) => [sent.sequence, end]);

test('a request and what came of it are one exit, the newest first', () => {
  const exits = exitsOf((egress) => {
    egress.prompt({ atMs: nowMs - 2 * hourMs });
    egress.probe({ atMs: nowMs - hourMs });
    egress.prompt({ atMs: nowMs, settled: null });
  });
  assert.deepEqual(ends(exits), [
    [4, 'open'],
    [3, 'untold'],
    [1, 'settled'],
  ]);
  assert.equal(exits[2]?.settled?.sequence, 2);
});

test('a request that was sent twice in one attempt has its figures once, with the last try', () => {
  const exits = exitsOf((egress) => {
    egress.prompt({ prompt: { requestId: 'r' }, settled: null });
    egress.prompt({ prompt: { requestId: 'r' } });
  });
  assert.deepEqual(ends(exits), [
    [2, 'settled'],
    [1, 'repeated'],
  ]);
  const { prompts, inputTokens, costUsd } = totalsOf(exits);
  assert.equal(prompts, 2);
  assert.deepEqual(inputTokens, { known: 1_050, unknownCount: 0 });
  assert.deepEqual(costUsd, { known: 0.0042, unknownCount: 0 });
});

test('each backend that one request went to has its own end', () => {
  const exits = exitsOf((egress) => {
    egress.prompt({ prompt: { requestId: 'r' }, backendId: 'a', settled: { outcome: 'superseded' } });
    egress.prompt({ prompt: { requestId: 'r' }, backendId: 'b', settled: { outcome: 'completed' } });
  });
  assert.deepEqual(
    exits.map(({ settled }) => settled?.outcome),
    ['completed', 'superseded'],
  );
});

test('an end whose beginning is no longer kept is left out', () => {
  const egress = new MadeUpLog();
  egress.prompt();
  assert.deepEqual(joinRows(egress.all.slice(1)), []);
});

test('what nobody told stays unknown in a sum, and is counted', () => {
  const exits = exitsOf((egress) => {
    egress.prompt({ settled: { costUsd: undefined, inputTokens: undefined } });
    egress.prompt({ settled: null });
    egress.prompt();
  });
  const { costUsd, inputTokens, outputTokens } = totalsOf(exits);
  assert.deepEqual(costUsd, { known: 0.0042, unknownCount: 2 });
  assert.deepEqual(inputTokens, { known: 1_050, unknownCount: 2 });
  assert.deepEqual(outputTokens, { known: 420, unknownCount: 1 });
});
