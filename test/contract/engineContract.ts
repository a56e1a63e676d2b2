import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Backend } from '../../src/contract/backend.ts';
import type { Task } from '../../src/contract/request.ts';
import { makeBackend, type TestBackendOptions } from './support/backends.ts';
import { admit, ask, chat, completion, drain, isFault } from './support/requests.ts';

/** A real engine that is running. */
export interface RunningEngine {
  readonly url: string;
  stop(): Promise<void>;
}

export interface EngineSetup<Engine extends RunningEngine> {
  start(): Promise<Engine>;
  /** Why it cannot be started here; undefined when it can, or must be. */
  readonly skip: string | undefined;
  readonly tasks: readonly Task[];
  entry(engine: Engine, task: Task): Record<string, unknown>;
  readonly key?: string;
  readonly knowsCachedTokens: boolean;
  /** What only this engine can be asked. */
  more?(engine: () => Engine): void;
}

/** In CI nothing may be skipped: a missing engine is an error there. */
export function skipReason(reason: string | undefined): string | undefined {
  return process.env['CI'] === 'true' ? undefined : reason;
}

/** What every backend owes its caller, asked of the real engine. The last test stops the engine. */
export function describeEngine<Engine extends RunningEngine>(name: string, setup: EngineSetup<Engine>): void {
  // Machines of one or two cores read a prompt slowly while others work on them.
  describe(name, { skip: skipReason(setup.skip), timeout: 600_000 }, () => {
    let engine: Engine | undefined;
    const running = () => {
      assert.ok(engine, 'the engine did not start');
      return engine;
    };
    const make = (task: Task, changes: Record<string, unknown> = {}, options: TestBackendOptions = {}) =>
      makeBackend({ ...setup.entry(running(), task), ...changes }, { key: setup.key, ...options });
    before(async () => {
      engine = await setup.start();
    });
    after(() => engine?.stop());

    for (const task of setup.tasks) describeTask(task, setup, make);
    setup.more?.(running);

    test('says that it is not running once it is stopped', async () => {
      using made = make(setup.tasks[0] ?? 'chat');
      await ask(made.backend, requestOf(setup.tasks[0] ?? 'chat'));
      await running().stop();
      await assert.rejects(ask(made.backend, requestOf(setup.tasks[0] ?? 'chat')), (error) =>
        isFault(error, 'unreachable'),
      );
    });
  });
}

function requestOf(task: Task, maxOutputTokens = 8) {
  return task === 'chat'
    ? chat('Say hello.', { maxOutputTokens })
    : completion('def add(a, b):\n    ', { maxOutputTokens });
}

function longRequestOf(task: Task) {
  const maxOutputTokens = 2_000;
  return task === 'chat'
    ? chat('Write a very long story about a river.', { maxOutputTokens })
    : completion('# A very long file\n', { maxOutputTokens, stop: [] });
}

type Make = (
  task: Task,
  changes?: Record<string, unknown>,
  options?: TestBackendOptions,
) => ReturnType<typeof makeBackend>;

function describeTask<Engine extends RunningEngine>(task: Task, setup: EngineSetup<Engine>, make: Make): void {
  describe(task, () => {
    test('streams an answer and counts it', async () => {
      using made = make(task);
      const { text, parts, end } = await ask(made.backend, requestOf(task));
      assert.ok(text.length > 0);
      assert.ok(parts.length > 1, 'the answer came in one piece');
      assert.ok(end.finish === 'stop' || end.finish === 'length');
      assert.ok((end.usage.outputTokens ?? 0) > 0 && (end.usage.outputTokens ?? 0) <= 8);
      assert.ok((end.usage.uncachedInputTokens ?? 0) + (end.usage.cacheReadTokens ?? 0) > 3);
    });

    test('says when the answer was cut at its limit', async () => {
      using made = make(task);
      const request = task === 'chat' ? chat('Count from 1 to 100.') : completion('def add(a, b):\n    ', { stop: [] });
      const { end } = await ask(made.backend, { ...request, maxOutputTokens: 3 });
      assert.equal(end.finish, 'length');
      assert.equal(end.usage.outputTokens, 3);
    });

    if (setup.knowsCachedTokens) {
      test('the same prompt again is read from the cache', async () => {
        using made = make(task);
        await ask(made.backend, requestOf(task));
        const { usage } = (await ask(made.backend, requestOf(task))).end;
        assert.ok((usage.cacheReadTokens ?? 0) > (usage.uncachedInputTokens ?? 0));
      });
    }

    test('an abort in the middle leaves the engine free for the next', async () => {
      using made = make(task);
      await abortAfterFirstPart(made.backend, task);
      const { text } = await ask(made.backend, requestOf(task));
      assert.ok(text.length > 0);
    });

    test('text outside ASCII arrives whole', async () => {
      using made = make(task);
      const question = 'Répète: é深🦙 “x”';
      const request =
        task === 'chat' ? chat(question, { maxOutputTokens: 24 }) : completion(`# ${question}\n# ${question}\n# `);
      const { text } = await ask(made.backend, request);
      assert.ok(text.isWellFormed());
    });

    test('tests the connection and lists the models', async () => {
      using made = make(task);
      const { models, summary } = await made.catalog.test('tested', new AbortController().signal);
      assert.ok(models.length > 0);
      assert.match(summary, /\.$/);
    });
  });
}

/** Asks for something long and gives up after its first part. */
export async function abortAfterFirstPart(backend: Backend, task: Task): Promise<void> {
  const controller = new AbortController();
  const answer = backend.stream(admit(longRequestOf(task), backend), controller.signal);
  await answer.next();
  controller.abort(new Error('typed on'));
  await assert.rejects(drain(answer), /typed on/);
}

/** Waits for what an engine does soon by itself. */
export async function eventually(what: string, holds: () => Promise<boolean>, deadlineMs = 30_000): Promise<void> {
  const signal = AbortSignal.timeout(deadlineMs);
  while (!(await holds())) {
    if (signal.aborted) assert.fail(`${what} did not come about within ${deadlineMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
