import assert from 'node:assert/strict';
import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { openNewConversation } from '../support/chatFrame.ts';
import { meterId } from '../support/watershed.ts';
import { readEgressLog } from './egressLog.ts';
import { contributed, features } from './features/all.ts';
import { cloudKey } from './features/backends.ts';
import { askTheCloud, complexQuestion } from './features/chat.ts';
import { clearToasts, type Desk } from './features/feature.ts';
import { assertLogIsTrue, assertNoPacket, type Mark, markSilence } from './proof.ts';
import { everyReasonToLeave, unknownHost } from './settings.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let desk: Desk;
let since: Mark;
before(async () => {
  world = await startWorld();
});
after(() => world.stop());

/** Starts the editor in this mode. */
async function sitDown(mode: Desk['mode']): Promise<void> {
  const editor = await world.startEditor(everyReasonToLeave(world, mode));
  desk = { world, editor, mode };
  since = await markSilence(world);
}

/** One feature must not stand in the way of the next when it fails. */
async function use(name: string): Promise<void> {
  try {
    await features[name]?.(desk);
  } catch (error) {
    const screen = await desk.editor.page.locator('.quick-input-widget:visible, .notification-toast').allInnerTexts();
    await desk.editor.press('Escape', 'Escape', 'Escape');
    await clearToasts(desk.editor);
    throw new Error(`On the screen: ${screen.join(' | ') || 'no box and no message'}.`, { cause: error });
  }
}

test('every contributed command and view is used here', async () => {
  const wanted = contributed(JSON.parse(await readFile('package.json', 'utf8')));
  assert.deepEqual(Object.keys(features).sort(), [...wanted].sort());
});

test('the counter sees a request, and the look-up of a name', async () => {
  const { link, cloud } = world;
  await link.untilSilent(500);
  const idle = await link.packets();
  await fetch(`${cloud.origin}/v1/models`);
  await link.untilSilent(500);
  const afterRequest = await link.packets();
  assert.ok(afterRequest > idle);
  await assert.rejects(lookup(unknownHost));
  assert.ok((await link.packets()) > afterRequest);
});

describe('open: all features leave, which shows that they could', () => {
  before(() => sitDown('open'));
  for (const name of Object.keys(features)) test(name, () => use(name));

  test('the cloud has seen questions, completions, lists of models and a pull, with the key where it belongs', async () => {
    const seen = world.cloud.requests().slice(since.requests);
    const kinds = new Set(seen.map(({ method, path }) => `${method} ${path}`));
    for (const kind of ['POST /v1/chat/completions', 'POST /v1/completions', 'GET /v1/models', 'POST /api/pull']) {
      assert.ok(kinds.has(kind), `no ${kind} among ${[...kinds].join(', ')}`);
    }
    assert.ok(seen.some(({ authorization }) => authorization === `Bearer ${cloudKey}`));
    const lookUps = (await world.link.captured()).filter((line) => line.endsWith(`asks for ${unknownHost}`));
    assert.ok(lookUps.length > 1, 'the name of the other cloud was not looked up');
  });

  test('what the cloud received is what the log says, one to one', () => assertLogIsTrue(world, since));
});

describe('local-only: the same features, and no packet', () => {
  before(() => sitDown('local-only'));
  for (const name of Object.keys(features)) {
    test(name, async () => {
      await use(name);
      await assertNoPacket(world, since);
    });
  }

  test('nor when the window is loaded anew, nor afterwards', async () => {
    const { editor } = desk;
    await editor.open(world.workspace);
    await editor.waitForStatusItem(meterId);
    await use('watershed.dismissCompletion');
    await askTheCloud(desk, complexQuestion);
    await editor.page.waitForTimeout(3_000);
    await assertNoPacket(world, since);
    assert.equal(readEgressLog(world).length, since.rows, 'the log says that something left');
  });
});

describe('guarded: what is clean leaves, and what is sensitive does not', () => {
  // Put together here so that scanners of this repository find nothing.
  const token = ['ghp', 'Z9y8X7w6V5u4T3s2R1q0P9o8N7m6L5k4J3i2'].join('_');
  const address = ['maria.lindqvist', 'granitbank-nord.se'].join('@');
  before(() => sitDown('guarded'));

  test('a clean question goes to the cloud, as the log says', async () => {
    await askTheCloud(desk, complexQuestion);
    await assertLogIsTrue(world, since);
  });

  test('one with a key of a vendor sends no packet, also when the person asks for a cloud', async () => {
    const before = await markSilence(world);
    await askTheCloud(desk, `Is this right? ${token}`);
    const chat = await openNewConversation(desk.editor);
    await chat.getByTestId('input').fill(`${complexQuestion} The key is ${token}.`);
    await chat.getByTestId('input').press('Enter');
    await chat.locator('[data-testid=answer][data-state=done]').waitFor({ timeout: 40_000 });
    await assertNoPacket(world, before);
  });

  test('one with an e-mail address arrives with a placeholder, and the answer shows the address', async () => {
    const before = await markSilence(world);
    const chat = await askTheCloud(desk, `Write a greeting to ${address}`);
    const sent = world.cloud
      .requests()
      .slice(before.requests)
      .filter(({ method }) => method === 'POST');
    assert.equal(sent.length, 1);
    assert.ok(!sent.some(({ body }) => body.includes(address) || body.includes('granitbank')));
    assert.ok((await chat.getByTestId('answer-text').innerText()).includes(`Write a greeting to ${address}`));
    await assertLogIsTrue(world, before);
  });
});
