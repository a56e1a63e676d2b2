import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type BenchmarkParts, prepareBenchmark } from '../../../src/benchmark/prepare.ts';
import type { BackendFacts } from '../../../src/contract/routing.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { cloud, local, routeTo, type Script, scripted } from './fixtures.ts';

const unknown = {
  capabilities: { tools: false, images: false, logProbabilities: false },
  rateLimit: undefined,
  speed: undefined,
};
const facts: readonly BackendFacts[] = [
  {
    ...local,
    kind: 'llama.cpp',
    health: { state: 'ready' },
    contextTokens: 4096,
    canWarm: true,
    billing: 'free',
    ...unknown,
  },
  {
    ...cloud,
    kind: 'anthropic',
    health: { state: 'ready' },
    contextTokens: undefined,
    canWarm: false,
    billing: 'paid',
    ...unknown,
  },
];
const origin = { uri: 'file:///w/a.ts', path: 'a.ts', languageId: 'typescript' };
const openFile = { origin, text: 'const telling = count + 1;\n' };
const price = { inputUsdPerMillionTokens: 1, outputUsdPerMillionTokens: 1 };

function partsWith(script: Script) {
  const { send, sent } = scripted(script);
  const allowedOrigins = new Set<string>();
  const parts: BenchmarkParts = {
    send,
    explain: async ({ override }) => {
      const asked = override.kind === 'backend' && override.backendId === local.id ? local : cloud;
      const plan = { strategy: 'single', routes: [routeTo(asked)], refused: [] } as const;
      return { inspection: { findings: [], lookedFor: [] }, plan };
    },
    prices: { maxCostUsd: async ({ configuredPrice }) => (configuredPrice === price ? 0.001 : undefined) },
    clock: new FakeClock(),
    backends: () => facts,
    settingsOf: (backendId) => (backendId === cloud.id ? { price } : undefined),
    allowedOrigins,
  };
  return { parts, sent, allowedOrigins };
}

const quiet = () => new AbortController().signal;

describe('a prepared benchmark', () => {
  it('says which cloud it would call and what that costs at most, having sent nothing', async () => {
    const { parts, sent } = partsWith(() => 'an answer');
    const prepared = await prepareBenchmark([openFile], parts);
    // The warm-up, seven questions, and the one line of the open file.
    assert.equal(
      prepared.cloudWarning,
      '9 requests to https://api.anthropic.com (claude, claude-sonnet-4-5) for at most $0.0090. ' +
        '1 of them holds a piece of your open files.',
    );
    assert.deepEqual(sent, []);
  });

  it('calls the cloud only if it was agreed to, and allows its origin for no longer than the run', async () => {
    const seen = new Set<string>();
    const { parts, allowedOrigins } = partsWith((_, backendId) => {
      seen.add(`${backendId} ${[...allowedOrigins].join()}`);
      return 'an answer';
    });
    const prepared = await prepareBenchmark([openFile], parts);
    await prepared.run(false, () => undefined, quiet());
    assert.deepEqual([...seen], ['local-coder ']);
    const finished = await prepared.run(true, () => undefined, quiet());
    assert.ok(seen.has('claude https://api.anthropic.com'));
    assert.equal(allowedOrigins.size, 0);
    assert.match(finished.renderHtml({ nonce: 'n' }), /Cases of claude/);
  });

  it('tells its progress up to the last case', async () => {
    const { parts } = partsWith(() => 'an answer');
    const prepared = await prepareBenchmark([], parts);
    const shares: number[] = [];
    await prepared.run(false, (_, share) => shares.push(share), quiet());
    assert.equal(shares[0], 0);
    assert.equal(shares.at(-1), 14 / 15);
  });

  it('has nothing to warn of where nothing leaves the machine', async () => {
    const { parts } = partsWith(() => 'an answer');
    const prepared = await prepareBenchmark([openFile], { ...parts, backends: () => facts.slice(0, 1) });
    assert.equal(prepared.cloudWarning, undefined);
  });
});
