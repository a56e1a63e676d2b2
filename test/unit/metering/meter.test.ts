import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assert as assertProperty, asyncProperty, constantFrom, integer } from 'fast-check';
import { BackendError, type BackendErrorKind } from '../../../src/contract/errors.ts';
import type { LedgerEntry } from '../../../src/contract/ledger.ts';
import type { CompletionRequest } from '../../../src/contract/request.ts';
import type { AnswerEnd, AnswerPart, AnswerStream, Usage } from '../../../src/contract/stream.ts';
import { unknownUsage } from '../../../src/contract/stream.ts';
import { type Attempt, createMeter, type Meter } from '../../../src/metering/meter.ts';
import { createPrices } from '../../../src/metering/prices.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { RecordedLog } from './fixtures.ts';

const usage: Usage = { ...unknownUsage, uncachedInputTokens: 20, cacheReadTokens: 100, outputTokens: 11 };
const cleanEnd: AnswerEnd = { finish: 'stop', usage, timings: undefined, servedModel: undefined };

function attemptAt(locality: 'local' | 'remote'): Attempt {
  return {
    request: {
      task: 'chat',
      id: 'r1',
      conversationId: 'c1',
      messages: [],
      maxOutputTokens: undefined,
      override: { kind: 'auto' },
    },
    route: {
      backendId: 'claude',
      model: 'claude-sonnet-4-5',
      origin: 'https://api.anthropic.com',
      locality,
      reasons: [
        { layer: 'complexity', code: 'hard', text: 'The question is hard.' },
        { layer: 'policy', code: 'clean', text: 'Nothing sensitive was found.' },
      ],
    },
    attempt: 2,
  };
}

const cloud = attemptAt('remote');
const local = attemptAt('local');

interface Stage {
  readonly clock: FakeClock;
  readonly entries: LedgerEntry[];
  readonly meter: Meter;
}

function setUp(): Stage {
  const clock = new FakeClock();
  const entries: LedgerEntry[] = [];
  const meter = createMeter({
    ledger: { append: (appended) => entries.push(appended) },
    prices: createPrices({ log: new RecordedLog() }),
    clock,
    priceOf: () => undefined,
  });
  return { clock, entries, meter };
}

type Step = AnswerPart | { readonly waitMs: number } | { readonly fault: unknown };

const text = (written: string): Step => ({ type: 'text-delta', text: written });
const waitMs = (duration: number): Step => ({ waitMs: duration });

/** A stream that plays a script on the fake clock. */
async function* play(clock: FakeClock, steps: readonly Step[], end = cleanEnd): AnswerStream {
  for (const step of steps) {
    if ('waitMs' in step) await clock.advance(step.waitMs);
    else if ('fault' in step) throw step.fault;
    else yield step;
  }
  return end;
}

/** Runs a measured answer to its end: what it yielded, and what it returned or threw. */
async function drain(answer: ReturnType<Meter['measure']>) {
  const parts: AnswerPart[] = [];
  try {
    for (;;) {
      const next = await answer.next();
      if (next.done === true) return { parts, end: next.value };
      parts.push(next.value);
    }
  } catch (error) {
    return { parts, error };
  }
}

function fault(kind: BackendErrorKind): BackendError {
  return new BackendError({ kind, backendId: 'claude', message: 'It did not work.' });
}

const quiet = () => new AbortController().signal;

