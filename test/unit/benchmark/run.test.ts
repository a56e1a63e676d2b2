import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BenchmarkCase } from '../../../src/benchmark/cases.ts';
import type { CaseOutcome } from '../../../src/benchmark/report.ts';
import type { BenchmarkBackend } from '../../../src/benchmark/requests.ts';
import { runBenchmark } from '../../../src/benchmark/run.ts';
import { BackendError, NoRouteError } from '../../../src/contract/errors.ts';
import type { Request } from '../../../src/contract/request.ts';
import type { Send } from '../../../src/contract/send.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import {
  chatCase,
  cloud,
  completionCase,
  isWarmUp,
  local,
  ownCase,
  routeTo,
  type Script,
  scripted,
} from './fixtures.ts';

interface Setting {
  readonly cases?: readonly BenchmarkCase[];
  readonly backends?: readonly BenchmarkBackend[];
  readonly signal?: AbortSignal;
  readonly send?: Send;
}

async function run(script: Script, setting: Setting = {}) {
  const { cases = [completionCase, chatCase, ownCase], backends = [local, cloud] } = setting;
  const { send, sent } = scripted(script);
  const progress: string[] = [];
  const report = await runBenchmark(
    {
      ...{ cases, backends, send: setting.send ?? send, clock: new FakeClock() },
      onProgress: (message, share) => progress.push(`${Math.round(share * 100)} % ${message}`),
    },
    setting.signal ?? new AbortController().signal,
  );
  return { report, sent, progress };
}

/** The right answer to every case, however it is asked. */
function rightAnswer(request: Request): string {
  if (request.task === 'completion') return request.prefix.startsWith('return') ? 'a + b' : 'return list.length;';
  return request.messages[0]?.text.includes('<MISSING>') ? '```ts\n  return  list.length;\n```' : '404';
}

function quality(outcome: CaseOutcome | undefined) {
  return outcome?.kind === 'answered' ? outcome.quality : outcome;
}

describe('a benchmark run', () => {
  it('asks each backend what its roles allow, and all of them for the person’s own code', async () => {
    const { report, sent } = await run(rightAnswer);
    assert.deepEqual(
      report.results.map(({ backendId, caseId, outcome }) => [backendId, caseId, quality(outcome)]),
      [
        ['local-coder', 'add', { passed: true, similarity: undefined }],
        ['local-coder', 'status', { passed: true, similarity: undefined }],
        ['local-coder', 'file:///w/a.ts#2', { passed: true, similarity: 1 }],
        ['claude', 'status', { passed: true, similarity: undefined }],
        ['claude', 'file:///w/a.ts#2', { passed: true, similarity: 1 }],
      ],
    );
    assert.deepEqual(
      sent.filter((request) => !isWarmUp(request)).map(({ task }) => task),
      ['completion', 'chat', 'completion', 'chat', 'chat'],
    );
    assert.equal(report.isCancelled, false);
    assert.equal(new Set(sent.map(({ id }) => id)).size, sent.length);
  });

  it('sends the person’s code with its file, so that every rule of privacy sees where it is from', async () => {
    const { sent } = await run(rightAnswer, { cases: [ownCase] });
    const [completion, chat] = sent.filter((request) => !isWarmUp(request));
    assert.ok(completion?.task === 'completion' && chat?.task === 'chat');
    assert.deepEqual(completion.origin, ownCase.origin);
    assert.deepEqual(completion.stop, ['\n']);
    assert.deepEqual(completion.override, { kind: 'backend', backendId: 'local-coder' });
    assert.deepEqual(chat.messages[0]?.origins, [ownCase.origin]);
    assert.match(chat.messages[0].text, /function f\(list\) \{\n {2}<MISSING>\n\}/);
    assert.doesNotMatch(chat.messages[0].text, /list\.length/);
    assert.deepEqual(chat.override, { kind: 'backend', backendId: 'claude' });
  });

  it('lets several hidden lines come as several', async () => {
    const block = { ...ownCase, hidden: 'const n = list.length;\n  return n;' };
    const { sent, report } = await run(() => 'const n = list.length;\n  return n;\n}\nmore', {
      cases: [block],
      backends: [local],
    });
    assert.ok(sent[1]?.task === 'completion');
    assert.deepEqual(sent[1].stop, []);
    assert.deepEqual(quality(report.results[0]?.outcome), { passed: true, similarity: 1 });
  });

  it('says when an answer is wrong, and how close to the person’s code it came', async () => {
    const { report } = await run((request) => (rightAnswer(request) === '404' ? '405' : 'return list.size;'));
    const [completion, chat, own] = report.results.map(({ outcome }) => quality(outcome));
    assert.deepEqual(completion, { passed: false, similarity: undefined });
    assert.deepEqual(chat, { passed: false, similarity: undefined });
    assert.ok(own && 'passed' in own && !own.passed);
    assert.ok((own.similarity ?? 0) > 0.6 && (own.similarity ?? 1) < 1);
  });

  it('keeps an empty answer as one that did not pass', async () => {
    const { report } = await run(() => '', { cases: [ownCase], backends: [local] });
    assert.deepEqual(quality(report.results[0]?.outcome), { passed: false, similarity: 0 });
  });

  it('warms each backend up once, by what it can do, and leaves that out', async () => {
    const { sent, report, progress } = await run(rightAnswer, { cases: [chatCase] });
    assert.deepEqual(sent.map(isWarmUp), [true, false, true, false]);
    assert.deepEqual(
      sent.map(({ task }) => task),
      ['completion', 'chat', 'chat', 'chat'],
    );
    assert.equal(report.results.length, 2);
    assert.deepEqual(progress, [
      '0 % local-coder: Warm-up',
      '0 % local-coder: Know a status',
      '50 % claude: Warm-up',
      '50 % claude: Know a status',
    ]);
  });

  it('leaves out a backend that has no role for any case, and makes an empty report of nothing', async () => {
    const { report, sent } = await run(rightAnswer, { cases: [completionCase], backends: [cloud] });
    assert.deepEqual(report.backends, []);
    assert.deepEqual(sent, []);
    const empty = await run(rightAnswer, { cases: [], backends: [] });
    assert.deepEqual(empty.report.results, []);
  });

  it('gives a cloud model room to think, and a local one none', async () => {
    const { sent } = await run(rightAnswer, { cases: [chatCase] });
    const limits = sent.filter((request) => !isWarmUp(request)).map((request) => request.maxOutputTokens);
    assert.deepEqual(limits, [32, 288]);
  });
});

