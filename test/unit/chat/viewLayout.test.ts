import assert from 'node:assert/strict';
import { selection } from './support/chat.ts';
import { cloudRoute } from './support/scriptedSend.ts';
import { type TestView, viewTests } from './support/viewTest.ts';

const viewTest = await viewTests();

/** Brings everything onto the screen that the view can show at once. */
async function showAll(view: TestView): Promise<void> {
  view.editor.selection = { ...selection, origin: { ...selection.origin, path: `src/${'long'.repeat(30)}.ts` } };
  await view.chat.attachSelection();
  await view.typeQuestion('An_unbroken_word_'.repeat(20));
  view.script.last
    .route()
    .reasoning('Hm.')
    .text(
      `${'x'.repeat(300)}\n\n| a | b |\n|---|---|\n| ${'y'.repeat(200)} | 2 |\n\n\`\`\`js\n${'z'.repeat(300)}\n\`\`\``,
    )
    .end();
  await view.shown();
  await view.chat.attachSelection();
  await view.typeQuestion('And in the cloud?');
  const { request, signal } = view.script.last;
  view.chat.askConsent(request, cloudRoute, signal).catch(() => undefined);
  await view.chat.attachSelection();
  await view.shown();
}

const sideways = `[document.documentElement, document.querySelector('[role=log]')]
  .map((element) => element.scrollWidth - element.clientWidth)`;

viewTest(
  'at 250 pixels nothing is cut off sideways',
  async (view) => {
    await showAll(view);
    assert.deepEqual(await view.page.evaluate(sideways), [0, 0]);
  },
  250,
);

viewTest(
  'at 200 percent on 300 pixels nothing is cut off sideways either',
  async (view) => {
    await view.page.evaluate(`document.documentElement.style.setProperty('--vscode-font-size', '26px')`);
    await showAll(view);
    assert.deepEqual(await view.page.evaluate(sideways), [0, 0]);
  },
  300,
);

viewTest('every button, box and choice has a name', async (view) => {
  await showAll(view);
  const nameless = `[...document.querySelectorAll('button, select, textarea, input, [role=link], [tabindex]')]
    .filter((element) => !(element.getAttribute('aria-label') ?? element.textContent).trim())
    .map((element) => element.outerHTML)`;
  assert.deepEqual(await view.page.evaluate(nameless), []);
});

viewTest('the keyboard reaches everything, in the order in which it stands on the screen', async (view) => {
  await view.typeQuestion('Why?');
  view.script.last.route().text('```js\na\n```\n\n[link](https://example.com)').end();
  await view.shown();
  await view.find('input').fill('next');
  await view.find('conversations').focus();
  const reached: unknown[] = [];
  for (let step = 0; step < 15; step++) {
    reached.push(
      await view.page.evaluate(
        '(({ dataset, tagName }) => dataset.testid ?? tagName.toLowerCase())(document.activeElement)',
      ),
    );
    await view.page.keyboard.press('Tab');
  }
  assert.deepEqual(reached, [
    ...['conversations', 'new-conversation', 'rename', 'delete'],
    ...['log', 'copy-code', 'insert-code', 'pre', 'a', 'meta-line', 'explain-route'],
    ...['input', 'attach-selection', 'attach-file', 'preference'],
  ]);
});

viewTest('whoever wants less motion sees none', async (view) => {
  await view.page.emulateMedia({ reducedMotion: 'reduce' });
  await view.typeQuestion('Why?');
  const animation = await view.page.evaluate(
    `getComputedStyle(document.querySelector('[data-testid=waiting]'), '::before').animationName`,
  );
  await view.page.emulateMedia({ reducedMotion: null });
  assert.equal(animation, 'none');
});

viewTest('every colour comes from the theme', async (view) => {
  await view.page.evaluate(`document.documentElement.style.setProperty('--vscode-foreground', 'rgb(1, 2, 3)')`);
  await view.typeQuestion('Why?');
  view.script.last.route().text('Because.').end();
  await view.shown();
  const colour = await view.page.evaluate(
    `getComputedStyle(document.querySelector('[data-testid=answer-text]')).color`,
  );
  assert.equal(colour, 'rgb(1, 2, 3)');
});
