import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCountingProxy } from '../../bench/completion/countingProxy.ts';
import { instantText, startInstantServer } from '../../bench/completion/instantServer.ts';

async function post(url: string, body: object, signal?: AbortSignal): Promise<string> {
  const init = { method: 'POST', body: JSON.stringify(body), ...(signal === undefined ? {} : { signal }) };
  return (await fetch(url, init)).text();
}

test('the proxy tells completions from warmings and the rest, and reads what the server says of them', async (t) => {
  const server = await startInstantServer();
  const proxy = await startCountingProxy(server.url);
  t.after(() => Promise.all([proxy.stop(), server.stop()]));
  await post(`${proxy.url}/completion`, { prompt: 'a', n_predict: 8, stream: true });
  await post(`${proxy.url}/completion`, { prompt: 'a', n_predict: 0 });
  await post(`${proxy.url}/tokenize`, { content: 'a' });
  await proxy.idle(2_000);
  assert.deepEqual(
    proxy.exchanges.map(({ kind, text, aborted }) => [kind, text, aborted]),
    [
      ['completion', instantText, false],
      ['warming', '', false],
      ['other', '', false],
    ],
  );
  assert.equal(proxy.exchanges[0]?.prompt, 'a');
  assert.equal(proxy.exchanges[0]?.timings?.predicted_n, 4);
});

test('a connection that the extension closes counts as aborted', async (t) => {
  const { createServer } = await import('node:http');
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  assert.ok(address !== null && typeof address === 'object');
  const proxy = await startCountingProxy(`http://127.0.0.1:${address.port}`);
  t.after(async () => {
    silent.closeAllConnections();
    silent.close();
    await proxy.stop();
  });
  const controller = new AbortController();
  const asked = post(`${proxy.url}/completion`, { prompt: 'a', n_predict: 8 }, controller.signal);
  while (proxy.exchanges.length === 0) await sleep(5);
  controller.abort();
  await assert.rejects(asked);
  await proxy.idle(2_000);
  assert.equal(proxy.exchanges[0]?.aborted, true);
});

test('the instant server speaks what the extension asks of llama.cpp', async (t) => {
  const server = await startInstantServer();
  t.after(server.stop);
  const props = JSON.parse(await (await fetch(`${server.url}/props`)).text());
  assert.equal(typeof props.default_generation_settings.n_ctx, 'number');
  const events = (await post(`${server.url}/completion`, { n_predict: 8, stream: true })).trim().split('\n\n');
  assert.ok(events.every((event) => event.startsWith('data: ')));
  assert.equal(JSON.parse(events.at(-1)?.slice(6) ?? '').stop, true);
  assert.equal((await fetch(`${server.url}/nowhere`)).status, 404);
});
