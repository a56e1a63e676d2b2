import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { discoverServers } from '../../src/backends/discovery.ts';
import { createGate } from '../../src/backends/gate.ts';
import { type CountingProxy, startCountingProxy } from '../support/countingProxy.ts';
import { type Gateway, gatewayPrices, startLiteLlm } from '../support/liteLlm.ts';
import { type ModelServer, startLlamaServer } from '../support/llamaServer.ts';
import { ensureSmallModel } from '../support/models.ts';
import { describeEngine } from './engineContract.ts';
import { makeBackend } from './support/backends.ts';
import { ask, chat, isFault } from './support/requests.ts';

/** A real gateway, which stands for a cloud, before a real llama.cpp server. */
async function start(): Promise<Gateway> {
  const upstream: ModelServer = await startLlamaServer({
    modelPath: await ensureSmallModel(),
    alias: 'smol',
    slots: 2,
    isGreedy: true,
  });
  const gateway = await startLiteLlm({ upstreamUrl: upstream.url });
  return {
    ...gateway,
    async stop() {
      await gateway.stop();
      await upstream.stop();
    },
  };
}

const key = 'sk-test-1234';

const openaiEntry = ({ url, model }: Gateway) => ({
  kind: 'openai-compatible',
  url: `${url}/v1`,
  model,
  roles: ['chat'],
  location: 'remote',
});
const anthropicEntry = ({ url, model }: Gateway) => ({
  kind: 'anthropic',
  url,
  model,
  roles: ['chat'],
  location: 'remote',
});

describeEngine('real LiteLLM proxy in OpenAI’s format', {
  start,
  skip: undefined,
  tasks: ['chat'],
  entry: openaiEntry,
  key,
  knowsCachedTokens: false,
  more(gateway) {
    test('reports what the answer cost', async () => {
      using made = makeBackend(openaiEntry(gateway()), { key });
      const { usage } = (await ask(made.backend, chat('Say hello.', { maxOutputTokens: 4 }))).end;
      const { uncachedInputTokens = 0, cacheReadTokens = 0, outputTokens = 0 } = usage;
      const computed =
        (uncachedInputTokens + cacheReadTokens) * gatewayPrices.inputCostUsd +
        outputTokens * gatewayPrices.outputCostUsd;
      assert.ok(usage.reportedCostUsd !== undefined && usage.reportedCostUsd > 0);
      // Cached tokens may be charged less.
      assert.ok(usage.reportedCostUsd <= computed * 1.001, `${usage.reportedCostUsd} reported, ${computed} computed`);
    });

    test('tells a wrong key from none', async () => {
      using wrong = makeBackend(openaiEntry(gateway()), { key: 'sk-wrong' });
      await assert.rejects(ask(wrong.backend, chat('x')), (error) => isFault(error, 'unauthorized'));
      using none = makeBackend(openaiEntry(gateway()));
      await assert.rejects(ask(none.backend, chat('x')), (error) => isFault(error, 'key-missing'));
    });

    test('a model that is not there is named, though the gateway gives no code for it', async () => {
      using made = makeBackend({ ...openaiEntry(gateway()), model: 'nope' }, { key });
      await assert.rejects(ask(made.backend, chat('x')), (error) => {
        assert.match(String(error), /Check the model “nope”/);
        return isFault(error, 'bad-request');
      });
    });
  },
});

describeEngine('real LiteLLM proxy in Anthropic’s format', {
  start,
  skip: undefined,
  tasks: ['chat'],
  entry: anthropicEntry,
  key,
  knowsCachedTokens: false,
});

/** A team's cluster: one gateway that balances between two real servers of the same model. */
describe('real LiteLLM proxy before two llama.cpp servers', { timeout: 600_000 }, () => {
  const models: ModelServer[] = [];
  const counted: CountingProxy[] = [];
  let gateway: Gateway | undefined;

  before(async () => {
    const modelPath = await ensureSmallModel();
    for (let count = 0; count < 2; count++) {
      const server = await startLlamaServer({ modelPath, alias: 'smol', slots: 1, threads: 1, isGreedy: true });
      models.push(server);
      counted.push(await startCountingProxy(server.url));
    }
    const [upstreamUrl = '', ...moreUpstreamUrls] = counted.map(({ url }) => url);
    gateway = await startLiteLlm({ upstreamUrl, moreUpstreamUrls });
  });
  after(async () => {
    await gateway?.stop();
    for (const server of [...counted, ...models]) await server.stop();
  });

  const cluster = () => {
    assert.ok(gateway, 'the gateway did not start');
    return { kind: 'litellm', url: `${gateway.url}/v1`, model: gateway.model, roles: ['chat'] };
  };

  test('it is found at its port, and its connection test lists the model once', async () => {
    const gate = createGate({ recordDeparture: async () => {}, mayContact: () => undefined, remoteFetch: fetch });
    const ports = { ollama: [], llamaCpp: [], liteLlm: [Number(new URL(cluster().url).port)] };
    const [found] = await discoverServers({ gate, ports, signal: new AbortController().signal });
    gate.dispose();
    // Its models are told to holders of its key only.
    assert.deepEqual(found, { kind: 'litellm', url: cluster().url, models: [] });
    using made = makeBackend(cluster(), { key });
    const { models: listed } = await made.catalog.test('tested', new AbortController().signal);
    assert.deepEqual(listed, [cluster().model]);
  });

  test('both servers are asked, and when one is stopped each request still gets its answer', async () => {
    using made = makeBackend(cluster(), { key });
    const askOnce = async () => {
      const { text, end } = await ask(made.backend, chat('Say hello.', { maxOutputTokens: 2 }));
      assert.ok(text.length > 0);
      assert.ok((end.usage.outputTokens ?? 0) > 0);
    };
    const asked = [0, 0];
    // The gateway draws lots, so it may ask the same one several times; forty times it will not.
    for (let count = 0; count < 40 && asked.includes(0); count++) {
      await askOnce();
      for (const [place, proxy] of counted.entries()) asked[place] = (asked[place] ?? 0) + proxy.count().total;
    }
    assert.ok(!asked.includes(0), `asked ${asked.join(' and ')} times`);

    await models[0]?.stop();
    await counted[0]?.stop();
    for (let count = 0; count < 8; count++) await askOnce();
    assert.equal(counted[1]?.count().total, 8);
  });
});
