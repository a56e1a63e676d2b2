import assert from 'node:assert/strict';
import { test } from 'node:test';
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
