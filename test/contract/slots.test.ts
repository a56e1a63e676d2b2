import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createCatalog } from '../../src/backends/catalog.ts';
import { createGate } from '../../src/backends/gate.ts';
import type { ServerNotice } from '../../src/backends/serverNotices.ts';
import { createServerSlots } from '../../src/backends/serverSlots.ts';
import { parseBackends } from '../../src/backends/settings.ts';
import { isAbort } from '../../src/base/abort.ts';
import { createSystemClock } from '../../src/base/clock.ts';
import type { Backend } from '../../src/contract/backend.ts';
import { type CountingProxy, startCountingProxy } from '../support/countingProxy.ts';
import { type ModelServer, startLlamaServer } from '../support/llamaServer.ts';
import { ensureSmallModel } from '../support/models.ts';
import { silentLog } from './support/backends.ts';
import { ask, chat, completion, drain, startStream } from './support/requests.ts';

const file = `${Array.from({ length: 12 }, (_, line) => `width_${line} = ${line} * ${line + 3}`).join('\n')}\n`;
const longStory = (about: string) => chat(`Write a very long story about ${about}.`, { maxOutputTokens: 1_000 });

describe('a real llama.cpp with one slot', { timeout: 600_000 }, () => {
  const scene = useServer(1);

  test('while a chat holds the slot one key press waits, the newest, and the server sees none of it', async () => {
    const chatting = await scene.startChat('a river');
    scene.proxy.count();
    const keys: ReturnType<typeof ask>[] = [];
    for (const typed of ['w', 'wi', 'wid', 'widt', 'width']) {
      const key = ask(scene.keys, completion(file + typed));
      key.catch(() => undefined);
      keys.push(key);
      await chatting.next();
    }
    const [newest, ...older] = keys.reverse();
    for (const key of older) await assert.rejects(key, isAbort);
    assert.deepEqual(scene.proxy.count(), { most: 1, total: 0 });
    await chatting.stop();
    assert.ok(((await newest)?.end.queuedMs ?? 0) > 0);
    assert.deepEqual(scene.proxy.count(), { most: 1, total: 1 });
  });

  test('the person is told once what to do', () => {
    assert.equal(scene.notices.length, 1);
    assert.match(scene.notices[0]?.message ?? '', /--parallel 2/);
  });

  test('a key press overtakes a chat that waits', async () => {
    const chatting = await scene.startChat('a river');
    const order: string[] = [];
    const second = ask(scene.talk, chat('Say hello.', { maxOutputTokens: 4 })).then(() => order.push('chat'));
    const key = ask(scene.keys, completion(`${file}width`)).then(() => order.push('key'));
    await chatting.next();
    await chatting.stop();
    await Promise.all([second, key]);
    assert.deepEqual(order, ['key', 'chat']);
    assert.equal(scene.proxy.count().most, 1);
  });

  test('typing that aborts at each key never has two requests open', async () => {
    for (let count = 1; count <= 8; count++) {
      const controller = new AbortController();
      const request = completion(`${file}${'height'.slice(0, count)}`, { stop: [], maxOutputTokens: 200 });
      const answer = startStream(scene.keys, request, controller.signal);
      await answer.next();
      const next = ask(scene.keys, completion(`${file}x`, { maxOutputTokens: 1 }));
      controller.abort(new Error('typed on'));
      await assert.rejects(drain(answer), /typed on/);
      await next;
    }
    assert.equal(scene.proxy.count().most, 1);
  });
});

describe('a real llama.cpp with two slots', { timeout: 600_000 }, () => {
  const scene = useServer(2);

  test('every key press is answered while a chat runs, and a second chat waits for the first', async () => {
    const chatting = await scene.startChat('a river');
    let hasSecondBegun = false;
    const second = ask(scene.talk, chat('Say hello.', { maxOutputTokens: 4 })).then(() => {
      hasSecondBegun = true;
    });
    for (let count = 0; count < 5; count++) {
      const { end } = await ask(scene.keys, completion(`${file}line_${count} = `, { maxOutputTokens: 4 }));
      assert.equal(end.queuedMs, undefined, 'it had to wait');
    }
    assert.equal(await chatting.next(), 'goes on');
    assert.equal(hasSecondBegun, false);
    await chatting.stop();
    await second;
    assert.equal(scene.proxy.count().most, 2);
    assert.deepEqual(scene.notices, []);
  });

  test('the cached prompt of the file survives two conversations beside it', async () => {
    await ask(scene.keys, completion(`${file}a`, { maxOutputTokens: 1 }));
    await ask(scene.talk, chat('Say hello.', { maxOutputTokens: 2 }));
    // Less than a tenth of it is like the first, so the server gives it the slot of the completion.
    const other = `${file.replaceAll('width', 'depth')}${file.replaceAll('width', 'mass')}`;
    await ask(scene.talk, chat(`Why is ${other} wrong?`, { maxOutputTokens: 2 }));
    const { usage } = (await ask(scene.keys, completion(`${file}a`, { maxOutputTokens: 1 }))).end;
    const { cacheReadTokens = 0, uncachedInputTokens = 0 } = usage;
    assert.ok(cacheReadTokens >= 9 * uncachedInputTokens, `${cacheReadTokens} cached, ${uncachedInputTokens} not`);
  });
});

/** A server behind the counting proxy, and an entry for each role, as the settings would have them. */
function useServer(slots: number) {
  let server: ModelServer;
  let proxy: CountingProxy;
  const notices: ServerNotice[] = [];
  const gate = createGate({ recordDeparture: async () => {}, mayContact: () => undefined, remoteFetch: fetch });
  const serverSlots = createServerSlots();
  let catalog: ReturnType<typeof createCatalog>;
  serverSlots.onDidNotice((notice) => notices.push(notice));

  before(async () => {
    const modelPath = await ensureSmallModel();
    server = await startLlamaServer({ modelPath, alias: 'smol', slots, contextTokens: 4096 * slots, isGreedy: true });
    proxy = await startCountingProxy(server.url);
    const entry = { kind: 'llama.cpp', url: proxy.url };
    const { backends } = parseBackends({
      keys: { ...entry, roles: ['completion'] },
      talk: { ...entry, roles: ['chat'] },
    });
    catalog = createCatalog({
      ...{ settings: backends, gate, serverSlots, log: silentLog, clock: createSystemClock() },
      localityOf: () => 'local',
      keys: { get: async () => undefined },
    });
  });
  after(async () => {
    catalog.dispose();
    gate.dispose();
    await proxy.stop();
    await server.stop();
  });

  const get = (id: string): Backend => {
    const backend = catalog.get(id);
    assert.ok(backend);
    return backend;
  };
  return {
    notices,
    get proxy() {
      return proxy;
    },
    get keys() {
      return get('keys');
    },
    get talk() {
      return get('talk');
    },
    /** A chat in the middle of its answer. */
    async startChat(about: string) {
      const controller = new AbortController();
      const answer = startStream(get('talk'), longStory(about), controller.signal);
      const next = async () => ((await answer.next()).done ? 'has ended' : 'goes on');
      assert.equal(await next(), 'goes on');
      return {
        next,
        async stop() {
          controller.abort(new Error('stopped'));
          await assert.rejects(drain(answer), /stopped/);
        },
      };
    },
  };
}
