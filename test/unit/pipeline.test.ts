import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdmittedRequest, type Refusal } from '../../src/contract/admission.ts';
import { BackendError, NoRouteError } from '../../src/contract/errors.ts';
import { notInspected } from '../../src/contract/inspection.ts';
import type { ChatRequest } from '../../src/contract/request.ts';
import type { Plan, Route } from '../../src/contract/routing.ts';
import type { SendEnd, SendPart } from '../../src/contract/send.ts';
import { type AnswerStream, unknownUsage } from '../../src/contract/stream.ts';
import { createPipeline, type PipelineParts } from '../../src/pipeline.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { facts } from './routing/support.ts';

const request: ChatRequest = {
  task: 'chat',
  id: 'r1',
  conversationId: 'c1',
  messages: [{ role: 'user', text: 'Why?', origins: [] }],
  maxOutputTokens: undefined,
  override: { kind: 'auto' },
};

test('the route comes first, then the parts of the answer, then how it ended', async () => {
  const { parts, end } = await ask({ answers: { local: says('Be', 'cause') } });
  assert.deepEqual(parts, ['route local', 'Be', 'cause']);
  assert.equal(end?.finish, 'stop');
  assert.equal(end?.route.backendId, 'local');
});

test('a route that fails before its first part gives way to the next one, which says why', async () => {
  const { parts, reasons, health } = await ask({
    answers: { local: fails('unreachable'), cloud: says('Hello') },
    routes: ['local', 'cloud'],
  });
  assert.deepEqual(parts, ['route local', 'route cloud', 'Hello']);
  assert.deepEqual(reasons.at(-1), ['Fallback: local is unreachable', 'chosen']);
  assert.deepEqual(health, ['failure local', 'success cloud']);
});

test('half an answer is never continued by another model', async () => {
  const { parts, error } = await ask({
    answers: { local: breaksAfter('Hel'), cloud: says('Hello') },
    routes: ['local', 'cloud'],
  });
  assert.deepEqual(parts, ['route local', 'Hel']);
  assert.ok(error instanceof BackendError);
});

test('a bad request is not sent to a second backend', async () => {
  const { parts } = await ask({
    answers: { local: fails('bad-request'), cloud: says('x') },
    routes: ['local', 'cloud'],
  });
  assert.deepEqual(parts, ['route local']);
});

test('each route is admitted anew, so a fallback that policy refuses sends nothing', async () => {
  const { parts, admitted, error } = await ask({
    answers: { local: fails('unreachable'), cloud: says('leak') },
    routes: ['local', 'cloud'],
    refuse: ['cloud'],
  });
  assert.deepEqual(parts, ['route local']);
  assert.deepEqual(admitted, ['local', 'cloud']);
  // The fault of the route that was tried says more than the refusal that came after it.
  assert.match(String(error), /local is unreachable/);
});

test('where a paid model was not allowed to take over, the last fault says so', async () => {
  const text = 'cloud costs money.';
  const reason = { layer: 'budget', code: 'paid-fallback-not-allowed', text } as const;
  const { error } = await ask({
    answers: { local: fails('unreachable') },
    withheld: [{ backendId: 'cloud', locality: 'remote', reason }],
  });
  assert.ok(error instanceof BackendError);
  assert.deepEqual([error.kind, error.message], ['unreachable', 'local is unreachable cloud costs money.']);
});

test('when every route is refused, the refusal is what the person reads', async () => {
  const { error } = await ask({ answers: { cloud: says('leak') }, routes: ['cloud'], refuse: ['cloud'] });
  assert.ok(error instanceof NoRouteError);
  assert.match(error.message, /cloud is not allowed/);
});

test('without any route the router explains itself', async () => {
  const { error } = await ask({ answers: {}, routes: [] });
  assert.ok(error instanceof NoRouteError);
  assert.equal(error.message, 'Nothing is set up.');
});

test('a request that was cancelled before it started contacts nobody', async () => {
  const { parts, admitted, error } = await ask({ answers: { local: says('x') }, signal: AbortSignal.abort() });
  assert.deepEqual([parts, admitted], [[], []]);
  assert.equal(error instanceof Error && error.name, 'AbortError');
});

