import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toOfferedUrl } from '../../../media/chat/links.ts';
import { toVisibleText } from '../../../media/chat/visibleText.ts';

test('characters that turn or hide text are written as escapes', () => {
  assert.equal(toVisibleText('a\u202Eb\u2066c'), 'a\\u{202E}b\\u{2066}c');
  assert.equal(toVisibleText('x\u{E0041}\u{E007F}y'), 'x\\u{E0041}\\u{E007F}y');
});

test('text in any language and ordinary emoji stay as they are', () => {
  const text = 'naïve שלום مرحبا 漢字 👩‍💻 👍🏽\u200Dend\n\ttab';
  assert.equal(toVisibleText(text), text);
});

test('only absolute web addresses are offered, in full', () => {
  assert.equal(toOfferedUrl('https://example.com'), 'https://example.com/');
  assert.equal(toOfferedUrl('https://bücher.example/ä'), 'https://xn--bcher-kva.example/%C3%A4');
  const refused = [
    '',
    'src/a.ts',
    '//example.com',
    '#top',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'command:workbench.action.quit',
    'vscode://extension/x',
    'vscode-resource://x',
    'data:text/html,x',
    'file:///etc/passwd',
    'mailto:a@b.example',
  ];
  for (const href of refused) assert.equal(toOfferedUrl(href), undefined, href);
});
