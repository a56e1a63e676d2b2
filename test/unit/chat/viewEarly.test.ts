import assert from 'node:assert/strict';
import { MemoryStore, startChat } from './support/chat.ts';
import { viewTests } from './support/viewTest.ts';

const viewTest = await viewTests();

viewTest('a question that is asked before the saved conversations are there is kept and asked then', async (view) => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const store = new MemoryStore();
  store.load = () => promise;
  const late = startChat(store);
  await view.load(late);
  await view.find('input').fill('Why so early?');
  await view.find('input').press('Enter');
  assert.equal(late.script.calls.length, 0);
  resolve(undefined);
  await late.chat.whenLoaded;
  await view.find('question').filter({ hasText: 'Why so early?' }).waitFor();
  assert.equal(late.script.calls.length, 1);
  assert.equal(await view.find('input').inputValue(), '');
  late.chat.dispose();
});

for (const draft of ['Half a thought', '']) {
  const left = draft === '' ? 'an empty conversation' : 'a draft';
  viewTest(`who asks for a new conversation from ${left}, and types at once, asks in that one`, async (view) => {
    await view.find('input').fill(draft);
    await view.shown();
    // The host cannot answer before all of it has happened.
    await view.page.evaluate(`{
      document.querySelector('[data-testid=new-conversation]').click();
      const input = document.querySelector('[data-testid=input]');
      input.value += 'Why?';
      input.dispatchEvent(new Event('input', { bubbles: true }));
      input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    }`);
    await view
      .find('question')
      .filter({ hasText: /^Why\?$/ })
      .waitFor();
    await view.shown();
    assert.equal(view.script.calls.length, 1);
    assert.equal(await view.find('input').inputValue(), '');
    await view.find('conversations').selectOption(view.conversationId);
    await view.shown();
    assert.equal(await view.find('input').inputValue(), draft);
  });
}

viewTest('what is typed for a new conversation stays in the box when that one is shown', async (view) => {
  await view.typeQuestion('Why?');
  view.script.last.route().text('Because.').end();
  await view.shown();
  await view.page.evaluate(`{
    document.querySelector('[data-testid=new-conversation]').click();
    const input = document.querySelector('[data-testid=input]');
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    input.value = 'And';
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }`);
  await view.find('empty').waitFor();
  await view.shown();
  assert.equal(await view.find('input').inputValue(), 'And');
  assert.equal(view.script.calls.length, 1, 'Enter came before there was anything to ask');
  const { id, draft } = view.chat.state().current;
  assert.notEqual(id, view.conversationId);
  assert.equal(draft.text, 'And');
});
