import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BlockSplitter } from '../../../media/chat/blocks.ts';

/** The blocks of a text that came in pieces, cut at every character. */
function streamed(text: string): readonly string[] {
  const splitter = new BlockSplitter();
  let raws: readonly string[] = [];
  for (let length = 0; length <= text.length; length++) {
    raws = splitter.split(text.slice(0, length)).map(({ raw }) => raw);
  }
  return raws;
}

function whole(text: string): readonly string[] {
  return new BlockSplitter().splitComplete(text).map(({ raw }) => raw);
}

const documents = {
  'paragraphs and headings': '# Title\n\nOne\ntwo\n\nUnder\n===\n\n---\n\nend',
  'a list whose items are apart':
    'Do this:\n\n- one\n\n- two\n\n  more of two\n\n  ```js\n  code()\n  ```\n\n- three\n\nDone.',
  'a numbered list with code': '1. Step:\n\n   ```sh\n   ls\n   ```\n\n2. Next\n\n10. Last\n\nend',
  'code with empty lines and fences inside': '````md\n```js\nx\n\n\ny\n```\n````\n\nafter\n\n```\nopen',
  'a table and a quote': 'a | b\n--|--\n1 | 2\n\n> quote\nlazy\n\n> another\n\nend',
  'line ends of every kind': 'one\r\n\r\n- two\r\n- three\r\n\r\nfour\rfive',
  markup: '<div>\n\n*x*\n\n</div>\n\n<!-- a\n\nb -->\n\nend',
  'a list that ends in a rule': '* a\n\n***\n\n* b\n\n**bold**\n',
};

for (const [name, text] of Object.entries(documents)) {
  test(`${name}: character by character it is the same as at once`, () => {
    assert.deepEqual(streamed(text), whole(text));
  });
}

test('any mixture of blocks streams as it parses', () => {
  const pieces = [
    'a',
    '- b',
    '1. c',
    '> d',
    '# e',
    '```',
    '    f',
    'g | h',
    '--|--',
    '---',
    '===',
    '',
    '',
    '  i',
    '\t',
  ];
  const documentOf = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(documentOf, (text) => assert.deepEqual(streamed(text), whole(text))),
    { numRuns: 500 },
  );
});

test('finished blocks are the same objects, so that nothing of them is drawn again', () => {
  const splitter = new BlockSplitter();
  const [before] = splitter.split('one\n\ntwo\n\nthree');
  const after = splitter.split('one\n\ntwo\n\nthree\n\nfour');
  assert.equal(before?.isFinished, true);
  assert.equal(after[0], before);
  assert.deepEqual(
    after.map(({ isFinished }) => isFinished),
    [true, true, false, false],
  );
});

test('a text that is not the old one grown is parsed anew', () => {
  const splitter = new BlockSplitter();
  splitter.split('one\n\ntwo\n\nthree');
  assert.deepEqual(
    splitter.split('other').map(({ raw }) => raw),
    ['other'],
  );
});

test('a hidden character that comes in two halves is still made visible', () => {
  const splitter = new BlockSplitter();
  const [high = '', low = ''] = ['\u{E0041}'.slice(0, 1), '\u{E0041}'.slice(1)];
  splitter.split(`a ${high}`);
  assert.equal(splitter.split(`a ${high}${low}`)[0]?.raw, 'a \\u{E0041}');
});
