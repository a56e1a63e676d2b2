import assert from 'node:assert/strict';
import { NoRouteError } from '../../../src/contract/errors.ts';
import { type TestView, viewTests } from './support/viewTest.ts';

const viewTest = await viewTests();

/** Shows a text as a complete answer. */
async function showAnswer(view: TestView, text: string): Promise<void> {
  await view.typeQuestion('Why?');
  view.script.last.route().text(text).end();
  await view.shown();
}

const hostile = `
<img src="https://evil.example/1.png" onerror="window.hit = 1"> ![alt](https://evil.example/2.png)
<script>window.hit = 2</script>

<iframe src="https://evil.example"></iframe><style>body { display: none }</style>
<form action="https://evil.example"><input name="x"><button>Go</button></form>
<a href="https://evil.example" onclick="window.hit = 3" style="position:fixed">raw</a> <svg onload="window.hit = 4">

[command](command:workbench.action.quit) [script](javascript:window.hit=5) [editor](vscode://x/y) [relative](src/a.ts)
[quoted](https://evil.example/"onmouseover="window.hit=6) <https://auto.example> <javascript:window.hit=7>

| a | b |
|---|---|
| <img src=x onerror=window.hit=8> | ![x](data:image/png;base64,AAAA) |

\`\`\`"><img src=x onerror=window.hit=9>
<img src=x onerror=window.hit=10>
\`\`\`

[ref]: https://evil.example "onclick=window.hit=11"
- [x] <input type=checkbox onfocus=window.hit=12 autofocus>
`;

viewTest('nothing that an answer says can load, run, style or submit anything', async (view) => {
  await showAnswer(view, hostile);
  const answer = view.find('answer-text');
  const forbidden =
    'img, script, iframe, style, form, input, svg:not(.icon), object, embed, link, [style], [href], [src]';
  assert.equal(await answer.locator(forbidden).count(), 0);
  const handlers = `[...document.querySelectorAll('[data-testid=answer-text] *')].flatMap((element) =>
    element.getAttributeNames().filter((name) => name.startsWith('on')))`;
  assert.deepEqual(await view.page.evaluate(handlers), []);
  assert.equal(await view.page.evaluate('window.hit'), undefined);
  assert.match(await answer.innerText(), /<script>window\.hit = 2<\/script>/);
});

viewTest('links show their full address and only ask the host to open them', async (view) => {
  await showAnswer(view, hostile);
  const links = view.find('answer-text').getByRole('link');
  const addresses = await view.page.evaluate(`[...document.querySelectorAll('[role=link]')].map(({ title }) => title)`);
  assert.deepEqual(addresses, [
    'https://evil.example/2.png',
    'https://evil.example/%22onmouseover=%22window.hit=6',
    'https://auto.example/',
  ]);
  const before = view.page.url();
  await links.nth(2).click();
  await links.nth(2).press('Enter');
  await view.shown();
  assert.deepEqual(view.actions, [
    { type: 'open-link', url: 'https://auto.example/' },
    { type: 'open-link', url: 'https://auto.example/' },
  ]);
  assert.equal(view.page.url(), before);
});

viewTest('characters that hide or turn text are written out, in answers, code, questions and titles', async (view) => {
  await view.typeQuestion('Is \u202Ethis\u202C safe?');
  view.script.last.route().text('A \u{E0041} here.\n\n```js\nif (a\u2066) {}\n```').end();
  await view.shown();
  assert.equal(await view.find('question').innerText(), 'Is \\u{202E}this\\u{202C} safe?');
  assert.match(await view.find('answer-text').innerText(), /A \\u\{E0041\} here\./);
  assert.equal(await view.find('code').innerText(), 'if (a\\u{2066}) {}');
  assert.match(await view.find('conversations').innerText(), /Is \\u\{202E\}this/);
});

viewTest('a block of code knows its language, is coloured, and is copied and inserted whole', async (view) => {
  await showAnswer(
    view,
    'Use this:\n\n1. Here:\n\n   ```js title="a.js"\n   const a = `<b>`;\n   ```\n\n```\nplain\n```',
  );
  assert.deepEqual(await view.find('code-language').allInnerTexts(), ['js', 'text']);
  assert.ok((await view.find('code').first().locator('.hljs-keyword').count()) > 0);
  await view.find('copy-code').first().click();
  await view.find('insert-code').last().click();
  await view.shown();
  assert.deepEqual(view.actions, [
    { type: 'copy', text: 'const a = `<b>`;' },
    { type: 'insert-at-cursor', text: 'plain', requestId: view.script.last.request.id },
  ]);
});

