import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type ScriptedModel, says, startScriptedModel } from './scriptedModel.ts';
import { type Session, session } from './session.ts';

const broken = "export const count: number = 'three';\nexport const total: string = 4;";
let shared: Session;
let local: ScriptedModel;
/** Its own origin, so that the chat asks before the first question goes there, whatever other files allowed. */
let cloud: ScriptedModel;
// A hook outside would be one of all files, since they run in one process.
describe('problems in code that was inserted', () => {
  before(async () => {
    shared = await session();
    local = await startScriptedModel(says(`Use this:\n\n\`\`\`ts\n${broken}\n\`\`\``));
    cloud = await startScriptedModel();
    await shared.configure({
      'watershed.backends': { here: local.here, cloud: cloud.away },
      'watershed.privacy.mode': 'guarded',
    });
  });
  after(async () => {
    await shared.reset();
    await local[Symbol.asyncDispose]();
    await cloud[Symbol.asyncDispose]();
  });

  test('are one quiet line under the answer, and only its button asks a cloud model', async () => {
    const { editor, workspace } = shared;
    const chat = await shared.newConversation();
    await chat.getByTestId('preference').selectOption('local');
    await chat.getByTestId('input').fill('Write two constants.');
    await chat.getByTestId('input').press('Enter');
    await chat.getByTestId('meta-line').filter({ hasText: 'Local' }).waitFor();
    const path = join(workspace, 'problems.ts');
    await writeFile(path, "export const before: number = 'wrong before';\n\n");
    await editor.openFile(path);
    await editor.page.locator('.squiggly-error').first().waitFor({ timeout: 60_000 });
    await editor.press('Control+End');
    await chat.getByTestId('insert-code').click();

    const problems = chat.getByTestId('problems');
    // A language server may find one after the other.
    await problems.filter({ hasText: '2 new problems' }).waitFor({ timeout: 20_000 });
    assert.match(await problems.innerText(), /^2 new problems where this was inserted\.\s+Ask a cloud model$/);
    assert.deepEqual(await editor.notifications(), []);
    assert.equal(local.prompts().length, 1);

    await chat.getByTestId('escalate').click();
    await chat.getByTestId('consent').waitFor();
    assert.equal(await problems.count(), 0);
    await chat.getByTestId('consent-decline').click();
    await chat.getByTestId('ending').filter({ hasText: 'Not sent.' }).waitFor();
    assert.deepEqual(cloud.prompts(), []);
  });
});
