import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { json, stall } from '../contract/support/scriptedServer.ts';
import { allowCloud, answerIn, ask, watchLedger } from './chatTurns.ts';
import { beginningOf, says, startScriptedModel } from './scriptedModel.ts';
import { type Session, session } from './session.ts';

const question = 'What is a list in Python?';
const designQuestion =
  'Design the architecture of an event-driven billing system with several services: which services, which events, ' +
  'which trade-offs between consistency and availability, and how to migrate to it step by step?';
// Put together here so that scanners of this repository find nothing.
const token = ['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_');

let shared: Session;
// A hook outside would be one of all files, since they run in one process.
describe('routing', () => {
  before(async () => {
    shared = await session();
    await shared.reset();
  });
  after(() => shared.reset());

  /** Sets one server of this machine and one cloud up, in this order, and how the chat chooses between them. */
  function chooseBy(strategy: string, backends: Readonly<Record<string, object>>): Promise<void> {
    return shared.configure({ 'watershed.backends': backends, 'watershed.routing.chat.strategy': strategy });
  }

  test('speculative: a cloud answers beside a local model that takes too long, whose attempt ends as superseded', async () => {
    await using slow = await startScriptedModel(stall([]));
    await using cloud = await startScriptedModel(says('From the cloud.'));
    await chooseBy('speculative', { slow: slow.here, cloud: cloud.away });
    const rows = watchLedger(shared);
    const chat = await ask(shared, question);
    await allowCloud(chat, cloud.host);
    const answer = await answerIn(chat, 'done');
    assert.equal(answer.text, 'From the cloud.');
    assert.match(answer.line, /Cloud[\s\S]*slow took longer than usual to begin/);
    assert.equal(await slow.prompts()[0]?.whenOver, 'closed by the client');
    assert.deepEqual([...(await rows(2))].sort(), ['cloud completed', 'slow superseded']);
  });

  test('speculative: a local model that begins in time answers alone', async () => {
    await using quick = await startScriptedModel(
      says('A list holds values in their order, and it can grow and shrink.'),
    );
    await using cloud = await startScriptedModel();
    await chooseBy('speculative', { quick: quick.here, cloud: cloud.away });
    const rows = watchLedger(shared);
    const answer = await answerIn(await ask(shared, question), 'done');
    assert.match(answer.line, /Local[\s\S]*The strategy speculative asks a local model first/);
    assert.deepEqual(await rows(1), ['quick completed']);
    assert.equal(cloud.prompts().length, 0);
  });

  test('verified cascade: an answer that fails a check is not shown, and the cloud’s is, with the check that failed', async () => {
    await using weak = await startScriptedModel(says(''));
    await using cloud = await startScriptedModel(says('From the cloud.'));
    await chooseBy('verified-cascade', { weak: weak.here, cloud: cloud.away });
    const bad = [
      ['', 'It is empty'],
      ['I’m sorry, but I cannot help with that.', 'It is a refusal'],
      [`A list: ${'and then one more, '.repeat(30)}`, 'It repeats itself'],
      ['```ts\nconst a = ;\nconst b = ;\nconst c = ;\nconst d = ;\n```', 'Its code does not parse'],
    ] as const;
    for (const [index, [text, why]] of bad.entries()) {
      weak.answers(says(text));
      const rows = watchLedger(shared);
      const chat = await ask(shared, question);
      if (index === 0) await allowCloud(chat, cloud.host);
      const answer = await answerIn(chat, 'done');
      assert.equal(answer.text, 'From the cloud.', why);
      assert.ok(answer.line.includes(`The answer of weak was not used: ${why}`), answer.line);
      assert.deepEqual(await rows(2), ['weak superseded', 'cloud completed'], why);
    }
  });

  test('verified cascade: an answer that passes is shown, and no cloud is asked', async () => {
    await using good = await startScriptedModel(says('A list holds values in their order.'));
    await using cloud = await startScriptedModel();
    await chooseBy('verified-cascade', { good: good.here, cloud: cloud.away });
    const rows = watchLedger(shared);
    const answer = await answerIn(await ask(shared, designQuestion), 'done');
    assert.equal(answer.text, 'A list holds values in their order.');
    assert.deepEqual(await rows(1), ['good completed']);
    assert.equal(cloud.prompts().length, 0);
  });

  test('privacy split: a clean question goes to the cloud however simple, and one with a secret stays here', async () => {
    await using local = await startScriptedModel(says('From here.'));
    await using cloud = await startScriptedModel(says('From the cloud.'));
    await chooseBy('privacy-split', { local: local.here, cloud: cloud.away });
    const chat = await ask(shared, question);
    await allowCloud(chat, cloud.host);
    const clean = await answerIn(chat, 'done');
    assert.match(clean.line, /Cloud[\s\S]*Nothing sensitive was found, so a cloud model is asked/);
    assert.equal(local.prompts().length, 0);

    const kept = await answerIn(await ask(shared, `${designQuestion} The key is ${token}.`), 'done');
    assert.match(kept.line, /Local/);
    assert.match(kept.reasons.join(' '), /token/i);
    assert.match(kept.reasons.join(' '), /a local model is asked first/);
    assert.equal(cloud.prompts().length, 1);
  });

  test('fallback: models are asked in the order of the settings, and the next one where the first fails', async () => {
    await using cloud = await startScriptedModel(says('From the cloud.'));
    await using local = await startScriptedModel(says('From here.'));
    // By their names they would come the other way round, and a simple question would stay here.
    await chooseBy('fallback', { remote: cloud.away, here: local.here });
    const rows = watchLedger(shared);
    const chat = await ask(shared, question);
    await allowCloud(chat, cloud.host);
    const first = await answerIn(chat, 'done');
    assert.match(first.line, /Cloud[\s\S]*Models are tried in the order of your settings/);

    cloud.answers(json({ error: { message: 'no' } }, 500));
    const second = await answerIn(await ask(shared, question), 'done');
    assert.match(second.line, /Local[\s\S]*Fallback: .* failed \(status 500\)/);
    assert.deepEqual(await rows(3), ['remote completed', 'remote failed server-fault', 'here completed']);
  });

  test('a daily budget of 0 keeps to what is free, and says what to change to whoever asks for a cloud', async () => {
    await using local = await startScriptedModel(says('From here.'));
    await using cloud = await startScriptedModel();
    await shared.configure({
      'watershed.backends': { local: local.here, cloud: cloud.away },
      'watershed.routing.chat.strategy': 'tiered',
      'watershed.budget.dailyUsd': 0,
    });
    const answer = await answerIn(await ask(shared, designQuestion), 'done');
    assert.match(answer.line, /Local/);
    assert.match(answer.reasons.join(' '), /The \$0 a day that paid models may cost are spent/);

    const chat = await shared.newConversation();
    await chat.getByTestId('preference').selectOption('cloud');
    await chat.getByTestId('input').fill(question);
    await chat.getByTestId('input').press('Enter');
    const { sentence } = await answerIn(chat, 'failed');
    assert.match(sentence, /are spent. Raise the setting watershed\.budget\.dailyUsd/);
    assert.equal(cloud.prompts().length, 0);
  });

  test('what is learnt from asking again is shown as counts, and can be forgotten', async () => {
    await using local = await startScriptedModel(stall(beginningOf('A list')));
    await chooseBy('tiered', { local: local.here });
    await forgetLearnt();
    const chat = await ask(shared, question);
    await chat.getByTestId('answer-text').filter({ hasText: 'A list' }).waitFor();
    await chat.getByTestId('input').press('Escape');
    await answerIn(chat, 'stopped');
    local.answers(says('A list holds values.'));
    await chat.getByTestId('retry').click();
    await answerIn(chat, 'done');

    const [learnt = '', ...others] = await learntLines();
    assert.match(learnt, /: 1 local answer, 1 asked again: no change\.$/);
    assert.deepEqual(
      others.map((line) => line.trim()),
      ['Forget all of it'],
    );
    await forgetLearnt();
  });

  async function learntLines(): Promise<readonly string[]> {
    await shared.editor.runCommand('Watershed: Show What Routing Has Learnt');
    const lines = await shared.editor.pickableItems();
    await shared.editor.press('Escape');
    return lines;
  }

  async function forgetLearnt(): Promise<void> {
    const { editor } = shared;
    if ((await learntLines()).length > 1) {
      await editor.runCommand('Watershed: Show What Routing Has Learnt');
      await editor.pickItem('Forget all of it');
      const told = editor.page.locator('.notification-toast').filter({ hasText: 'is forgotten' });
      await told.waitFor();
      await editor.runCommand('Notifications: Clear All Notifications');
      await told.waitFor({ state: 'detached' });
    }
    assert.match((await learntLines()).join(' '), /^Nothing yet/);
  }
});
