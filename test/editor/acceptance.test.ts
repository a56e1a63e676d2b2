import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from '../support/until.ts';
import { type Session, type SuggestionRow, session } from './session.ts';

const above = 'def subtract(a, b):\n    return a - b\n\n\n';

/** Types until the model offers its sum in a file of its own, does something with the ghost, and leaves the place. */
async function meet(session: Session, name: string, act: (editor: Session['editor']) => Promise<void>): Promise<void> {
  const { editor, workspace } = session;
  await writeFile(join(workspace, name), above);
  await editor.openFile(join(workspace, name));
  await editor.press('Control+End');
  await editor.typeText('def add(a, b):\n');
  await editor.waitForGhost(/return a \+ b/);
  await act(editor);
}

test('what became of suggestions: taken, in part, dismissed, and whether it still stood there after 30 seconds', async () => {
  const shared = await session();
  await shared.reset();
  const { editor, workspace, suggestions } = shared;
  const known = new Set(suggestions().map(({ requestId }) => requestId));
  const fresh = () => suggestions().filter(({ requestId }) => !known.has(requestId));
  const of = (outcome: string) => fresh().filter((row) => row.outcome === outcome);

  await meet(shared, 'taken.py', (page) => page.acceptGhost());
  const [taken] = await eventually(() => of('accepted'));
  assert.equal(taken?.languageId, 'python');
  assert.equal(taken.backendId, 'local');
  assert.ok(taken.acceptedLength >= 'return a + b'.length);

  await meet(shared, 'word.py', (page) => page.press('Control+ArrowRight'));
  const [partly] = await eventually(() => of('partly-accepted'));
  assert.ok(partly !== undefined && partly.acceptedLength > 0 && partly.acceptedLength < partly.returnedLength);

  await writeFile(join(workspace, 'typed.py'), above);
  await editor.openFile(join(workspace, 'typed.py'));
  await editor.press('Control+End');
  await editor.typeText('total = ');
  await editor.waitForGhost(/^[^\n]+$/);
  await editor.typeText((await editor.ghostText()) ?? '');
  assert.equal((await eventually(() => of('typed')))[0]?.acceptedLength, 0, '2 counted, though no key took it');

  await meet(shared, 'escape.py', (page) => page.press('Escape'));
  assert.equal((await eventually(() => of('dismissed')))[0]?.acceptedLength, 0);

  const looked = await eventually(() => of('accepted').filter(({ keptAfter30s }) => keptAfter30s !== null), 60_000);
  assert.equal(looked[0]?.keptAfter30s, 1);
  assert.equal(looked[0]?.keptAfter5min, null, 'nobody has looked yet');

  await editor.runCommand('Watershed: Show Completion Acceptance');
  const report = await editor.webviewFrame({ containing: 'table' });
  assert.match(await report.locator('body').innerText(), /python[\s\S]*smollm2|smollm2[\s\S]*python/);
});

async function eventually(
  look: () => readonly SuggestionRow[],
  patienceMs = 30_000,
): Promise<readonly SuggestionRow[]> {
  await until(() => look().length > 0, 'Such a suggestion', patienceMs);
  return look();
}
