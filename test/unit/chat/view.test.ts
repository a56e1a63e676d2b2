import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NoRouteError } from '../../../src/contract/errors.ts';
import { selection } from './support/chat.ts';
import { bundleView } from './support/chatPage.ts';
import { cloudRoute } from './support/scriptedSend.ts';
import { viewTests } from './support/viewTest.ts';

const viewTest = await viewTests();

viewTest('Enter sends, Shift+Enter breaks the line, and the box is empty and focused again', async (view) => {
  const input = view.find('input');
  await input.fill('one');
  await input.press('Shift+Enter');
  await input.pressSequentially('two');
  assert.equal(await input.inputValue(), 'one\ntwo');
  await view.typeQuestion('one\ntwo');
  assert.equal(await view.find('question').innerText(), 'one\ntwo');
  assert.equal(await input.inputValue(), '');
  assert.equal(await view.page.evaluate('document.activeElement.dataset.testid'), 'input');
});

viewTest('Enter that ends the composing of a character sends nothing', async (view) => {
  await view.find('input').fill('漢');
  await view.page.evaluate(`document.querySelector('[data-testid=input]').dispatchEvent(
    new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }))`);
  await view.shown();
  assert.equal(view.script.calls.length, 0);
  assert.equal(await view.find('input').inputValue(), '漢');
});

viewTest('the box grows with its text up to a limit, and shrinks again', async (view) => {
  const heightOf = async () => (await view.find('input').boundingBox())?.height ?? 0;
  const oneLine = await heightOf();
  await view.find('input').fill('a\nb\nc');
  const threeLines = await heightOf();
  await view.find('input').fill('a\n'.repeat(200));
  const manyLines = await heightOf();
  await view.find('input').fill('');
  assert.ok(threeLines > oneLine * 2, `${threeLines} against ${oneLine}`);
  assert.ok(manyLines > threeLines && manyLines <= 700 * 0.4, `${manyLines}`);
  assert.equal(await heightOf(), oneLine);
});

viewTest('↑ in an empty box brings the last question back, and only there', async (view) => {
  await view.typeQuestion('What is a monad?');
  view.script.last.end();
  await view.shown();
  const input = view.find('input');
  await input.press('ArrowUp');
  assert.equal(await input.inputValue(), 'What is a monad?');
  await input.fill('mine');
  await input.press('ArrowUp');
  assert.equal(await input.inputValue(), 'mine');
});

viewTest('Escape stops the answer from anywhere in the view, and what came stays', async (view) => {
  await view.typeQuestion('Why?');
  view.script.last.route().text('Half an ans');
  await view.shown();
  await view.find('log').focus();
  await view.page.keyboard.press('Escape');
  await view.shown();
  await view.find('ending').waitFor();
  assert.equal(await view.find('answer-text').innerText(), 'Half an ans');
  assert.deepEqual(await view.find('ending').locator('p, button').allInnerTexts(), ['Stopped.', 'Try again']);
  assert.equal(await view.find('stop').isHidden(), true);
});

viewTest(
  'the stop button stands where the send button was, and a question meanwhile stays in the box',
  async (view) => {
    await view.typeQuestion('Why?');
    assert.equal(await view.find('send').isHidden(), true);
    await view.find('input').fill('Next');
    await view.find('input').press('Enter');
    assert.match(await view.find('notice').innerText(), /Wait for the answer/);
    assert.equal(await view.find('input').inputValue(), 'Next');
    await view.find('stop').click();
    await view.shown();
    await view.find('send').click();
    await view.shown();
    assert.equal(view.script.calls.length, 2);
  },
);

viewTest('the focus stays where the keyboard put it while an answer streams', async (view) => {
  await view.typeQuestion('Why?');
  await view.find('stop').focus();
  view.script.last.route().text('Because');
  await view.shown();
  assert.equal(await view.page.evaluate('document.activeElement.dataset.testid'), 'stop');
  await view.page.keyboard.press('Enter');
  await view.shown();
  assert.equal(await view.find('ending').count(), 1);
  assert.equal(await view.page.evaluate('document.activeElement.dataset.testid'), 'input');
});

viewTest('the meta line says route, model, why, speed, tokens and cost, and opens to all reasons', async (view) => {
  await view.typeQuestion('Why?');
  view.script.last.route().text('Because.').end();
  await view.shown();
  assert.equal(
    await view.find('meta-line').innerText(),
    'Local\u00A0· SmolLM2-135M-Instruct\u00A0· A short question about one thing\u00A0· first token 120 ms\u00A0· ' +
      '54 tokens/s\u00A0· 312 tokens in, 80 out\u00A0· $0',
  );
  assert.equal(await view.find('reason').first().isVisible(), false);
  await view.find('meta-line').press('Enter');
  assert.deepEqual(await view.find('reason').allInnerTexts(), [
    'A short question about one thing.',
    'Nothing sensitive was found.',
  ]);
});

