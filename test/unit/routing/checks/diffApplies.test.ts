import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';
import { fencedBlocks } from '../../../../src/base/fencedBlocks.ts';
import { newAnswer, type Turn } from '../../../../src/chat/conversation.ts';
import { toMessages } from '../../../../src/chat/prompt.ts';
import { diffApplies } from '../../../../src/routing/checks/diffApplies.ts';
import { chat, completion } from '../support.ts';

/** A question with files attached as the chat sends them, after what was said before. */
function asked(files: Readonly<Record<string, string>>, before: readonly Turn[] = []) {
  return chat('', { messages: toMessages(before, turn(files)) });
}

function turn(files: Readonly<Record<string, string>>, answer = ''): Turn {
  const attachments = Object.entries(files).map(([path, text]) => ({
    id: path,
    attachment: { kind: 'file' as const, origin: { uri: `file:///w/${path}`, path, languageId: 'python' }, text },
  }));
  return { id: 't', question: 'Make it better.', attachments, answer: { ...newAnswer, text: answer } };
}

function inFence(diff: string, language = 'diff'): string {
  return `Here it is:\n\n\`\`\`${language}\n${diff}\n\`\`\`\n\nThat is all.`;
}

async function failureOf(request: Parameters<typeof diffApplies>[0], answer: string): Promise<string | undefined> {
  return (await diffApplies(request, answer))?.code;
}

const cart =
  'import math\n\n\ndef total(prices):\n    return sum(prices)\n\n\ndef count(prices):\n    return len(prices)\n';
const good =
  '--- a/cart.py\n+++ b/cart.py\n@@ -4,2 +4,2 @@\n def total(prices):\n-    return sum(prices)\n+    return math.fsum(prices)';
const wrong = good.replace('-    return sum(prices)', '-    return sum(numbers)');

describe('a diff that fits', () => {
  it('passes, whatever its header says of lines and counts', async () => {
    const request = asked({ 'src/cart.py': cart });
    assert.equal(await failureOf(request, inFence(good)), undefined);
    for (const header of ['@@ -900,7 +1,99 @@', '@@ ... @@', '@@', '@@ -0,0 +1 @@ def total']) {
      assert.equal(await failureOf(request, inFence(good.replace(/^@@.*$/m, header))), undefined, header);
      assert.equal(await failureOf(request, inFence(wrong.replace(/^@@.*$/m, header))), 'diff-does-not-apply', header);
    }
  });

  it('may have lost the white space at the end of lines, and the space of empty ones', async () => {
    const request = asked({ 'cart.py': cart.replace('math\n', 'math  \n') });
    const diff = '@@ -1,4 +1,4 @@\n import math\n\n\n-def total(prices):\n+def total(prices, tax):\n';
    assert.equal(await failureOf(request, inFence(diff)), undefined);
  });

  it('may have its hunks in two selections of one file', async () => {
    const [first = '', second = ''] = cart.split('\n\n\ndef count');
    const diff = `${good}\n@@ -8,2 +8,2 @@\n-(prices):\n+(items):\n     return len(prices)`;
    const texts = { 'cart.py': first, 'src/cart.py': second };
    assert.equal(await failureOf(asked(texts), inFence(diff)), undefined);
    assert.equal(await failureOf(asked({ 'cart.py': first }), inFence(diff)), 'diff-does-not-apply');
  });

  it('may be for code that the model itself wrote before', async () => {
    const before = [
      turn({ 'cart.py': cart }, 'Use this:\n```python\ndef total(numbers):\n    return sum(numbers)\n```'),
    ];
    assert.equal(await failureOf(asked({}, before), inFence(wrong.replace('prices', 'numbers'))), undefined);
  });

  it('may stand in a list', async () => {
    const answer = `1. Here:\n\n${inFence(wrong).replaceAll(/^/gm, '   ')}`;
    assert.equal(await failureOf(asked({ 'cart.py': cart }), answer), 'diff-does-not-apply');
    assert.equal(await failureOf(asked({ 'cart.py': cart }), answer.replace('numbers', 'prices')), undefined);
  });
});

