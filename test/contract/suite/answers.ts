import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask } from '../support/requests.ts';
import { text } from '../support/scriptedServer.ts';
import { helloWorld, type Play } from './play.ts';

/** Answers as they come, and what is told of them. */
export function describeAnswers(play: Play): void {
  const { format, request } = play;

  test('streams each piece as it comes, then says how it ended', async () => {
    await using served = await play.serve(play.streamed(play.whole()));
    const { parts, end } = await ask(served.backend, request);
    assert.deepEqual(
      parts,
      helloWorld.text.map((piece) => ({ type: 'text-delta', text: piece })),
    );
    assert.equal(end.finish, 'stop');
    assert.ok(end.servedModel);
  });

  test('gives the usage in the canonical split', async () => {
    await using served = await play.serve(play.streamed(play.whole()));
    const { usage } = (await ask(served.backend, request)).end;
    assert.equal(usage.uncachedInputTokens, format.usage.input);
    assert.equal(usage.cacheReadTokens, format.usage.cached);
    assert.equal(usage.outputTokens, format.usage.output);
    assert.equal(usage.reportedCostUsd, undefined);
  });

  test('says when the answer was cut at its limit', async () => {
    await using served = await play.serve(play.streamed(play.whole({ ...helloWorld, finish: 'length' })));
    assert.equal((await ask(served.backend, request)).end.finish, 'length');
  });

  test('an empty answer is an answer', async () => {
    await using served = await play.serve(play.streamed(play.whole({ text: [] })));
    const { parts, end } = await ask(served.backend, request);
    assert.deepEqual(parts, []);
    assert.equal(end.finish, 'stop');
  });

  test('a huge answer arrives whole', async () => {
    const piece = 'abcdefghij'.repeat(100);
    await using served = await play.serve(
      text(play.whole({ text: Array(10_000).fill(piece) }).join(''), format.contentType),
    );
    assert.equal((await ask(served.backend, request)).text.length, 10_000_000);
  });

  test('a line of many megabytes arrives whole', async () => {
    const large = 'x'.repeat(4_000_000);
    await using served = await play.serve(text(play.whole({ text: [large] }).join(''), format.contentType));
    assert.equal((await ask(served.backend, request)).text.length, large.length);
  });

  test('characters that are cut between two packets stay whole', async () => {
    const odd = 'é深🦙 end';
    const bytes = new TextEncoder().encode(play.whole({ text: [odd, odd] }).join(''));
    const single = Array.from(bytes, (_, index) => bytes.slice(index, index + 1));
    await using served = await play.serve(play.streamed(single));
    assert.equal((await ask(served.backend, request)).text, odd + odd);
  });

  test('what only keeps the connection alive is no part', async () => {
    const [first = '', ...others] = play.whole();
    const keepAlive = format.keepAlive ?? '';
    await using served = await play.serve(play.streamed([keepAlive, first, keepAlive, ...others]));
    assert.equal((await ask(served.backend, request)).text, 'Hello, world');
  });
}
