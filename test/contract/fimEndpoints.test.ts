import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeBackend } from './backendContract.ts';
import { deepseekFimFormat, mistralFimFormat } from './formats/fillInMiddle.ts';
import type { WireFormat } from './formats/wireFormat.ts';
import { makeBackend, remoteHost } from './support/backends.ts';
import { ask, completion } from './support/requests.ts';
import { startScriptedServer, stream } from './support/scriptedServer.ts';

describeBackend('Mistral’s endpoint for filling in', mistralFimFormat, remoteHost);
describeBackend('DeepSeek’s endpoint for filling in', deepseekFimFormat, remoteHost);

const other = { uri: 'file:///work/sum.py', path: 'sum.py', languageId: 'python' };
const request = completion('def add(a, b):\n    ', {
  suffix: '\n\nprint(add(1, 2))\n',
  snippets: [{ origin: other, text: 'TOTAL = 3' }],
  maxOutputTokens: 9,
});

async function record(format: WireFormat, file: string) {
  const bytes = await readFile(join(import.meta.dirname, '../fixtures/streams', file));
  await using server = await startScriptedServer({ [format.promptPath('completion')]: stream([bytes]) });
  using made = makeBackend(format.entry(server.url, 'completion'), { key: 'sk', locality: 'remote' });
  const answer = await ask(made.backend, request);
  // No test of a layout is made before: there is none to be tested.
  assert.equal(server.requests.length, 1);
  return { answer, body: JSON.parse(server.requests[0]?.body ?? '') };
}

test('Mistral is given both sides of the cursor, and other files before the prefix as Codestral knows them', async () => {
  const { answer, body } = await record(mistralFimFormat, 'mistral-fim.sse');
  assert.deepEqual(body, {
    model: 'codestral-latest',
    prompt: '+++++ sum.py\nTOTAL = 3\n+++++ add.py\ndef add(a, b):\n    ',
    suffix: '\n\nprint(add(1, 2))\n',
    stop: ['\n', '+++++ '],
    max_tokens: 9,
    temperature: 0,
    stream: true,
  });
  assert.equal(answer.text, 'return a + b  # “sum”');
  assert.partialDeepStrictEqual(answer.end, {
    finish: 'stop',
    servedModel: 'codestral-latest',
    usage: { uncachedInputTokens: 31, outputTokens: 9 },
  });
});

test('DeepSeek is given both sides of the cursor and no other file', async () => {
  const { answer, body } = await record(deepseekFimFormat, 'deepseek-fim.sse');
  assert.deepEqual(body, {
    model: 'deepseek-chat',
    prompt: 'def add(a, b):\n    ',
    suffix: '\n\nprint(add(1, 2))\n',
    stop: ['\n'],
    max_tokens: 9,
    temperature: 0,
    stream: true,
    stream_options: { include_usage: true },
  });
  assert.equal(answer.text, 'return a + b  # “sum”');
  assert.partialDeepStrictEqual(answer.end, {
    finish: 'stop',
    servedModel: 'deepseek-chat',
    usage: { uncachedInputTokens: 27, cacheReadTokens: 0, outputTokens: 8 },
  });
});
