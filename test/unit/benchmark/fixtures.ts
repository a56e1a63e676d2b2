import type { CaseKind, ChatCase, CompletionCase, OwnCodeCase } from '../../../src/benchmark/cases.ts';
import type { CaseResult } from '../../../src/benchmark/report.ts';
import type { BenchmarkBackend } from '../../../src/benchmark/requests.ts';
import type { Measurement } from '../../../src/contract/ledger.ts';
import type { Request } from '../../../src/contract/request.ts';
import type { Route } from '../../../src/contract/routing.ts';
import type { Send, SendEnd, SendPart } from '../../../src/contract/send.ts';
import { unknownUsage } from '../../../src/contract/stream.ts';

export const local: BenchmarkBackend = {
  id: 'local-coder',
  model: 'coder-1.5b',
  origin: 'http://127.0.0.1:8080',
  locality: 'local',
  roles: ['completion', 'chat'],
  configuredPrice: undefined,
};

export const cloud: BenchmarkBackend = {
  id: 'claude',
  model: 'claude-sonnet-4-5',
  origin: 'https://api.anthropic.com',
  locality: 'remote',
  roles: ['chat'],
  configuredPrice: undefined,
};

export const completionCase: CompletionCase = {
  kind: 'completion',
  id: 'add',
  title: 'Add two numbers',
  origin: { uri: 'watershed-benchmark:/add.ts', path: 'benchmark/add.ts', languageId: 'typescript' },
  prefix: 'return ',
  suffix: ';\n',
  maxOutputTokens: 32,
  check: (answer) => answer === 'a + b',
};

export const chatCase: ChatCase = {
  kind: 'chat',
  id: 'status',
  title: 'Know a status',
  question: 'Which status is "Not Found"?',
  maxOutputTokens: 32,
  check: (answer) => answer === '404',
};

export const ownCase: OwnCodeCase = {
  kind: 'own-code',
  id: 'file:///w/a.ts#2',
  title: 'a.ts, line 2',
  origin: { uri: 'file:///w/a.ts', path: 'a.ts', languageId: 'typescript' },
  prefix: 'function f(list) {\n  ',
  suffix: '\n}\n',
  hidden: 'return list.length;',
  maxOutputTokens: 26,
};

export const quickMeasurement: Measurement = {
  timeToFirstTokenMs: 50,
  totalMs: 200,
  tokensPerSecond: 40,
  inputTokens: 100,
  cachedInputTokens: 0,
  outputTokens: 7,
  costUsd: 0,
};

export function routeTo(backend: BenchmarkBackend): Route {
  const { id, model, origin, locality } = backend;
  const reasons = [{ layer: 'override', code: 'asked-for', text: 'The benchmark asked for it.' }] as const;
  return { backendId: id, model, origin, locality, reasons: [...reasons] };
}

export function isWarmUp(request: Request): boolean {
  return request.maxOutputTokens === 4;
}

/** What a scripted model does with a request: a text is its answer, an error is thrown. */
export type Script = (request: Request, backendId: string, signal: AbortSignal) => string | Error | Partial<SendEnd>;

/** A `Send` that answers by a script and keeps what it was sent. */
export function scripted(script: Script, backends: readonly BenchmarkBackend[] = [local, cloud]) {
  const sent: Request[] = [];
  const send: Send = async function* (request, signal): AsyncGenerator<SendPart, SendEnd, void> {
    sent.push(request);
    const asked = request.override.kind === 'backend' ? request.override.backendId : 'nobody';
    const backend = backends.find(({ id }) => id === asked);
    if (backend === undefined) throw new Error(`unexpected backend ${asked}`);
    const reply = isWarmUp(request) ? 'hello' : script(request, asked, signal);
    if (reply instanceof Error) throw reply;
    const route = routeTo(backend);
    yield { type: 'route', route, attempt: 1 };
    yield { type: 'reasoning-delta', text: 'let me think' };
    // In two pieces, as a stream would bring it.
    if (typeof reply === 'string') {
      yield { type: 'text-delta', text: reply.slice(0, 1) };
      yield { type: 'text-delta', text: reply.slice(1) };
    }
    const end: SendEnd = {
      finish: 'stop',
      usage: unknownUsage,
      timings: undefined,
      servedModel: undefined,
      route,
      measurement: quickMeasurement,
    };
    return typeof reply === 'string' ? end : { ...end, ...reply };
  };
  return { send, sent };
}

/** An answered case as a report holds it. */
export function answered(
  backendId: string,
  caseId: string,
  details: { kind?: CaseKind; passed?: boolean; similarity?: number; answer?: string } & Partial<Measurement> = {},
): CaseResult {
  const { kind = 'completion', passed = true, similarity, answer = 'an answer', ...measured } = details;
  const measurement = { ...quickMeasurement, ...measured };
  const quality = { passed, similarity };
  return { backendId, caseId, title: caseId, kind, outcome: { kind: 'answered', answer, quality, measurement } };
}

export function unanswered(backendId: string, caseId: string, kind: 'refused' | 'failed', reason: string): CaseResult {
  return { backendId, caseId, title: caseId, kind: 'own-code', outcome: { kind, reason } };
}