describe('the meter', () => {
  it('passes the parts through, measures them, and writes what it says', async () => {
    const { clock, entries, meter } = setUp();
    const startedAtMs = clock.now();
    const steps = [waitMs(120), text('a'), waitMs(500), text('b'), waitMs(500)];
    const { parts, end } = await drain(meter.measure(cloud, play(clock, steps), quiet()));
    assert.deepEqual(
      parts.map((part) => part.type === 'text-delta' && part.text),
      ['a', 'b'],
    );
    assert.equal(end?.finish, 'stop');
    assert.deepEqual(end?.measurement, {
      timeToFirstTokenMs: 120,
      totalMs: 1120,
      // Ten tokens after the first, in one second.
      tokensPerSecond: 10,
      inputTokens: 120,
      cachedInputTokens: 100,
      outputTokens: 11,
      costUsd: 0.000_255,
    });
    const { tokensPerSecond: _, ...measured } = end.measurement;
    assert.deepEqual(entries, [
      {
        requestId: 'r1',
        attempt: 2,
        startedAtMs,
        task: 'chat',
        backendId: 'claude',
        model: 'claude-sonnet-4-5',
        origin: 'https://api.anthropic.com',
        locality: 'remote',
        reasons: ['The question is hard.', 'Nothing sensitive was found.'],
        ...measured,
        outcome: 'completed',
        errorKind: undefined,
      },
    ]);
  });

  it('counts reasoning as the first token, and an empty part as none', async () => {
    const { clock, meter } = setUp();
    const steps: Step[] = [waitMs(10), text(''), waitMs(10), { type: 'reasoning-delta', text: 'hm' }, waitMs(10)];
    const { end } = await drain(meter.measure(local, play(clock, steps), quiet()));
    assert.equal(end?.measurement.timeToFirstTokenMs, 20);
    assert.equal(end?.measurement.totalMs, 30);
  });

  it("takes the server's own rate where it gives one", async () => {
    const { clock, meter } = setUp();
    const timings = { promptMs: 5, promptTokens: 3, generationMs: 400, generatedTokens: 9 };
    const stream = play(clock, [text('a'), waitMs(5000)], { ...cleanEnd, timings });
    const { end } = await drain(meter.measure(local, stream, quiet()));
    assert.equal(end?.measurement.tokensPerSecond, 20);
  });

  it('has no rate for one token, for uncounted ones, and for none', async () => {
    for (const [steps, outputTokens] of [
      [[text('a'), waitMs(100)], 1],
      [[text('a'), waitMs(100)], undefined],
      [[text('a')], 11],
      [[waitMs(100)], 0],
    ] as const) {
      const { clock, meter } = setUp();
      const stream = play(clock, steps, { ...cleanEnd, usage: { ...usage, outputTokens } });
      const { end } = await drain(meter.measure(local, stream, quiet()));
      assert.equal(end?.measurement.tokensPerSecond, undefined);
    }
  });

  it("asks for the person's price of the backend, and for the price of the model that answered", async () => {
    const clock = new FakeClock();
    const asked: unknown[] = [];
    const price = { inputUsdPerMillionTokens: 1, outputUsdPerMillionTokens: 2 };
    const meter = createMeter({
      ledger: { append: () => undefined },
      prices: { costUsd: async (priced, counted) => void asked.push(priced, counted) },
      clock,
      priceOf: (backendId) => (backendId === 'claude' ? price : undefined),
    });
    await drain(meter.measure(cloud, play(clock, [], { ...cleanEnd, servedModel: 'claude-x' }), quiet()));
    assert.deepEqual(asked, [{ ...cloud.route, servedModel: 'claude-x', configuredPrice: price }, usage]);
  });

  it('knows what the server had told when the caller left early', async () => {
    const { clock, entries, meter } = setUp();
    const soFar = { usage, timings: { promptMs: 40, promptTokens: 20, generationMs: 100, generatedTokens: 11 } };
    const parts: AnswerPart[] = [
      { type: 'text-delta', text: 'a', soFar },
      { type: 'text-delta', text: 'b' },
    ];
    for await (const part of meter.measure(local, play(clock, parts, cleanEnd), quiet())) {
      if (part.type !== 'tool-call' && part.text === 'b') break;
    }
    const [{ inputTokens, cachedInputTokens, outputTokens } = {}] = entries;
    assert.deepEqual([inputTokens, cachedInputTokens, outputTokens], [120, 100, 11]);
  });

  it('writes a warm-up as one', async () => {
    const { clock, entries, meter } = setUp();
    const request: CompletionRequest = {
      task: 'completion',
      id: 'w1',
      origin: { uri: 'file:///a', path: 'a', languageId: 'go' },
      ...{ prefix: 'a', suffix: '', snippets: [], maxOutputTokens: 8, stop: [] },
      override: { kind: 'auto' },
      warm: { promptCharacters: 1 },
    };
    await drain(meter.measure({ ...local, request }, play(clock, [], cleanEnd), quiet()));
    assert.equal(entries[0]?.task, 'warm-up');
  });

  it('is completed when the caller has enough and leaves, which closes the stream first', async () => {
    const { clock, entries, meter } = setUp();
    const history: string[] = [];
    async function* stream(): AnswerStream {
      try {
        yield* play(clock, [waitMs(30), { type: 'text-delta', text: 'a' }, { type: 'text-delta', text: 'b' }]);
        return cleanEnd;
      } finally {
        history.push('closed');
      }
    }
    for await (const part of meter.measure(cloud, stream(), quiet())) {
      history.push(part.type);
      break;
    }
    assert.deepEqual(history, ['text-delta', 'closed']);
    assert.equal(entries.length, 1);
    const [written] = entries;
    assert.equal(written?.outcome, 'completed');
    assert.equal(written.timeToFirstTokenMs, 30);
    assert.equal(written.outputTokens, undefined);
    assert.equal(written.costUsd, undefined, 'what a cloud bills for half an answer is unknown');
  });
});

