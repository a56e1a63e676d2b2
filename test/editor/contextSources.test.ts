import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { until } from '../support/until.ts';
import { type ScriptedWindow, scriptedWindow } from './scriptedWindow.ts';

const filler = 'local filler = nil\n'.repeat(150);

let shared: ScriptedWindow;
// A hook outside would be one of all files, since they run in one process.
describe('where the context of a prompt comes from', () => {
  before(async () => {
    shared = await scriptedWindow();
  });
  beforeEach(() => shared.server.says());

  /** Types on, with a rest after each key, until a request for what is typed brings all this along. */
  async function typeUntilAsked(...parts: readonly string[]): Promise<void> {
    const { editor, server, pause } = shared;
    const isAsked = () => server.asked.some(({ prompt }) => parts.every((part) => frontOf(prompt).includes(part)));
    const typeAndRest = async () => {
      if (isAsked()) return true;
      await editor.typeText('a');
      await pause();
      return isAsked();
    };
    await until(typeAndRest, () => `After ${server.asked.at(-1)?.prompt}, a prompt with ${parts.join(' and ')}`);
  }

  test('a definition in an open file goes along as far as its symbol reaches, be it inside another one', async () => {
    const { openAt } = shared;
    const rateOf = 'function rateOf(year)\nlocal base = 5\n\nreturn base + year\nend';
    await openAt('library.lua', `█${filler}${rateOf}\n${filler}`);
    await openAt('uses.lua', 'print(rateOf(█\n');
    await typeUntilAsked(`<|file_sep|>library.lua\n${rateOf}\n<|`);
  });

  test('a language server that never answers holds nothing up: what else helps goes along', async () => {
    const { openAt } = shared;
    await openAt('seen.lua', '█-- slowRate is what was seen here\n');
    await openAt('slow.lua', 'print(slowRate(█\n');
    await typeUntilAsked('slowRate is what was seen here');
  });

  test('what is wrong near the cursor goes along, and what is wrong at the cursor does not', async () => {
    const { editor, server, openAt } = shared;
    await openAt('diagnosed.lua', 'print(wrongAbove)\n█\n');
    await editor.typeText('wrongHere');
    await typeUntilAsked('-- error in `print(wrongAbove)`: wrongAbove is one of 2 names that nobody declared');
    const ofCursor = server.prompts.filter((prompt) => /wrongHere\w* is one of/.test(prompt));
    assert.deepEqual(ofCursor, []);
  });

  test('what was edited goes along, also where something else of its file was seen last', async () => {
    const { editor, openAt, saved } = shared;
    await openAt('edited.lua', `-- the top\n${filler}█\n${filler}`);
    await editor.typeText('local harvestTotal = 12 -- the edited place');
    await saved();
    await editor.press('Control+Home');
    await editor.page.locator('.view-line', { hasText: 'the top' }).waitFor();
    await openAt('after.lua', 'print(harvestTotal + █\n');
    await typeUntilAsked('<|file_sep|>edited.lua\n', 'harvestTotal = 12 -- the edited place');
  });
});

/** What of a prompt stands before the file of the cursor: the other files. */
function frontOf(prompt: string): string {
  return prompt.slice(0, prompt.indexOf('<|fim_prefix|>'));
}
