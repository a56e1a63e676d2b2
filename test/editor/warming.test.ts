import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from '../support/until.ts';
import { session } from './session.ts';

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
