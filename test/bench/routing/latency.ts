import type { Inspection } from '../../../src/contract/inspection.ts';
import type { ChatRequest } from '../../../src/contract/request.ts';
import type { BackendFacts, RoutingFacts } from '../../../src/contract/routing.ts';
import { classifyQuestion } from '../../../src/routing/complexity.ts';
import { route } from '../../../src/routing/router.ts';
import { quantile } from '../completion/quantile.ts';

/** How long our own work for one request takes, in milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

export interface LatencyReport {
  /** A question of 8,000 characters. */
  readonly classifyMs: Latency;
  readonly routeMs: Latency;
  /** A text of 10 million characters. */
  readonly classifyHugeMs: Latency;
}

export function measureLatency(): LatencyReport {
  const texts = [longProse(), codeQuestion(), traceQuestion()].map((text) => text.slice(0, 8_000));
  const huge = longProse().repeat(1_200).slice(0, 10_000_000);
  const requests = texts.map(chatRequest);
  return {
    classifyMs: measure(texts, (text) => classifyQuestion(text), 150),
    routeMs: measure(requests, (request) => route(request, nothingFound, facts, 1_760_000_000_000), 150),
    classifyHugeMs: measure([huge], (text) => classifyQuestion(text), 50),
  };
}

/**
 * Each input in turn, so that no path of the code is the only one that is warm, in 20 passes. The pass with the lowest p99
 * counts: our own work, garbage collection too, is in each of them, and other processes disturb the rest.
 */
function measure<Input>(inputs: readonly Input[], work: (input: Input) => unknown, rounds: number): Latency {
  const once = () => inputs.map((input) => timed(() => work(input)));
  for (let round = 0; round < rounds; round++) once();
  const passes = Array.from({ length: 20 }, () => {
    const times = Array.from({ length: rounds }, once).flat();
    return { p50: quantile(times, 0.5) ?? Number.NaN, p99: quantile(times, 0.99) ?? Number.NaN };
  });
  return passes.reduce((quietest, pass) => (pass.p99 < quietest.p99 ? pass : quietest));
}

function timed(work: () => unknown): number {
  const startedMs = performance.now();
  work();
  return performance.now() - startedMs;
}

function longProse(): string {
  const sentences = [
    'We have a service that keeps its own copy of each customer, and I would like to know what you think of it.',
    'Sometimes the numbers differ between the two tables; nobody knows why, and it only shows under load.',
    'Bitte erkläre, was diese Funktion macht, und ob man das einfacher schreiben könnte.',
  ];
  return Array.from({ length: 90 }, (_, index) => sentences[index % sentences.length]).join(' ');
}

function codeQuestion(): string {
  return `What does this module do?\n\`\`\`ts\n${'export const total = (items) => items.reduce((a, b) => a + b.price, 0);\n'.repeat(110)}\`\`\`\n`;
}

function traceQuestion(): string {
  return `TypeError: x is undefined\n${Array.from({ length: 200 }, (_, index) => `    at call${index} (src/parts/file${index % 9}.ts:${index}:14)`).join('\n')}\nWhat is wrong?`;
}

function chatRequest(text: string): ChatRequest {
  const messages = [{ role: 'user' as const, text, origins: [] }];
  const ids = { id: 'bench', conversationId: 'bench' };
  return { task: 'chat', ...ids, messages, maxOutputTokens: undefined, override: { kind: 'auto' } };
}

const nothingFound: Inspection = { findings: [], lookedFor: [] };

const local: BackendFacts = {
  id: 'local',
  kind: 'llama.cpp',
  model: 'small',
  origin: 'http://127.0.0.1:8080',
  locality: 'local',
  roles: ['completion', 'chat'],
  health: { state: 'ready' },
  contextTokens: 32_768,
  canWarm: true,
  capabilities: { tools: true, images: false, logProbabilities: true },
  billing: 'free',
  rateLimit: undefined,
  speed: { firstTokenP50Ms: 200, firstTokenP95Ms: 900, tokensPerSecond: 60 },
};

const cloud: BackendFacts = {
  ...local,
  id: 'cloud',
  kind: 'anthropic',
  origin: 'https://cloud.example',
  locality: 'remote',
  billing: 'paid',
};

const facts: RoutingFacts = {
  mode: 'guarded',
  workspaceTrusted: true,
  backends: [local, cloud, { ...local, id: 'local-2' }, { ...cloud, id: 'cloud-2' }],
  strategies: { completion: 'fallback', chat: 'tiered' },
  allowsPaidFallback: true,
  budget: { limitUsd: 5, spentUsd: 1 },
  calibration: { offsets: { explain: 0.4 } },
};
