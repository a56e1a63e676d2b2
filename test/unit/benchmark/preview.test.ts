import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeCloudCalls, previewCloudCalls } from '../../../src/benchmark/preview.ts';
import type { Request } from '../../../src/contract/request.ts';
import type { Explain } from '../../../src/contract/send.ts';
import type { MaxTokens } from '../../../src/metering/prices.ts';
import { chatCase, cloud, completionCase, isWarmUp, local, ownCase, routeTo } from './fixtures.ts';

const cases = [completionCase, chatCase, ownCase];

/** Explains with one route to the cloud, unless the request is refused. */
function explaining(isRefused: (request: Request) => boolean): Explain {
  return async (request) => ({
    inspection: { findings: [], lookedFor: [] },
    plan: isRefused(request)
      ? { strategy: 'none', routes: [], refused: [] }
      : { strategy: 'single', routes: [routeTo(cloud)], refused: [] },
  });
}

function holdsOwnCode(request: Request): boolean {
  return request.task === 'chat' && request.messages.some(({ origins }) => origins.length > 0);
}

const priced = { maxCostUsd: async (_: unknown, { outputTokens }: MaxTokens) => outputTokens / 1000 };

describe('the preview of a run', () => {
  it('counts what would go to each cloud and adds up the most that it costs', async () => {
    const all = await previewCloudCalls(cases, [local, cloud], { explain: explaining(() => false), prices: priced });
    // The warm-up of 4 tokens, 32 and 26 for the cases, and 256 to think in each of those.
    assert.deepEqual(all, [
      { backend: cloud, calls: 3, ownCodeCalls: 1, refusedCalls: 0, maxCostUsd: 0.004 + 0.288 + 0.282 },
    ]);
    assert.equal(
      describeCloudCalls(all),
      '3 requests to https://api.anthropic.com (claude, claude-sonnet-4-5) for at most $0.57. ' +
        '1 of them holds a piece of your open files.',
    );
  });

  it('bounds the prompt by its bytes', async () => {
    const asked: MaxTokens[] = [];
    const prices = { maxCostUsd: async (_: unknown, tokens: MaxTokens) => void asked.push(tokens) };
    const explain = explaining(isWarmUp);
    await previewCloudCalls([{ ...chatCase, question: 'Wie heißt es?' }], [cloud], { explain, prices });
    assert.deepEqual(asked, [{ inputTokens: 14 + 16, outputTokens: 288 }]);
  });

  it('leaves out what the settings refuse, and says how much that is', async () => {
    const all = await previewCloudCalls(cases, [cloud], { explain: explaining(holdsOwnCode), prices: priced });
    assert.equal(all[0]?.calls, 2);
    assert.match(describeCloudCalls(all) ?? '', /\$0\.29\. Your settings keep 1 more from being sent\.$/);
  });

  it('does not call a price known of which a part is unknown', async () => {
    const prices = {
      maxCostUsd: async (_: unknown, { outputTokens }: MaxTokens) => (outputTokens === 4 ? 1 : undefined),
    };
    const all = await previewCloudCalls(cases, [cloud], { explain: explaining(() => false), prices });
    assert.equal(all[0]?.maxCostUsd, undefined);
    assert.match(describeCloudCalls(all) ?? '', /at a price that is not known\./);
  });

  it('has nothing to say where nothing leaves', async () => {
    const nothing = { explain: explaining(() => true), prices: priced };
    assert.deepEqual(await previewCloudCalls(cases, [local, cloud], nothing), []);
    assert.deepEqual(
      await previewCloudCalls([completionCase], [cloud], { ...nothing, explain: explaining(() => false) }),
      [],
    );
    assert.equal(describeCloudCalls([]), undefined);
  });
});
