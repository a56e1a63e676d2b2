import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding } from '../../../src/contract/inspection.ts';
import type { Request } from '../../../src/contract/request.ts';
import type { RoutingFacts } from '../../../src/contract/routing.ts';
import { explainNoRoute } from '../../../src/routing/explainNoRoute.ts';
import { route } from '../../../src/routing/router.ts';
import { backend, chat, cloud, completion, facts, here, inspection, nowMs } from './support.ts';

/** The error for a request that finds no route, as `kind: message`. */
function explained(request: Request, known: Partial<RoutingFacts>, ...found: readonly Finding['kind'][]): string {
  const plan = route(request, inspection(...found), facts(known), nowMs);
  assert.equal(plan.strategy, 'none');
  const { kind, message } = explainNoRoute(request, plan);
  return `${kind}: ${message}`;
}

const down = { state: 'cooling-down', untilMs: nowMs + 4_000, reason: 'Connection refused.' } as const;
const local = { kind: 'local' } as const;

describe('a request without a route is told', () => {
  it('that nothing is set up', () => {
    const text = 'no-backend: No model is set up for chat. Add one in the setting watershed.backends.';
    assert.equal(explained(chat('hi'), { backends: [] }), text);
    assert.equal(explained(chat('hi'), { backends: [backend('fim', { roles: ['completion'] })] }), text);
    assert.match(explained(completion(), { backends: [cloud] }), /^no-backend: No model is set up for completions\./);
  });

  it('that completions need a local model', () => {
    assert.equal(
      explained(completion(), { backends: [backend('fim', { locality: 'remote' })] }),
      'no-backend: Completions go to local models only, unless you choose another one by name. Set up a local model for completions.',
    );
  });

  it('that the workspace is not trusted', () => {
    assert.equal(
      explained(chat('hi'), { workspaceTrusted: false }),
      'no-backend: Nothing is sent anywhere until you trust this workspace. Trust it to use Watershed.',
    );
  });

  it('that the mode forbids the backends, once for all of them', () => {
    assert.equal(
      explained(chat('hi'), { mode: 'local-only', backends: [cloud, { ...cloud, id: 'second' }] }),
      'policy: The privacy mode is local-only. Set up a local model for chat, or change the privacy mode.',
    );
  });

  it('that a destination is forbidden, where no other mode would help', () => {
    const forbidden = { ...cloud, forbidden: 'Cloud may not be asked: no training on prompts is required.' };
    assert.equal(
      explained(chat('hi'), { backends: [forbidden] }),
      'policy: Cloud may not be asked: no training on prompts is required. Set up a local model for chat.',
    );
  });

  it('that a secret was found and nothing local is there', () => {
    assert.match(
      explained(chat('hi'), { backends: [cloud] }, 'vendor-secret'),
      /^policy: The prompt holds a GitHub token .* Set up a local model for chat, or start a new conversation without what must not leave\.$/,
    );
    const remote = backend('fim', { locality: 'remote' });
    const named = completion({ override: { kind: 'backend', backendId: 'fim' } });
    assert.match(
      explained(named, { backends: [remote] }, 'vendor-secret'),
      /^policy: .* Set up a local model for completions, or take out what must not leave\.$/,
    );
  });

  it('that policy overrules what was asked for', () => {
    const backends = [here, cloud];
    const message = explained(chat('hi', { override: { kind: 'cloud' } }), { backends }, 'excluded-file');
    assert.equal(
      message,
      'policy: You asked for cloud, but it is not used: .env is excluded by .aiignore. It stays on this machine. Choose a local model or automatic routing, or start a new conversation without what must not leave.',
    );
  });

  it('that the server is down, and in the same words at each key', () => {
    const text = 'health: here failed lately: Connection refused.';
    for (const waitMs of [1, 4_000, 59_000]) {
      const backends = [{ ...here, health: { ...down, untilMs: nowMs + waitMs } }, cloud];
      assert.equal(explained(completion(), { backends }), text);
    }
    const remote = backend('fim', { locality: 'remote' });
    assert.equal(explained(completion(), { backends: [{ ...here, health: down }, remote] }, 'vendor-secret'), text);
  });

  it('that the prompt is too long', () => {
    const backends = [backend('small', { contextTokens: 100 })];
    assert.equal(
      explained(chat('hi', { maxOutputTokens: 200 }), { backends }),
      'no-backend: small takes 100 tokens, and this needs about 201. Send less, or use a model with a larger context.',
    );
  });

  it('that the model cannot look at pictures, or call tools', () => {
    const image = { mediaType: 'image/png', base64: '' } as const;
    const picture = chat('', { messages: [{ role: 'user', text: 'What is this?', images: [image], origins: [] }] });
    assert.equal(
      explained(picture, { backends: [here] }),
      'no-backend: here cannot look at pictures. Leave the pictures out, or use a model that can look at them.',
    );
    const tools = chat('hi', { tools: [{ name: 'read', description: '', parameters: {} }] });
    assert.equal(explained(tools, { backends: [here] }), 'no-backend: here cannot call tools. Use a model that can.');
  });

  it('that a limit is reached, which passes by itself', () => {
    const rateLimit = { remainingRequests: 0, remainingTokens: undefined, resetsAtMs: nowMs + 5 };
    assert.equal(
      explained(chat('hi'), { backends: [{ ...cloud, rateLimit }] }),
      'health: cloud allows no more requests for now. It is used again as soon as its limit is renewed.',
    );
    assert.match(
      explained(chat('hi'), { backends: [{ ...here, rateLimit }, cloud], allowsPaidFallback: false }),
      /^health: here allows no more requests for now\. .* in the setting watershed\.routing\.allowPaidFallback\.$/,
    );
  });

  it('that the budget is spent, and what to do', () => {
    assert.match(
      explained(chat('hi'), { backends: [cloud], budget: { limitUsd: 3, spentUsd: 3 } }),
      /^policy: The \$3 a day .* Raise the setting watershed\.budget\.dailyUsd, or use a local model until tomorrow\.$/,
    );
  });

  it('that the strategy keeps here what was found', () => {
    const strategies = { completion: 'fallback', chat: 'privacy-split' } as const;
    assert.match(
      explained(chat('hi'), { backends: [cloud], mode: 'open', strategies }, 'vendor-secret'),
      /^policy: .* The strategy privacy-split keeps it on this machine\. Set up a local model for chat, or start a new/,
    );
  });

  it('that what was asked for does not exist', () => {
    assert.match(
      explained(chat('hi', { override: local }), { backends: [cloud] }),
      /^no-backend: You asked for a local model, and none/,
    );
    assert.match(
      explained(chat('hi', { override: { kind: 'cloud' } }), { backends: [here] }),
      /^no-backend: You asked for a cloud model, and none/,
    );
    assert.match(
      explained(chat('hi', { override: { kind: 'backend', backendId: 'gone' } }), {}),
      /^no-backend: You asked for gone, which is not set up for chat\./,
    );
  });
});