test('a server that fails because its request was cancelled is not at fault', async () => {
  const abort = new AbortController();
  const { parts, health } = partsWith({ answers: { local: fails('unreachable'), cloud: says('never') } });
  const admit: PipelineParts['admit'] = async (...asked) => {
    const admission = await parts.admit(...asked);
    abort.abort();
    return admission;
  };
  const stream = createPipeline({ ...parts, admit }).send(request, abort.signal);
  assert.equal((await stream.next()).done, false);
  await assert.rejects(stream.next(), { name: 'AbortError' });
  assert.deepEqual(health, []);
});

test('what stays here in any case is not looked through first', async () => {
  const { parts } = partsWith({ answers: { local: says('text') } });
  const pipeline = createPipeline({
    ...parts,
    staysHere: () => true,
    inspect: async () => assert.fail('This was looked through.'),
    plan: (_request, inspection) => {
      assert.equal(inspection, notInspected);
      return { strategy: 'single', routes: [routeTo('local')], refused: [] };
    },
  });
  const types: string[] = [];
  for await (const part of pipeline.send(request, new AbortController().signal)) types.push(part.type);
  assert.deepEqual(types, ['route', 'text-delta']);
});

test('a caller that leaves the loop closes the stream of the backend', async () => {
  const answer = endless();
  const { send } = createPipeline(partsWith({ answers: { local: answer.stream } }).parts);
  for await (const part of send(request, new AbortController().signal)) {
    if (part.type === 'text-delta') break;
  }
  assert.equal(answer.isClosed(), true);
});

test('a mode that becomes stricter ends an answer that is under way, and its connection', async () => {
  const answer = endless();
  let asked = 0;
  const { parts, error } = await ask({
    answers: { cloud: answer.stream, local: says('never') },
    routes: ['cloud', 'local'],
    forbidden: () => (++asked > 2 ? { code: 'local-only-mode', text: 'The mode is local-only now.' } : undefined),
  });
  assert.deepEqual(parts, ['route cloud', 'x', 'x']);
  assert.match(String(error), /local-only now/);
  assert.equal(answer.isClosed(), true);
});

test('a backend that answers is healthy from its first part on, also when the caller leaves early', async () => {
  const { parts, health } = partsWith({ answers: { local: says('a', 'b') } });
  for await (const part of createPipeline(parts).send(request, new AbortController().signal)) {
    if (part.type === 'text-delta') break;
  }
  assert.deepEqual(health, ['success local']);
});

test('the log tells the story without the text of the question', async () => {
  const { log } = await ask({ answers: { local: says('Because') } });
  assert.match(log.join('\n'), /r1 chat: local \(chosen\)/);
  assert.doesNotMatch(log.join('\n'), /Why\?|Because/);
});

test('what left as placeholders is back in the answer before it is measured or shown', async () => {
  const { parts } = partsWith({ answers: { cloud: says('To REDACTED_EMAIL_1') }, routes: ['cloud'] });
  const measured: string[] = [];
  async function* restore(answer: AnswerStream): AnswerStream {
    const first = await answer.next();
    assert.deepEqual(first.value, { type: 'text-delta', text: 'To REDACTED_EMAIL_1' });
    yield { type: 'text-delta', text: 'To Ada' };
    return yield* answer;
  }
  const pipeline = createPipeline({
    ...parts,
    admit: async (asked, _inspection, route) => ({ admitted: new AdmittedRequest(asked, route), restore }),
    async *measure(_attempt, stream) {
      for await (const part of stream) {
        measured.push(part.type === 'text-delta' ? part.text : '');
        yield part;
      }
      return {
        finish: 'stop',
        usage: unknownUsage,
        timings: undefined,
        servedModel: undefined,
        measurement: noMeasurement,
      };
    },
  });
  const shown: string[] = [];
  for await (const part of pipeline.send(request, new AbortController().signal)) {
    if (part.type === 'text-delta') shown.push(part.text);
  }
  assert.deepEqual([measured, shown], [['To Ada'], ['To Ada']]);
});

test('explaining decides without sending', async () => {
  const { parts, admitted } = partsWith({ answers: { local: says('x') } });
  const explanation = await createPipeline(parts).explain(request);
  assert.deepEqual(
    explanation.plan.routes.map((route) => route.backendId),
    ['local'],
  );
  assert.deepEqual(admitted, []);
});

/** An answer that never ends by itself. */
function endless() {
  let closed = false;
  async function* stream(): AnswerStream {
    try {
      for (;;) yield { type: 'text-delta', text: 'x' };
    } finally {
      closed = true;
    }
  }
  return { stream, isClosed: () => closed };
}

