import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFilling, sentenceOnFilling } from '../../../../src/backends/fim/describeFilling.ts';
import { fimFormats } from '../../../../src/backends/fim/formats.ts';
import type { FimCandidate } from '../../../../src/backends/fim/probe.ts';
import { judge, testFilling } from '../../../../src/backends/fim/selfTest.ts';

const { signal } = new AbortController();

/** Tests these families in turn with a model that answers as `reply` says; gives what was found and what was asked. */
async function tested(families: readonly string[], reply: (prompt: string) => string) {
  const asked: string[] = [];
  async function* candidates(): AsyncGenerator<FimCandidate> {
    for (const format of fimFormats) if (families.includes(format.family)) yield { format, evidence: 'vocabulary' };
  }
  const filling = await testFilling(
    candidates(),
    async (prompt) => {
      asked.push(prompt);
      return reply(prompt);
    },
    signal,
  );
  return { filling, asked, sentence: describeFilling(filling) };
}

const isSuffixFirst = (prompt: string) => /suffix.*prefix/s.test(prompt);

test('tells a filled hole from every way to miss it', () => {
  const verdicts = {
    'a + b': 'fills',
    ' a + b\n\n\ndef subtract': 'fills',
    'sum([a, b])': 'fills',
    '': 'empty',
    ' \n ': 'empty',
    '<fim_middle>a + b': 'leaks',
    'a + b<|endoftext|>': 'leaks',
    '<think>\nThe function': 'leaks',
    '```python\na + b': 'chats',
    'Sure! Here is the': 'chats',
    'The missing expression is': 'chats',
    'I think that': 'chats',
    '\n\n\ndef subtract(a, b):': 'repeats',
    'def add(a, b):\n': 'repeats',
    'return a + b': 'repeats',
  };
  assert.deepEqual(Object.fromEntries(Object.keys(verdicts).map((answer) => [answer, judge(answer)])), verdicts);
});

test('a layout that works is taken after one question', async () => {
  const { filling, asked, sentence } = await tested(['qwen', 'granite'], () => 'a + b');
  assert.equal(filling.format?.family, 'qwen');
  assert.equal(asked.length, 1);
  assert.match(asked[0] ?? '', /return <\|fim_suffix\|>\n\n\ndef subtract/);
  assert.equal(
    sentence,
    'it can fill in the middle (qwen, prefix first, known by its vocabulary, and a test of it went well)',
  );
});

test('the other order of the tokens comes second', async () => {
  const { filling, sentence } = await tested(['starcoder'], (prompt) => (isSuffixFirst(prompt) ? 'a + b' : ''));
  assert.equal(filling.format?.layout, 'spm');
  assert.match(sentence, /starcoder, suffix first/);
});

test('the next family comes third', async () => {
  const { filling, asked } = await tested(['starcoder2', 'starcoder'], (prompt) =>
    prompt.startsWith('<file_sep>') ? 'def x' : 'a',
  );
  assert.equal(filling.format?.family, 'starcoder');
  assert.equal(asked.length, 3);
});

test('after three failures it is the prefix alone, and it is said why', async () => {
  const answers = ['', '<fim_pad>', 'def '];
  const { filling, asked, sentence } = await tested(['starcoder2', 'starcoder'], () => answers.shift() ?? 'a + b');
  assert.equal(filling.format, undefined);
  assert.equal(asked.length, 3);
  assert.equal(
    sentence,
    'it should fill in the middle but failed the test (starcoder2, prefix first: it said nothing; ' +
      'starcoder2, suffix first: it wrote control tokens; starcoder, prefix first: it repeated the code around the ' +
      'cursor), so it gets only what stands before the cursor',
  );
});

test('nothing is asked where nothing speaks for a layout', async () => {
  const { filling, asked } = await tested([], () => 'a + b');
  assert.deepEqual(asked, []);
  assert.equal(sentenceOnFilling(filling), 'It cannot fill in the middle.');
});