describe('a fault in a run', () => {
  const fault = (kind: 'refused' | 'timed-out') =>
    new BackendError({ kind, backendId: 'claude', message: `It was ${kind}.` });

  it('is a result with its reason, and the run goes on', async () => {
    const { report } = await run((request) => (request.task === 'chat' ? rightAnswer(request) : fault('timed-out')));
    assert.deepEqual(
      report.results.map(({ outcome }) => (outcome.kind === 'answered' ? outcome.kind : outcome)),
      [
        { kind: 'failed', reason: 'It was timed-out.' },
        'answered',
        { kind: 'failed', reason: 'It was timed-out.' },
        'answered',
        'answered',
      ],
    );
  });

  it('is a refusal where the policy or the service said no, and a failure otherwise', async () => {
    for (const [error, kind] of [
      [new NoRouteError('policy', 'It holds a key.'), 'refused'],
      [fault('refused'), 'refused'],
      [new NoRouteError('health', 'The server is down.'), 'failed'],
      [new NoRouteError('no-backend', 'None is set up.'), 'failed'],
      [new TypeError('a slip'), 'failed'],
    ] as const) {
      const { report } = await run(() => error, { cases: [chatCase], backends: [cloud] });
      assert.deepEqual(report.results[0]?.outcome, { kind, reason: error.message });
    }
  });

  it('is an answer that stopped half way, or came from another backend', async () => {
    const cases = { cases: [chatCase], backends: [cloud] };
    const interrupted = await run(() => ({ finish: 'interrupted' }), cases);
    assert.deepEqual(interrupted.report.results[0]?.outcome, {
      kind: 'failed',
      reason: 'The answer stopped half way.',
    });
    const elsewhere = await run(() => ({ route: routeTo(local) }), cases);
    assert.deepEqual(elsewhere.report.results[0]?.outcome, {
      kind: 'failed',
      reason: 'It was answered by local-coder instead.',
    });
  });

  it('during the warm-up stands for every case of that backend, and none of them is sent', async () => {
    const { send, sent } = scripted(rightAnswer);
    const report = await run(rightAnswer, {
      async *send(request, signal) {
        if (request.override.kind === 'backend' && request.override.backendId === 'local-coder') {
          throw new NoRouteError('health', 'The server is down.');
        }
        return yield* send(request, signal);
      },
    });
    assert.deepEqual(
      report.report.results.map(({ backendId, outcome }) => [backendId, outcome.kind]),
      [
        ['local-coder', 'failed'],
        ['local-coder', 'failed'],
        ['local-coder', 'failed'],
        ['claude', 'answered'],
        ['claude', 'answered'],
      ],
    );
    assert.equal(sent.length, 3);
  });
});

describe('stopping a run', () => {
  it('keeps what was done, drops what was on its way, and asks nobody else', async () => {
    const stop = new AbortController();
    const { report, sent } = await run(
      (request, _, signal) => {
        if (request.task === 'completion') return rightAnswer(request);
        stop.abort();
        return signal.reason;
      },
      { signal: stop.signal },
    );
    assert.equal(report.isCancelled, true);
    assert.deepEqual(
      report.results.map(({ caseId }) => caseId),
      ['add'],
    );
    assert.equal(sent.length, 3, 'the warm-up, one completion, one question');
  });

  it('before it began sends nothing', async () => {
    const { report, sent, progress } = await run(rightAnswer, { signal: AbortSignal.abort() });
    assert.deepEqual([report.results, sent, progress], [[], [], []]);
    assert.equal(report.isCancelled, true);
  });
});