viewTest('beside the meta line a link leads to the whole decision, also where nothing could answer', async (view) => {
  await view.typeQuestion('Why?');
  assert.equal(await view.find('explain-route').isVisible(), false);
  view.script.last.route().text('Because.').end();
  await view.shown();
  await view.find('explain-route').press('Enter');
  await view.shown();
  assert.deepEqual(view.actions, [{ type: 'explain-route', requestId: view.script.last.request.id }]);
  await view.typeQuestion('And now?');
  view.script.last.fail(new NoRouteError('policy', 'It must stay here.'));
  await view.shown();
  await view.find('explain-route').last().click();
  await view.shown();
  assert.deepEqual(view.actions.at(-1), { type: 'explain-route', requestId: view.script.last.request.id });
});

viewTest('problems where an answer was inserted are one line, with an offer to ask a cloud model', async (view) => {
  await view.typeQuestion('Why?');
  view.script.last.route().text('```ts\nlet a\n```').end();
  await view.shown();
  assert.equal(await view.find('problems').count(), 0);
  view.chat.noteProblems(view.script.last.request.id, 2);
  await view.shown();
  const parts = await view.find('problems').locator('p, button').allInnerTexts();
  assert.deepEqual(parts, ['2 new problems where this was inserted.', 'Ask a cloud model']);
  const heard = await view.page.locator('[role=status][aria-live=polite] p').allTextContents();
  assert.equal(heard.at(-1), '2 new problems where this was inserted.');
  await view.find('insert-code').focus();
  await view.page.keyboard.press('Tab');
  await view.page.keyboard.press('Tab');
  assert.equal(await view.page.evaluate('document.activeElement.dataset.testid'), 'escalate');
  await view.page.keyboard.press('Enter');
  await view.shown();
  assert.deepEqual(view.script.last.request.override, { kind: 'cloud' });
  assert.equal(await view.find('problems').count(), 0);
});

viewTest(
  'of an answer from a cloud the offer is to ask again, and of an earlier answer there is none',
  async (view) => {
    await view.typeQuestion('Why?');
    view.script.last.route(cloudRoute).text('```ts\nlet a\n```').end();
    await view.shown();
    view.chat.noteProblems(view.script.last.request.id, 1);
    await view.shown();
    assert.match(await view.find('problems').innerText(), /^1 new problem where this was inserted\.\s+Ask again$/);
    await view.typeQuestion('And now?');
    assert.equal(await view.find('problems').innerText(), '1 new problem where this was inserted.');
  },
);

viewTest('while the answer streams the line says already where it comes from', async (view) => {
  await view.typeQuestion('Why?');
  assert.equal(await view.find('waiting').innerText(), 'Choosing a route…');
  view.script.last.route(cloudRoute);
  await view.shown();
  assert.equal(await view.find('waiting').innerText(), 'Waiting for the first token…');
  assert.match(await view.find('meta').innerText(), /^Cloud\u00A0· gpt-large\u00A0· The question spans several files$/);
  assert.equal(await view.find('meta-line').count(), 0);
});

viewTest('an unknown cost is said to be unknown', async (view) => {
  await view.typeQuestion('Why?');
  const measurement = {
    timeToFirstTokenMs: undefined,
    totalMs: 900,
    tokensPerSecond: undefined,
    inputTokens: undefined,
    cachedInputTokens: undefined,
    outputTokens: undefined,
    costUsd: undefined,
  };
  view.script.last.route(cloudRoute).text('Because.').end({ route: cloudRoute, measurement });
  await view.shown();
  assert.match(await view.find('meta-line').innerText(), /several files\u00A0· tokens unknown\u00A0· cost unknown$/);
});

viewTest('a fault stands where the answer would, and offers what can be done', async (view) => {
  await view.typeQuestion('Why?');
  view.script.last.fail(new NoRouteError('no-backend', 'No model is set up for chat.'));
  await view.shown();
  assert.match(await view.find('ending').innerText(), /^No model is set up for chat\./);
  await view.find('ending').getByTestId('run-setup').click();
  await view.shown();
  assert.deepEqual(view.actions, [{ type: 'run-setup' }]);
  await view.find('retry').click();
  await view.shown();
  assert.equal(view.script.calls.length, 2);
  assert.equal(await view.find('question').innerText(), 'Why?');
});

const decisions = [
  ['consent-send', true],
  ['consent-decline', false],
  ['consent-local', false],
] as const;
for (const [button, isAllowed] of decisions) {
  viewTest(`consent: ${button} answers the pipeline`, async (view) => {
    await view.typeQuestion('Why?');
    const { request, signal } = view.script.last;
    const consent = view.chat.askConsent(request, cloudRoute, signal);
    await view.shown();
    assert.match(
      await view.find('consent').innerText(),
      /^This question is about to go to api\.openai\.com \(model gpt-large\)\.\n/,
    );
    await view.find(button).click();
    assert.equal(await consent, isAllowed);
    await view.shown();
    assert.equal(await view.find('consent').count(), 0);
  });
}

