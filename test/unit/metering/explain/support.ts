import type { Inspection } from '../../../../src/contract/inspection.ts';
import type { ChatRequest, CompletionRequest } from '../../../../src/contract/request.ts';
import type { BackendFacts, Plan, Reason, Route, RoutingFacts } from '../../../../src/contract/routing.ts';
import type { Decision } from '../../../../src/metering/explain/decisions.ts';
import { shapeOf } from '../../../../src/metering/explain/requestShape.ts';

export const nowMs = 1_760_000_000_000;

export const local: BackendFacts = {
  ...{ id: 'local', kind: 'llama.cpp', model: 'coder-1.5b', origin: 'http://127.0.0.1:8080', locality: 'local' },
  ...{ roles: ['completion', 'chat'], health: { state: 'ready' }, contextTokens: 8_192, canWarm: true },
  capabilities: { tools: false, images: false, logProbabilities: true },
  ...{ billing: 'free', rateLimit: undefined, speed: undefined },
};

export const cloud: BackendFacts = {
  ...local,
  ...{ id: 'cloud', kind: 'openai-compatible', model: 'large', origin: 'https://api.example.com', locality: 'remote' },
  ...{ roles: ['chat'], contextTokens: undefined, billing: 'paid' },
};

export const facts: RoutingFacts = {
  ...{ mode: 'guarded', workspaceTrusted: true, backends: [local, cloud] },
  strategies: { completion: 'fallback', chat: 'tiered' },
  ...{ allowsPaidFallback: true, budget: undefined, calibration: undefined },
};

export const localRoute: Route = {
  ...{ backendId: 'local', model: 'coder-1.5b', origin: local.origin, locality: 'local' },
  reasons: [{ layer: 'complexity', code: 'lookup', text: 'A plain question: a local model is enough.' }],
};

export const secretFound: Reason = {
  ...{ layer: 'policy', code: 'secret-found' },
  text: 'The prompt holds a GitHub token (message 1, line 1). In the mode guarded it stays on this machine.',
};

export const plan: Plan = {
  strategy: 'single',
  routes: [localRoute],
  refused: [{ backendId: 'cloud', locality: 'remote', reason: secretFound }],
};

export const inspection: Inspection = {
  findings: [
    {
      ...{ kind: 'vendor-secret', rule: 'github-token', place: 'message 1', line: 1 },
      reason: 'The prompt holds a GitHub token (message 1, line 1).',
    },
  ],
  lookedFor: ['private keys'],
};

export const question: ChatRequest = {
  ...{ task: 'chat', id: 'q1', conversationId: 'conversation' },
  messages: [{ role: 'user', text: 'Is this the right key? It looks odd.', origins: [] }],
  ...{ maxOutputTokens: undefined, override: { kind: 'auto' } },
};

export const completion: CompletionRequest = {
  ...{ task: 'completion', id: 'c1', origin: { uri: 'file:///w/a.ts', path: 'a.ts', languageId: 'typescript' } },
  ...{ prefix: 'const a = ', suffix: '', snippets: [], maxOutputTokens: 64, stop: [], override: { kind: 'auto' } },
};

/** A question with a secret that stays here, but for what a test says otherwise. */
export function decision(parts: Partial<Decision['explanation']> = {}, request: ChatRequest = question): Decision {
  return {
    shape: shapeOf(request),
    decidedAtMs: nowMs,
    explanation: { inspection, plan, facts, ...parts },
  };
}