describe('a diff that does not fit', () => {
  it('is said to, in one sentence', async () => {
    assert.deepEqual(await diffApplies(asked({ 'cart.py': cart }), inFence(wrong)), {
      code: 'diff-does-not-apply',
      text: 'Its diff does not fit the code that it is for.',
    });
  });

  it('is known by its form where its fence says no language, or names no file', async () => {
    assert.equal(await failureOf(asked({ 'cart.py': cart }), inFence(wrong, '')), 'diff-does-not-apply');
    const nameless = wrong.split('\n').slice(2).join('\n');
    assert.equal(await failureOf(asked({ 'cart.py': cart }), inFence(nameless)), 'diff-does-not-apply');
  });

  it('is also one that is no diff at all', async () => {
    const broken = good.replace(' def total', 'def total');
    assert.equal(await failureOf(asked({ 'cart.py': cart }), inFence(broken)), 'diff-does-not-apply');
    const halved = good.replace(/^\+\+\+.*\n/m, '');
    assert.equal(await failureOf(asked({ 'cart.py': cart }), inFence(halved)), 'diff-does-not-apply');
  });

  it('is found among several files', async () => {
    const both = `${good}\n${wrong.replaceAll('cart.py', 'shop.py')}`;
    assert.equal(await failureOf(asked({ 'cart.py': cart }), inFence(both)), undefined);
    assert.equal(await failureOf(asked({ 'cart.py': cart, 'shop.py': cart }), inFence(both)), 'diff-does-not-apply');
  });
});

describe('nothing is said', () => {
  const cases: readonly (readonly [string, Parameters<typeof diffApplies>[0], string])[] = [
    ['where nothing went along', chat('Fix it.'), inFence(wrong)],
    ['of a file that did not go along', asked({ 'shop.py': cart }), inFence(wrong)],
    ['of a new file', asked({ 'cart.py': cart }), inFence('--- /dev/null\n+++ b/cart.py\n@@ -0,0 +1 @@\n+import os')],
    ['of an answer without a diff', asked({ 'cart.py': cart }), 'Use `math.fsum`.\n```python\nreturn 1\n```'],
    ['of lines that only show a change', asked({ 'cart.py': cart }), inFence('- sum(numbers)\n+ fsum(numbers)')],
    ['of a diff that breaks off', asked({ 'cart.py': cart }), inFence(wrong).split('```\n\nThat')[0] ?? ''],
    ['of what an earlier diff may have changed', asked({}, [turn({ 'cart.py': cart }, inFence(good))]), inFence(wrong)],
    ['of a diff that was asked about', chat(inFence(good)), inFence(wrong)],
    ['of a completion', completion(), inFence(wrong)],
    ['of a diff that is huge', asked({ 'cart.py': cart }), inFence(wrong + '\n+x = 1'.repeat(20_000))],
    ['where finding out would take too long', asked({ 'cart.py': 'x\n'.repeat(2_000_000) }), inFence(wrong)],
  ];
  for (const [name, request, answer] of cases) {
    it(name, async () => assert.equal(await failureOf(request, answer), undefined));
  }
});

describe('any two texts', () => {
  const line = fc.constantFrom('', 'a', 'b', 'c', '  d', 'e {', '}', '@x', '#');
  const text = fc.array(line, { maxLength: 30 }).map((lines) => lines.map((one) => `${one}\n`).join(''));
  const context = fc.nat({ max: 4 });

  it('have a diff that fits the first', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, context, async (before, after, lines) => {
        const diff = createTwoFilesPatch('a/x.py', 'b/x.py', before, after, '', '', { context: lines });
        assert.equal(await failureOf(asked({ 'x.py': before }), inFence(diff)), undefined);
      }),
    );
  });

  it('have none any more once a line that it takes away, or one beside what it adds, is another', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, fc.nat(), async (before, after, seed) => {
        const diff = createTwoFilesPatch('a/x.py', 'b/x.py', before, after).split('\n');
        const start = diff.findIndex((one) => one.startsWith('@@')) + 1;
        const matters = (index: number) =>
          diff[index]?.startsWith('-') ||
          (diff[index]?.startsWith(' ') && [index - 1, index + 1].some((near) => diff[near]?.startsWith('+')));
        const places = [...diff.keys()].filter((index) => start > 0 && index >= start && matters(index));
        fc.pre(places.length > 0);
        const place = places[seed % places.length] ?? 0;
        const mangled = diff.with(place, `${diff[place]?.charAt(0)}nobody wrote this`).join('\n');
        assert.equal(await failureOf(asked({ 'x.py': before }), inFence(mangled)), 'diff-does-not-apply');
      }),
    );
  });
});

describe('fenced blocks', () => {
  it('have a longer fence around a shorter one, and may be indented', () => {
    const text = 'a.md:\n````Markdown\n```js\n1\n```\n````\n- x\n  ~~~ sh title\n  ls\n   -l\n  ~~~\n```\nno end';
    assert.deepEqual(fencedBlocks(text), [
      { heading: 'a.md:', language: 'markdown', text: '```js\n1\n```' },
      { heading: '- x', language: 'sh', text: 'ls\n -l' },
    ]);
  });

  it('of a diff keep the fences that are text', () => {
    const [block] = fencedBlocks('```diff\r\n@@\r\n ```js\r\n-a\r\n ```\r\n```');
    assert.equal(block?.text, '@@\n ```js\n-a\n ```');
  });
});
