import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { errors } from 'playwright-core';
import { until } from '../support/until.ts';
import { type FastServer, startFastServer } from './fastServer.ts';
import { localBackend, type Session, session } from './session.ts';

// Put together here so that scanners of this repository find nothing.
const token = ['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_');

const files = {
  '.aiexclude': 'hidden/\n',
  'rates.ts':
    '/** Interest of one year. */\nexport function yearlyInterest(principal: number): number {\n' +
    '  return principal * centralBankRate();\n}\n\nfunction centralBankRate(): number {\n  return 0.05;\n}\n',
  'seen.ts': 'export const seenNote = "yearlyInterest was seen";\n',
  'hidden/plan.ts': 'export const hiddenNote = "yearlyInterest is hidden";\n',
  'keys.ts': `export const keyNote = "yearlyInterest has a key";\n\n\nexport const key = "${token}";\n`,
  'main.ts': 'import { yearlyInterest } from "./rates";\n\n',
};

let shared: Session;
let server: FastServer;
let folder: string;
// A hook outside would be one of all files, since they run in one process.
describe('the context of a prompt', () => {
  before(async () => {
    shared = await session();
    await shared.reset();
    server = await startFastServer();
    folder = join(shared.workspace, 'context');
    await mkdir(join(folder, 'hidden'), { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    await shared.configure({ 'watershed.backends': { local: localBackend(server.url) } });
  });
  after(() => server.stop());

  /** Types a name key by key with pauses until a prompt holds what is looked for. */
  async function typeUntil(found: () => boolean): Promise<void> {
    for (const key of 'abcdefghijklmnopqrst'.repeat(3)) {
      if (found()) return;
      await shared.editor.typeText(key);
      await shared.editor.page.waitForTimeout(1_500);
    }
    if (!found()) throw new errors.TimeoutError('No prompt held what was looked for within 90 seconds of typing.');
  }

  const hasPrompt = (...parts: readonly string[]) =>
    server.prompts.some((prompt) => parts.every((part) => prompt.includes(part)));

  test('what the line uses and what was seen goes along; what is excluded or beside a secret never does', async () => {
    const { editor } = shared;
    for (const name of ['hidden/plan.ts', 'keys.ts', 'seen.ts', 'main.ts']) await editor.openFile(join(folder, name));
    await editor.press('Control+End');
    await editor.typeText('const sum = yearlyInterest(');
    // The language server needs some seconds to know the project, on a slow machine many.
    await typeUntil(() => hasPrompt('principal * centralBankRate()', 'seenNote'));
    assert.ok(
      hasPrompt('<|file_sep|>context/rates.ts\n/** Interest of one year. */\n'),
      'the definition, with its path',
    );
    assert.ok(hasPrompt('const seenNote'), 'the file that was seen');
    const repeating = server.prompts.filter((prompt) => prompt.split('sum = yearlyInterest(').length > 2);
    assert.deepEqual(repeating, [], 'the line of the cursor stands in a prompt once');
    assert.ok(!hasPrompt('hiddenNote'), 'the excluded file');
    assert.ok(!hasPrompt('keyNote') && !hasPrompt(token), 'the file with a secret');
  });

  test('the context stays the same from key to key while the person types', async (t) => {
    t.after(() => shared.reset());
    const { editor } = shared;
    const known = server.prompts.length;
    await editor.typeText('zyxwvutsrqponm', 120);
    await editor.page.waitForTimeout(300);
    await until(() => server.prompts.length > known, 'A request');
    const fronts = server.prompts.slice(known).map((prompt) => prompt.slice(0, prompt.indexOf('<|fim_prefix|>')));
    assert.ok(fronts.length > 0, 'there were requests');
    assert.deepEqual([...new Set(fronts)], [fronts[0]]);
  });
});