viewTest('the consent card says what would go along', async (view) => {
  view.editor.selection = selection;
  await view.find('attach-selection').click();
  await view.find('chip').waitFor();
  await view.typeQuestion('First');
  view.script.last.text('Yes.').end();
  await view.shown();
  await view.typeQuestion('Second');
  const { request, signal } = view.script.last;
  view.chat.askConsent(request, cloudRoute, signal).catch(() => undefined);
  await view.shown();
  assert.match(await view.find('consent').innerText(), /, with the conversation so far and 1 attachment\./);
});

viewTest('what is attached is a chip with its size that can be removed', async (view) => {
  view.editor.selection = selection;
  await view.find('attach-selection').click();
  await view.find('chip').waitFor();
  assert.equal(await view.find('chip').innerText(), 'a.ts:3-4\n~7 tokens');
  await view.page.getByRole('button', { name: 'Remove a.ts:3-4' }).click();
  await view.shown();
  assert.equal(await view.find('chip').count(), 0);
  await view.find('attach-file').click();
  await view.shown();
  assert.match(await view.find('notice').innerText(), /No file is open/);
  await view.find('input').pressSequentially('x');
  assert.equal(await view.find('notice').innerText(), '');
});

viewTest('the preference is kept by the host', async (view) => {
  await view.find('preference').selectOption('Cloud');
  await view.typeQuestion('Why?');
  assert.deepEqual(view.script.last.request.override, { kind: 'cloud' });
});

viewTest('conversations are made, renamed, switched and deleted', async (view) => {
  const titles = () => view.find('conversations').locator('option').allInnerTexts();
  await view.typeQuestion('First question');
  view.script.last.text('Yes.').end();
  await view.find('new-conversation').click();
  await view.shown();
  assert.equal(await view.find('turn').count(), 0);
  await view.find('rename').click();
  await view.find('title').fill('Plans');
  await view.find('title').press('Enter');
  await view.shown();
  assert.deepEqual((await titles()).sort(), ['First question', 'Plans']);
  await view.find('conversations').selectOption('First question');
  await view.shown();
  assert.equal(await view.find('answer-text').innerText(), 'Yes.');
  await view.find('delete').click();
  await view.find('cancel').press('Escape');
  assert.equal((await titles()).length, 2);
  await view.find('delete').click();
  await view.find('confirm-delete').click();
  await view.shown();
  assert.deepEqual(await titles(), ['Plans']);
});

viewTest('an empty conversation says what is there and what is missing', async (view) => {
  assert.equal(await view.find('setup').count(), 0);
  view.chat.setSetup({
    canAnswer: false,
    items: [
      { state: 'present', text: 'Ollama answers.' },
      { state: 'missing', text: 'No model for chat.' },
    ],
  });
  await view.shown();
  const items = await view.find('setup').locator('li').allTextContents();
  assert.deepEqual(items, ['There: Ollama answers.', 'Missing: No model for chat.']);
  await view.find('run-setup').click();
  await view.shown();
  assert.deepEqual(view.actions, [{ type: 'run-setup' }]);
  await view.typeQuestion('Why?');
  assert.equal(await view.find('empty').count(), 0);
});

viewTest('the view can be thrown away at any time and is drawn again from the host', async (view) => {
  await view.typeQuestion('Why?');
  view.script.last.route().text('# Half');
  await view.shown();
  await view.find('input').fill('my next question');
  await view.shown();
  view.script.last.text(' of it');
  await view.openAgain();
  await view.shown();
  assert.equal(await view.find('answer-text').innerText(), 'Half of it');
  assert.equal(await view.find('input').inputValue(), 'my next question');
  view.script.last.text('\n\nand the rest').end();
  await view.shown();
  assert.equal(await view.find('answer-text').innerText(), 'Half of it\n\nand the rest');
});

viewTest('a view that has missed something asks for the whole state', async (view) => {
  await view.typeQuestion('Why?');
  view.script.last.text('The whole answer');
  await view.shown();
  const turnId = view.chat.state().current.turns[0]?.id ?? '';
  await view.post({ type: 'answer-delta', turnId, part: 'text', offset: 900, delta: 'from nowhere' });
  await view.shown();
  await view.shown();
  assert.equal(await view.find('answer-text').innerText(), 'The whole answer');
});

test('the view is below 250 KB', async () => {
  const { length } = Buffer.from((await bundleView()).script);
  assert.ok(length < 250_000, `${length} bytes`);
});
