import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openaiFormat } from '../contract/formats/openai.ts';
import { type Answer, json, stream } from '../contract/support/scriptedServer.ts';
import { startLlamaServer } from '../support/llamaServer.ts';
import { ensureSmallModel } from '../support/models.ts';
import { freePort } from '../support/process.ts';
import { until } from '../support/until.ts';
import { meterId } from '../support/watershed.ts';
import { allowCloud, answerIn, ask, watchLedger } from './chatTurns.ts';
import { beginningOf, type ScriptedModel, says, startScriptedModel } from './scriptedModel.ts';
import { localBackend, type Session, session } from './session.ts';

const question = 'What is a list in Python?';

let shared: Session;
// A hook outside would be one of all files, since they run in one process.
describe('faults', () => {
  before(async () => {
    shared = await session();
    await shared.reset();
  });
  after(() => shared.reset());

  test('with the server killed completions stop quietly and say so once; started again they return by themselves', async () => {
    const { editor, workspace } = shared;
    const port = await freePort();
    const serve = async () => startLlamaServer({ modelPath: await ensureSmallModel(), alias: 'smollm2', port });
    const first = await serve();
    await shared.configure({ 'watershed.backends': { local: localBackend(first.url) } });
    const path = join(workspace, 'fault.py');
    await writeFile(path, 'def subtract(a, b):\n    return a - b\n\n\n');
    await editor.openFile(path);
    await editor.press('Control+End');
    await editor.typeText('def add(a, b):\n');
    await editor.waitForGhost(/return/, 30_000);

    await first.stop();
    await editor.press('Escape');
    await editor.typeText('    return a + b\n\n\ndef multiply(a, b):\n');
    const warning = editor.statusItemLocator(meterId).locator('.codicon-warning');
    await warning.waitFor({ timeout: 30_000 });
    assert.equal(await editor.ghostText(), undefined);
    assert.match(await editor.statusTooltip(meterId), new RegExp(`127.0.0.1:${port}`));
    assert.deepEqual(await editor.notifications(), []);

    const second = await serve();
    try {
      await typeUntilGhost();
      await warning.waitFor({ state: 'detached', timeout: 30_000 });
      assert.deepEqual(await editor.notifications(), []);
    } finally {
      await second.stop();
    }
  });

  /** Types functions, as a person goes on working, until a ghost is there; the back-off is 30 s at most. */
  async function typeUntilGhost(): Promise<void> {
    const { editor } = shared;
    const deadlineMs = performance.now() + 90_000;
    for (let count = 1; ; count++) {
      await editor.press('Control+End');
      await editor.typeText(`\n\ndef divide${count}(a, b):\n`);
      try {
        await editor.waitForGhost(/\S/, 6_000);
        return;
      } catch (error) {
        if (performance.now() > deadlineMs) throw error;
      }
    }
  }

  test('without any server that answers, the chat says why and what to do, and keeps the question', async () => {
    const port = await freePort();
    await shared.configure({ 'watershed.backends': { local: localBackend(`http://127.0.0.1:${port}`) } });
    const chat = await shared.newConversation();
    await chat.getByTestId('input').fill('What is a list?');
    await chat.getByTestId('input').press('Enter');
    const ending = chat.getByTestId('ending');
    await ending.filter({ hasText: `127.0.0.1:${port}` }).waitFor();
    assert.match(await ending.innerText(), /Start|start/);
    assert.equal(await chat.getByTestId('question').innerText(), 'What is a list?');
    await ending.getByRole('button').first().waitFor();
  });

  /** Sets the server with the fault up as the first choice, and the real model behind it. */
  function chainBehind(first: object): Promise<void> {
    return shared.configure({ 'watershed.backends': { first, local: localBackend(shared.model.url) } });
  }

  /** Asks, and holds that the real model answered in place of the first server, and that this is said with the reason. */
  async function assertTakenOver(reason: RegExp, row: string): Promise<void> {
    const rows = watchLedger(shared);
    const answer = await answerIn(await ask(shared, question), 'done');
    assert.match(answer.line, /Local[\s\S]*smollm2/);
    assert.match(answer.reasons[0] ?? '', reason);
    assert.notEqual(answer.text, '');
    assert.deepEqual(await rows(2), [row, 'local completed']);
  }

  /** Asks, and holds that the first server is left alone as long as it has to be. */
  async function assertLeftAlone(first: ScriptedModel): Promise<void> {
    const asked = first.prompts().length;
    const rows = watchLedger(shared);
    const { reasons } = await answerIn(await ask(shared, question), 'done');
    assert.match(reasons.join(' '), /first (failed lately|allows no more)/);
    assert.deepEqual(await rows(1), ['local completed']);
    assert.equal(first.prompts().length, asked);
  }

  test('a server that is not running is passed over, and under the answer stands why', async () => {
    const port = await freePort();
    await chainBehind({
      ...{ kind: 'openai-compatible', url: `http://127.0.0.1:${port}/v1`, model: 'large' },
      ...{ roles: ['chat'], location: 'this-machine' },
    });
    const reason = new RegExp(`^Fallback: 127.0.0.1:${port} cannot be reached. Check the network`);
    await assertTakenOver(reason, 'first failed unreachable');
  });

  test('a server killed half way leaves what it said, marked as cut off, and trying again asks the next one', async () => {
    const modelPath = await ensureSmallModel();
    const talkative = await startLlamaServer({ modelPath, threads: 1, maxOutputTokens: 4000, isGreedy: true });
    try {
      await chainBehind({ kind: 'llama.cpp', url: talkative.url, roles: ['chat'] });
      const rows = watchLedger(shared);
      const chat = await ask(shared, 'Count from one to five hundred, one number in each line.');
      await chat.getByTestId('answer-text').filter({ hasText: /\S/ }).waitFor({ timeout: 60_000 });
      process.kill(talkative.pid, 'SIGKILL');
      const half = await answerIn(chat, 'interrupted');
      assert.equal(half.sentence, 'The server ended the connection before the answer was complete.');
      assert.notEqual(half.text, '');
      assert.deepEqual(await rows(1), ['first interrupted']);

      await chat.getByTestId('retry').click();
      const { reasons } = await answerIn(chat, 'done');
      assert.match(reasons[0] ?? '', /^Fallback: llama.cpp is not running at .* Start llama-server/);
      assert.deepEqual((await rows(3)).slice(1), ['first failed unreachable', 'local completed']);
    } finally {
      await talkative.stop();
    }
  });

  test('a bad key is told with what to do, and with the right one the same question is answered', async () => {
    const { editor } = shared;
    await using first = await startScriptedModel(whoHasKey('right-key'));
    await shared.configure({ 'watershed.backends': { first: first.here } });
    await setKey('wrong-key');
    const rows = watchLedger(shared);
    const chat = await ask(shared, question);
    const { sentence } = await answerIn(chat, 'failed');
    const what = `${first.host} refused the key (status 401). Enter a valid one for ${first.url} with “Watershed: Set API Key”.`;
    assert.equal(sentence, what);
    await chat.getByTestId('run-setup').waitFor();
    await setKey('right-key');
    await chat.getByTestId('retry').click();
    assert.equal((await answerIn(chat, 'done')).text, 'Hello.');
    assert.deepEqual(await rows(2), ['first failed unauthorized', 'first completed']);

    async function setKey(key: string): Promise<void> {
      await editor.runCommand('Watershed: Set API Key');
      await editor.pickItem('Another address…');
      await editor.answerInput(`${first.url}/v1`);
      await editor.answerInput(key);
      const stored = editor.page.locator('.notification-toast').filter({ hasText: /is stored/ });
      await stored.waitFor();
      await editor.runCommand('Notifications: Clear All Notifications');
      await stored.waitFor({ state: 'detached' });
    }
  });

  test('a server without the model is passed over, and left alone until the settings change', async () => {
    const missing = openaiFormat.modelMissing ?? assert.fail('OpenAI has an error for this.');
    await using first = await startScriptedModel(missing);
    await chainBehind(first.here);
    const reason =
      /^Fallback: .* does not offer the model “large”. Choose one of its models with “Watershed: Add Backend”/;
    await assertTakenOver(reason, 'first failed model-missing');
    await assertLeftAlone(first);
  });

  test('a server with too many requests is passed over, and left alone for as long as it asks', async () => {
    await using first = await startScriptedModel(
      json({ error: { message: 'slow down' } }, 429, { 'retry-after': '30' }),
    );
    await chainBehind(first.here);
    const reason = /^Fallback: .* has had too many requests. It asks to wait 30 s./;
    await assertTakenOver(reason, 'first failed rate-limited');
    await assertLeftAlone(first);
  });

  test('a model that is loading is told as such, and trying again is answered once it has loaded', async () => {
    const loading = openaiFormat.loading ?? assert.fail('llama.cpp has an answer for this.');
    await using first = await startScriptedModel(loading);
    await shared.configure({ 'watershed.backends': { first: first.here } });
    const rows = watchLedger(shared);
    const chat = await ask(shared, question);
    const { sentence } = await answerIn(chat, 'failed');
    assert.equal(
      sentence,
      `${first.host} at ${first.host} is still loading “large”. It answers as soon as that is done.`,
    );
    first.answers(says('Hello.'));
    await chat.getByTestId('retry').click();
    assert.equal((await answerIn(chat, 'done')).text, 'Hello.');
    assert.deepEqual(await rows(2), ['first failed loading', 'first completed']);
  });

  // The deadlines are minutes, and no setting shortens them: the matrix in test/faults lets them pass by a fake clock.
  test('a server that says nothing is stopped by the person, which closes its connection and is no fault of it', async () => {
    await using first = await startScriptedModel(() => undefined);
    await chainBehind(first.here);
    const rows = watchLedger(shared);
    const chat = await ask(shared, question);
    await chat.getByTestId('waiting').filter({ hasText: 'Waiting for the first token' }).waitFor();
    await until(() => first.prompts().length > 0, 'The question');
    await chat.getByTestId('input').press('Escape');
    assert.equal((await answerIn(chat, 'stopped')).sentence, 'Stopped.');
    assert.equal(await first.prompts()[0]?.whenOver, 'closed by the client');
    assert.deepEqual(await rows(1), ['first cancelled']);

    first.answers(says('Hello.'));
    await chat.getByTestId('retry').click();
    assert.equal((await answerIn(chat, 'done')).text, 'Hello.');
    assert.deepEqual(await rows(2), ['first cancelled', 'first completed']);
  });

  test('an error inside an answer is told under what came, and no other model goes on with it', async () => {
    const half = beginningOf('The beginning');
    await using first = await startScriptedModel(stream([...half, openaiFormat.errorInStream]));
    await chainBehind(first.here);
    const rows = watchLedger(shared);
    const answer = await answerIn(await ask(shared, question), 'failed');
    assert.equal(answer.text, 'The beginning');
    assert.match(answer.sentence, /failed \(status 500\). Look at its log, try again later/);
    assert.deepEqual(await rows(1), ['first failed server-fault']);
  });

  test('a prompt too long for one server goes to the next, and the server is asked again at once', async () => {
    const tooLong = openaiFormat.contextTooLong ?? assert.fail('OpenAI has an error for this.');
    await using first = await startScriptedModel(tooLong);
    await chainBehind(first.here);
    await assertTakenOver(/^Fallback: The prompt is longer than .* takes/, 'first failed context-too-long');
    first.answers(says('Hello.'));
    assert.equal((await answerIn(await ask(shared, question), 'done')).text, 'Hello.');
  });

  test('a free model that fails leads to one that may cost only where that is allowed, and both are told', async () => {
    await using first = await startScriptedModel(json({ error: { message: 'no' } }, 500));
    await using cloud = await startScriptedModel(says('From the cloud.'));
    const backends = { first: first.here, cloud: cloud.away };
    await shared.configure({ 'watershed.backends': backends });
    const rows = watchLedger(shared);
    const { sentence } = await answerIn(await ask(shared, question), 'failed');
    assert.match(sentence, /failed \(status 500\).*cloud costs money.*watershed\.routing\.allowPaidFallback/);
    assert.deepEqual(await rows(1), ['first failed server-fault']);
    assert.equal(cloud.prompts().length, 0);

    await shared.configure({ 'watershed.backends': backends, 'watershed.routing.allowPaidFallback': true });
    const chat = await ask(shared, question);
    await allowCloud(chat, cloud.host);
    const answer = await answerIn(chat, 'done');
    assert.equal(answer.text, 'From the cloud.');
    assert.match(answer.line, /Cloud[\s\S]*Fallback: .* failed \(status 500\)[\s\S]*cost unknown/);
    assert.deepEqual((await rows(3)).slice(1), ['first failed server-fault', 'cloud completed']);
  });
});

/** Answers whoever has this key, and refuses the others as OpenAI does. */
function whoHasKey(key: string): Answer {
  const refusal = json({ error: { message: 'no', type: 'invalid_request_error', code: 'invalid_api_key' } }, 401);
  return (response, request) => {
    const isRight = request.headers.authorization === `Bearer ${key}`;
    return (isRight ? says('Hello.') : refusal)(response, request);
  };
}
