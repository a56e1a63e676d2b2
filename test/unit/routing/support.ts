import type { Finding, Inspection } from '../../../src/contract/inspection.ts';
import type { ChatRequest, CompletionRequest } from '../../../src/contract/request.ts';
import type { BackendFacts, RoutingFacts } from '../../../src/contract/routing.ts';

export const nowMs = 1_760_000_000_000;

export function backend(id: string, parts: Partial<BackendFacts> = {}): BackendFacts {
  const isRemote = parts.locality === 'remote';
  return {
    id,
    kind: isRemote ? 'anthropic' : 'llama.cpp',
    model: `${id}-model`,
    origin: isRemote ? `https://${id}.example.com` : 'http://127.0.0.1:8080',
    locality: 'local',
    roles: ['completion', 'chat'],
    health: { state: 'unknown' },
    contextTokens: undefined,
    canWarm: false,
    capabilities: { tools: false, images: false, logProbabilities: false },
    billing: isRemote ? 'paid' : 'free',
    rateLimit: undefined,
    speed: undefined,
    ...parts,
  };
}

export const here = backend('here');
export const cloud = backend('cloud', { locality: 'remote', roles: ['chat'] });

export function facts(parts: Partial<RoutingFacts> = {}): RoutingFacts {
  return {
    mode: 'guarded',
    workspaceTrusted: true,
    backends: [here, cloud],
    strategies: { completion: 'fallback', chat: 'tiered' },
    allowsPaidFallback: true,
    budget: undefined,
    calibration: undefined,
    ...parts,
  };
}

export function chat(text: string, parts: Partial<ChatRequest> = {}): ChatRequest {
  return {
    task: 'chat',
    id: 'q1',
    conversationId: 'conversation',
    messages: [{ role: 'user', text, origins: [] }],
    maxOutputTokens: undefined,
    override: { kind: 'auto' },
    ...parts,
  };
}

export function completion(parts: Partial<CompletionRequest> = {}): CompletionRequest {
  return {
    task: 'completion',
    id: 'c1',
    origin: { uri: 'file:///w/a.ts', path: 'a.ts', languageId: 'typescript' },
    prefix: 'const a = ',
    suffix: '',
    snippets: [],
    maxOutputTokens: 64,
    stop: [],
    override: { kind: 'auto' },
    ...parts,
  };
}

export function finding(kind: Finding['kind']): Finding {
  const reason =
    kind === 'excluded-file'
      ? '.env is excluded by .aiignore.'
      : 'The prompt holds a GitHub token (message 1, line 1).';
  return { kind, rule: 'rule', place: 'message 1', line: 1, reason };
}

export function inspection(...kinds: readonly Finding['kind'][]): Inspection {
  return { findings: kinds.map(finding), lookedFor: [] };
}
