import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from '../support/until.ts';
import { askedSince, session } from './session.ts';

const lines = Array.from({ length: 60 }, (_, line) => `total_${line} = compute(${line}, rate)\n`).join('');

test('while a person reads a file that was just opened, the server reads the prompt, before any key', async () => {
  const { editor, workspace, ledger, reset } = await session();
  await reset();
  const file = join(workspace, 'reading.py');
  await writeFile(file, lines);
  const before = ledger().length;
  await editor.openFile(file);
  await editor.press('Control+End');
  const warmUps = () =>
    ledger()
      .slice(before)
      .filter(({ task }) => task === 'warm-up');
  await until(() => warmUps().length > 0, 'A warm-up');
  assert.ok(warmUps().every(({ backendId, locality }) => backendId === 'local' && locality === 'local'));
  assert.deepEqual(
    ledger()
      .slice(before)
      .filter(({ task }) => task === 'completion'),
    [],
  );
});

test('beside processes that take all of the machine, reading ahead waits for some seconds', async () => {
  const { editor, workspace, ledger, reset } = await session();
  // What the test before has opened would be read ahead still, and again when the page is loaded again.
  await editor.runCommand('View: Close All Editors');
  await reset();
  const file = join(workspace, 'busy.py');
  await writeFile(file, lines.replaceAll('total', 'busy'));
  const beganAtMs = Date.now();
  const warmUps = () => askedSince(beganAtMs, ledger()).filter(({ task }) => task === 'warm-up');
  const busy = Array.from({ length: availableParallelism() }, () => spawn(process.execPath, ['-e', 'for (;;);']));
  try {
    await editor.openFile(file);
    await editor.press('Control+End');
    await until(() => warmUps().length > 0, 'A warm-up');
  } finally {
    for (const process of busy) process.kill('SIGKILL');
  }
  // However long the busy machine took to open the file: the wait can only begin after that did.
  const waitedMs = Math.min(...warmUps().map(({ startedAtMs }) => startedAtMs)) - beganAtMs;
  assert.ok(waitedMs >= 5_000, `the first began after ${waitedMs} ms`);
});