describe('an attempt that does not complete', () => {
  it('is interrupted when the server stopped half way', async () => {
    const { clock, entries, meter } = setUp();
    const stream = play(clock, [text('half')], { ...cleanEnd, finish: 'interrupted', usage: unknownUsage });
    const { end } = await drain(meter.measure(cloud, stream, quiet()));
    assert.equal(end?.finish, 'interrupted');
    assert.equal(entries[0]?.outcome, 'interrupted');
    assert.equal(entries[0]?.costUsd, undefined);
  });

  it('is failed with the kind of the fault, which reaches the caller as it was', async () => {
    const { clock, entries, meter } = setUp();
    const error = fault('server-fault');
    const result = await drain(meter.measure(cloud, play(clock, [text('a'), waitMs(7), { fault: error }]), quiet()));
    assert.equal(result.error, error);
    const [written] = entries;
    assert.equal(written?.outcome, 'failed');
    assert.equal(written.errorKind, 'server-fault');
    assert.equal(written.totalMs, 7);
    assert.equal(written.costUsd, undefined);
  });

  it('has no kind when the fault is our own', async () => {
    const { clock, entries, meter } = setUp();
    await drain(meter.measure(local, play(clock, [{ fault: new TypeError('a slip') }]), quiet()));
    assert.equal(entries[0]?.outcome, 'failed');
    assert.equal(entries[0]?.errorKind, undefined);
  });

  it('cost nothing when no model began to work, and an unknown sum when one may have', async () => {
    for (const [kind, costUsd] of [
      ['unreachable', 0],
      ['key-missing', 0],
      ['unauthorized', 0],
      ['rate-limited', 0],
      ['model-missing', 0],
      ['context-too-long', 0],
      ['bad-request', 0],
      ['timed-out', undefined],
      ['refused', undefined],
      ['bad-reply', undefined],
      ['server-fault', undefined],
    ] as const) {
      const { clock, entries, meter } = setUp();
      await drain(meter.measure(cloud, play(clock, [{ fault: fault(kind) }]), quiet()));
      assert.equal(entries[0]?.costUsd, costUsd, kind);
    }
    const { clock, entries, meter } = setUp();
    await drain(meter.measure(cloud, play(clock, [text('a'), { fault: fault('unreachable') }]), quiet()));
    assert.equal(entries[0]?.costUsd, undefined, 'the line broke after the answer had begun');
  });

  it('is cancelled when the caller leaves before any text, or after an abort', async () => {
    for (const [steps, signal] of [
      [[text('')], quiet()],
      [[text('a')], AbortSignal.abort()],
    ] as const) {
      const { clock, entries, meter } = setUp();
      const answer = meter.measure(cloud, play(clock, steps), signal);
      await answer.next();
      await answer.return(undefined as never);
      assert.deepEqual(
        entries.map(({ outcome, costUsd }) => ({ outcome, costUsd })),
        [{ outcome: 'cancelled', costUsd: undefined }],
      );
    }
  });

  it('is cancelled when the signal aborted, whatever the stream made of that', async () => {
    const aborted = new DOMException('stopped', 'AbortError');
    for (const [steps, end] of [
      [[text('a'), { fault: aborted }], cleanEnd],
      [[text('a'), { fault: fault('unreachable') }], cleanEnd],
      [[text('a')], { ...cleanEnd, finish: 'interrupted' as const }],
    ] as const) {
      const { clock, entries, meter } = setUp();
      await drain(meter.measure(local, play(clock, steps, end), AbortSignal.abort()));
      assert.deepEqual(
        entries.map(({ outcome, errorKind, costUsd }) => ({ outcome, errorKind, costUsd })),
        [{ outcome: 'cancelled', errorKind: undefined, costUsd: 0 }],
      );
    }
  });

  it('is no attempt while nobody has asked for its first part', async () => {
    const { clock, entries, meter } = setUp();
    const answer = meter.measure(local, play(clock, [text('a')]), quiet());
    await answer.return(undefined as never);
    assert.deepEqual(entries, []);
  });
});

it('writes exactly one entry for each attempt, whatever happens and whenever', async () => {
  const outcomes = {
    completes: 'completed',
    interrupts: 'interrupted',
    fails: 'failed',
    breaks: 'failed',
    aborts: 'cancelled',
    'is left': 'completed',
  } as const;
  const endings = ['completes', 'interrupts', 'fails', 'breaks', 'aborts', 'is left'] as const;
  await assertProperty(
    asyncProperty(
      constantFrom(...endings),
      integer({ min: 1, max: 6 }),
      integer({ min: 0, max: 6 }),
      async (...run) => {
        const [ending, partCount, leaveAfter] = run;
        const { clock, entries, meter } = setUp();
        const controller = new AbortController();
        async function* stream(): AnswerStream {
          for (let part = 0; part < partCount; part++) yield { type: 'text-delta', text: `${part}` };
          if (ending === 'fails') throw fault('timed-out');
          if (ending === 'breaks') throw new RangeError('a slip');
          if (ending === 'aborts') {
            controller.abort();
            controller.signal.throwIfAborted();
          }
          return { ...cleanEnd, finish: ending === 'interrupts' ? 'interrupted' : 'stop' };
        }
        const answer = meter.measure(cloud, stream(), controller.signal);
        if (ending === 'is left') {
          for (let read = 0; read <= leaveAfter; read++) await answer.next();
          await answer.return(undefined as never);
          await answer.return(undefined as never);
        } else {
          await drain(answer);
        }
        assert.equal(clock.pendingCount, 0);
        assert.equal(entries.length, 1);
        assert.equal(entries[0]?.outcome, outcomes[ending]);
      },
    ),
    { numRuns: 60 },
  );
});