viewTest('finished blocks keep their elements while the answer streams, and code grows in place', async (view) => {
  await view.typeQuestion('Why?');
  view.script.last.route().text('First.\n\nSecond.\n\n```js\nlet a');
  await view.shown();
  await view.page.evaluate(`{
    const blocks = document.querySelectorAll('[data-testid=answer-text] > *');
    for (const block of blocks) block.mark = true;
    document.querySelector('[data-testid=copy-code]').focus();
  }`);
  view.script.last.text(' = 1;\nlet b');
  await view.shown();
  assert.equal(await view.find('code').innerText(), 'let a = 1;\nlet b');
  view.script.last.text(' = 2;\n```\n\nLast.').end();
  await view.shown();
  const marks = await view.page.evaluate(
    `[...document.querySelectorAll('[data-testid=answer-text] > *')].map((block) => block.mark === true)`,
  );
  assert.deepEqual(marks, [true, true, true, false]);
  assert.equal(await view.page.evaluate('document.activeElement.dataset.testid'), 'copy-code');
});

viewTest('an answer that came in pieces looks like one that came at once', async (view) => {
  const text =
    'See [the map][m].\n\n- one\n\n- two\n\n  ```js\n  x\n  ```\n\n> quote\n\na | b\n--|--\n1 | 2\n\n[m]: https://example.com/m';
  await view.typeQuestion('In pieces?');
  for (const character of text) {
    view.script.last.text(character);
    await view.shown();
  }
  view.script.last.end();
  await view.shown();
  await view.typeQuestion('At once?');
  view.script.last.text(text).end();
  await view.shown();
  const different = `new Set(Array.from(document.querySelectorAll('[data-testid=answer-text]'), (it) => it.innerHTML)).size`;
  assert.equal(await view.page.evaluate(different), 1);
});

viewTest('a screen reader hears each finished block once, and code only by its size', async (view) => {
  await view.typeQuestion('Why?');
  view.script.last.route().text('One **bold**.\n\nTwo.\n\n```js\na\nb\n```\n\nLa');
  await view.shown();
  view.script.last.text('st.').end();
  await view.shown();
  const spoken = await view.page.locator('[role=status][aria-live=polite] p').allTextContents();
  assert.deepEqual(
    spoken.map((text) => text.trim()),
    ['One bold.', 'Two.', 'Code block of 2 lines.', 'Last.'],
  );
  assert.equal(await view.find('log').getAttribute('aria-live'), 'off');
});

viewTest(
  'a screen reader hears of an answer that failed at once, and nothing of what was there before',
  async (view) => {
    const heard = () => view.page.locator('[role=status][aria-live=polite] p').allTextContents();
    view.chat.ask(view.conversationId, 'Why?');
    view.script.last.fail(new NoRouteError('health', 'All servers are down.'));
    await view.shown();
    assert.deepEqual(await heard(), ['All servers are down.']);
    await view.openAgain();
    await view.shown();
    assert.deepEqual(await heard(), []);
  },
);

viewTest('the view follows the answer until the person scrolls up, and jumps back on demand', async (view) => {
  const fromEnd = `(() => { const log = document.querySelector('[role=log]');
    return log.scrollHeight - log.clientHeight - log.scrollTop; })()`;
  await view.typeQuestion('Why?');
  const grow = async () => {
    view.script.last.text('A line.\n\n'.repeat(30));
    await view.shown();
  };
  await grow();
  assert.equal(await view.page.evaluate(fromEnd), 0);
  assert.equal(await view.find('jump-to-end').isHidden(), true);
  await view.find('log').hover();
  await view.page.mouse.wheel(0, -300);
  await view.find('jump-to-end').waitFor();
  const top = await view.page.evaluate(`document.querySelector('[role=log]').scrollTop`);
  await grow();
  assert.equal(await view.page.evaluate(`document.querySelector('[role=log]').scrollTop`), top);
  await view.find('jump-to-end').click();
  assert.equal(await view.page.evaluate(fromEnd), 0);
  await grow();
  assert.equal(await view.page.evaluate(fromEnd), 0);
});

viewTest('two hundred turns are all drawn, and the latest is on the screen', async (view) => {
  for (let turn = 0; turn < 200; turn++) {
    view.chat.ask(view.conversationId, `Question ${turn}`);
    view.script.last.text(`Answer **${turn}**\n\n\`\`\`js\nlet a = ${turn};\n\`\`\``).end();
    await view.frame();
  }
  await view.openAgain();
  await view.find('code').nth(199).waitFor();
  await view.page.getByText('Answer 199').waitFor();
  assert.equal(await view.page.getByText('Answer 199').isVisible(), true);
});

viewTest('reasoning is folded away', async (view) => {
  await view.typeQuestion('Why?');
  view.script.last.route().reasoning('Let me think.').text('Because.').end();
  await view.shown();
  assert.equal(await view.page.getByText('Let me think.').isVisible(), false);
  await view.page.getByText('Reasoning').click();
  assert.equal(await view.page.getByText('Let me think.').isVisible(), true);
});
