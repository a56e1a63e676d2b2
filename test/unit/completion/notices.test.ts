import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './harness.ts';

const above = Array.from({ length: 40 }, (_, line) => `const value${line} = compute(${line});\n`).join('');
const timings = { promptMs: 400, promptTokens: 300, generationMs: 40, generatedTokens: 4 };

function answer(cacheReadTokens: number) {
  const usage = { uncachedInputTokens: 300, cacheReadTokens };
  return { chunks: ['x'], timings, usage };
}

async function typeWith(t: Parameters<typeof open>[0], cacheReadTokens: number): Promise<readonly string[]> {
  const answers = Array.from({ length: 8 }, () => answer(cacheReadTokens));
  const editor = open(t, `${above}const a = █`, { answers });
  const notices: string[] = [];
  editor.engine.onDidNotice((notice) => notices.push(notice));
  for (const key of 'gatherIt') {
    await editor.type(key);
    await editor.pause();
  }
  return notices;
}

test('a model that reads the whole prompt anew at each key is named once, with a better choice', async (t) => {
  const notices = await typeWith(t, 0);
  assert.equal(notices.length, 1);
  assert.match(notices[0] ?? '', /reads the whole prompt anew at each key.*Qwen2\.5-Coder/);
});

test('a model that keeps what it has read is not', async (t) => {
  assert.deepEqual(await typeWith(t, 280), []);
});
