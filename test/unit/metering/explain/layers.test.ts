import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RoutingLayer } from '../../../../src/contract/routing.ts';
import type { Decision } from '../../../../src/metering/explain/decisions.ts';
import { reportLayers } from '../../../../src/metering/explain/layers.ts';
import { cloud, decision, facts, inspection, local, nowMs, plan, question, secretFound } from './support.ts';

function layer(name: RoutingLayer, of: Decision) {
  const found = reportLayers(of).find(({ layer }) => layer === name);
  assert.ok(found, name);
  return found;
}

describe('the layers of a decision', () => {
  it('stand in the order in which they speak, the silent ones too', () => {
    assert.deepEqual(
      reportLayers(decision()).map(({ layer, said }) => [layer, said.length]),
      [
        ['policy', 1],
        ['capability', 0],
        ['health', 0],
        ['limits', 0],
        ['budget', 0],
        ['task', 0],
        ['complexity', 1],
        ['strategy', 0],
        ['conversation', 0],
        ['override', 0],
      ],
    );
  });

  it('say each thing once, with the backends that it is about', () => {
    const refused = ['cloud', 'other'].map((backendId) => ({
      ...{ backendId, locality: 'remote' as const },
      reason: secretFound,
    }));
    const { said } = layer('policy', decision({ plan: { ...plan, refused } }));
    assert.deepEqual(said, [{ text: secretFound.text, rulesOut: ['cloud', 'other'], standsAt: [] }]);
  });

  it('privacy tells the mode and what was found, without the secret, or what was looked for in vain', () => {
    assert.deepEqual(layer('policy', decision()).facts, [
      'The mode is guarded.',
      'Found: 1 × vendor secret.',
      'The prompt holds a GitHub token (message 1, line 1).',
    ]);
    const clean = decision({ inspection: { findings: [], lookedFor: ['private keys', 'passwords'] } });
    assert.equal(layer('policy', clean).facts[1], 'Nothing was found. Looked for: private keys, passwords.');
    const unread = decision({ inspection: { findings: [], lookedFor: [] } });
    assert.equal(layer('policy', unread).facts[1], 'The prompt was not looked through.');
  });

  it('capability tells what is needed and what each backend takes', () => {
    assert.deepEqual(layer('capability', decision()).facts, [
      'The prompt has about 9 tokens.',
      'local takes 8,192 tokens.',
      'cloud has not told how many tokens it takes.',
    ]);
  });

  it('health and limits tell the state at that moment', () => {
    const broken = { state: 'cooling-down', untilMs: nowMs + 4_000, reason: 'It timed out.' } as const;
    const rateLimit = { remainingRequests: 3, remainingTokens: undefined, resetsAtMs: nowMs + 30_000 };
    const of = decision({ facts: { ...facts, backends: [local, { ...cloud, health: broken, rateLimit }] } });
    assert.deepEqual(layer('health', of).facts, ['local answers.', 'cloud failed: It timed out. It rests for 4.0 s.']);
    assert.deepEqual(layer('limits', of).facts, ['cloud has 3 requests left; more in 30 s.']);
    assert.deepEqual(layer('limits', decision()).facts, ['No server has told of a limit.']);
  });

  it('budget, strategy, conversation and choice tell what they know', () => {
    const request = {
      ...question,
      turns: [{ backendId: 'local', locality: 'local', verdict: 'kept' } as const],
      override: { kind: 'backend', backendId: 'cloud' } as const,
    };
    const budget = { limitUsd: 2, spentUsd: 0.5 };
    const of = decision(
      { facts: { ...facts, budget }, plan: { ...plan, strategy: 'race', hedgeAfterMs: 800 } },
      request,
    );
    assert.match(layer('budget', of).facts.join(), /\$0\.50 of \$2\.00/);
    assert.match(layer('strategy', of).facts.join(' '), /tiered.*side by side.*after 800 ms/);
    assert.deepEqual(layer('conversation', of).facts, ['Earlier answers: 1 local, 0 from a cloud.']);
    assert.deepEqual(layer('override', of).facts, ['The backend cloud.']);
  });

  it('list a few findings of many, and how many there are', () => {
    const [one] = inspection.findings;
    assert.ok(one);
    const findings = Array.from({ length: 8 }, (_, line) => ({ ...one, reason: `Line ${line} holds a key.` }));
    const told = layer('policy', decision({ inspection: { findings, lookedFor: [] } })).facts;
    assert.deepEqual(told.slice(-2), ['Line 4 holds a key.', 'And 3 more.']);
    assert.equal(told[1], 'Found: 8 × vendor secret.');
  });

  it('can be told without the facts, from the plan alone', () => {
    const { facts: _, ...explanation } = decision().explanation;
    const layers = reportLayers({ ...decision(), explanation });
    assert.equal(layers.length, 10);
  });
});