interface Scenario {
  readonly answers: Readonly<Record<string, () => AnswerStream>>;
  readonly routes?: readonly string[];
  readonly refuse?: readonly string[];
  /** What the router refused. */
  readonly withheld?: Plan['refused'];
  readonly signal?: AbortSignal;
  /** Asked before each part of an answer. */
  readonly forbidden?: (origin: string) => Refusal | undefined;
}

async function ask(scenario: Scenario) {
  const { parts: pipelineParts, ...seen } = partsWith(scenario);
  const parts: string[] = [];
  const reasons: string[][] = [];
  let end: SendEnd | undefined;
  let error: unknown;
  try {
    const stream = createPipeline(pipelineParts).send(request, scenario.signal ?? new AbortController().signal);
    for (;;) {
      const next: IteratorResult<SendPart, SendEnd> = await stream.next();
      if (next.done === true) {
        end = next.value;
        break;
      }
      if (next.value.type === 'route') reasons.push(next.value.route.reasons.map((reason) => reason.text));
      if (next.value.type === 'route') parts.push(`route ${next.value.route.backendId}`);
      else parts.push(next.value.type === 'tool-call' ? next.value.call.name : next.value.text);
    }
  } catch (thrown) {
    error = thrown;
  }
  return { parts, reasons, end, error, ...seen };
}

function partsWith({ answers, routes = Object.keys(answers), refuse = [], withheld = [], forbidden }: Scenario) {
  const admitted: string[] = [];
  const health: string[] = [];
  const log: string[] = [];
  const write = (line: string) => log.push(line);
  const plan: Plan = { strategy: 'fallback', routes: routes.map(routeTo), refused: withheld };
  const parts: PipelineParts = {
    inspect: async () => ({ findings: [], lookedFor: [] }),
    staysHere: () => false,
    facts: () => facts({ backends: [] }),
    plan: () => plan,
    explainNoRoute: () => new NoRouteError('no-backend', 'Nothing is set up.'),
    async admit(admittedRequest, _inspection, route) {
      admitted.push(route.backendId);
      return refuse.includes(route.backendId)
        ? { refused: { code: 'test', text: `${route.backendId} is not allowed` } }
        : { admitted: new AdmittedRequest(admittedRequest, route) };
    },
    mayContact: (contact) => forbidden?.(contact.origin),
    backend(id) {
      const answer = answers[id];
      if (answer === undefined) return undefined;
      const { backendId: _, reasons: __, ...route } = routeTo(id);
      return {
        facts: { id, kind: 'llama.cpp', roles: ['chat'], canWarm: false, ...route },
        contextTokens: () => undefined,
        capabilities: () => ({ tools: false, images: false, logProbabilities: false }),
        rateLimit: () => undefined,
        stream: () => answer(),
      };
    },
    async *measure(_attempt, stream) {
      return { ...(yield* stream), measurement: noMeasurement };
    },
    health: {
      noteSuccess: (id) => health.push(`success ${id}`),
      noteFailure: (error) => health.push(`failure ${error.backendId}`),
    },
    checks: [],
    clock: new FakeClock(),
    log: { debug: write, info: write, warn: write, error: write },
  };
  return { parts, admitted, health, log };
}

function routeTo(backendId: string): Route {
  return {
    backendId,
    model: 'm',
    origin: `http://${backendId}`,
    locality: backendId === 'cloud' ? 'remote' : 'local',
    reasons: [{ layer: 'task', code: 'chosen', text: 'chosen' }],
  };
}

const noMeasurement = {
  timeToFirstTokenMs: undefined,
  totalMs: 1,
  tokensPerSecond: undefined,
  inputTokens: undefined,
  cachedInputTokens: undefined,
  outputTokens: undefined,
  costUsd: undefined,
};

function says(...texts: string[]) {
  return async function* (): AnswerStream {
    for (const text of texts) yield { type: 'text-delta', text };
    return { finish: 'stop', usage: unknownUsage, timings: undefined, servedModel: undefined };
  };
}

function fails(kind: BackendError['kind']) {
  // biome-ignore lint/correctness/useYield: a stream that fails before its first part
  return async function* (): AnswerStream {
    throw new BackendError({ kind, backendId: 'local', message: `local is ${kind}` });
  };
}

function breaksAfter(text: string) {
  return async function* (): AnswerStream {
    yield { type: 'text-delta', text };
    throw new BackendError({ kind: 'server-fault', backendId: 'local', message: 'local broke' });
  };
}
