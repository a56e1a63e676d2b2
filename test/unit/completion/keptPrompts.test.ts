import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { type FimFormat, fimFormats } from '../../../src/backends/fim/formats.ts';
import { buildPrompt } from '../../../src/backends/fim/prompt.ts';
import { Requests } from '../../../src/completion/requests.ts';
import { View } from '../../../src/completion/view.ts';
import type { Send, SendEnd } from '../../../src/contract/send.ts';
import { unknownUsage } from '../../../src/contract/stream.ts';
import { FakeClock, settle } from '../../support/fakeClock.ts';
import { Editor } from './harness.ts';

const route = { backendId: 'b', model: 'm', origin: 'http://127.0.0.1:1', locality: 'local' } as const;
const reasons = [{ layer: 'task', code: 'test', text: 'A test.' }] as const;
const measurement = {
  ...{ timeToFirstTokenMs: undefined, totalMs: 1, tokensPerSecond: undefined, inputTokens: undefined },
  ...{ cachedInputTokens: undefined, outputTokens: undefined, costUsd: 0 },
};
const msPerRequest = 10;

interface ServerKind {
  readonly format: FimFormat | undefined;
  /** Ollama does not. */
  readonly tellsTokens?: boolean;
  readonly msPerCharacter?: number;
  /** False for a hybrid model. */
  readonly keeps?: boolean;
}

/** A server that keeps the last prompt, as llama.cpp does on one slot, under all that makes prompts. */
class Person {
  /** Characters that were evaluated for each request, warmings apart. */
  readonly read: number[] = [];
  readonly warmed: number[] = [];
  readonly notices: string[] = [];
  /** The prompt speed that was learnt shows in how long the prefix may be. */
  longestPrefix = 0;
  readonly #requests: Requests;
  readonly #kind: ServerKind;
  #cache = '';

  constructor(t: TestContext, kind: ServerKind) {
    this.#kind = kind;
    const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
    this.#requests = new Requests({
      ...{ send: this.#send, clock: new FakeClock(), log, settings: () => ({ contextTokens: 8_192 }) },
      ...{ onText: () => undefined, onEnd: () => undefined },
    });
    this.#requests.onDidNotice((notice) => this.notices.push(notice));
    t.after(() => this.#requests.dispose());
  }

  async rests(document: string): Promise<void> {
    this.#requests.prepare(viewOf(document));
    await settle();
  }

  async asks(document: string): Promise<number> {
    this.#requests.stopPreparing();
    this.#requests.start(viewOf(document), false);
    await settle();
    return this.read.at(-1) ?? Number.NaN;
  }

  /** A key comes while the server reads ahead. */
  async isInterrupted(document: string, slices: number): Promise<void> {
    const before = this.warmed.length;
    this.#requests.prepare(viewOf(document));
    while (this.warmed.length < before + slices) await Promise.resolve();
    this.#requests.stopPreparing();
    await settle();
  }

  readonly #send: Send = (request) => this.#answer(request);

  async *#answer(request: Parameters<Send>[0]): ReturnType<Send> {
    assert.ok(request.task === 'completion');
    const { format, tellsTokens = true, msPerCharacter = 1, keeps = true } = this.#kind;
    const { prompt, warmed } = buildPrompt(request, format, 8_192);
    const characters = prompt.length - (keeps ? commonLength(this.#cache, prompt) : 0);
    this.#cache = prompt;
    (warmed === undefined ? this.read : this.warmed).push(characters);
    this.longestPrefix = Math.max(this.longestPrefix, request.prefix.length);
    const promptTokens = tellsTokens ? Math.ceil(characters / 3) : undefined;
    const promptMs = msPerRequest + characters * msPerCharacter;
    const timings = { promptMs, promptTokens, generationMs: 10, generatedTokens: 1 };
    yield { type: 'route', route: { ...route, reasons }, attempt: 1 };
    if (warmed === undefined) yield { type: 'text-delta', text: 'x\n' };
    const end: SendEnd = {
      ...{ finish: 'stop', usage: unknownUsage, timings, servedModel: undefined },
      ...{ route: { ...route, reasons }, measurement },
      ...(warmed === undefined ? {} : { warmed }),
    };
    return end;
  }
}

function viewOf(document: string): View {
  return new View(new Editor(document, {}).snapshot);
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

const lines = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `const ${name}${index} = compute(${index});\n`).join('');
const [above, below] = [lines('above', 15), lines('below', 15)];
/** A control token or two, and the character that was typed. */
const hardlyAny = 40;

for (const family of ['qwen', 'mellum', undefined]) {
  const format = fimFormats.find((candidate) => candidate.family === family);
  describe(`what is evaluated at a key, ${family ?? 'without a format'}`, () => {
    test('after a rest hardly anything, at the next keys too, in the next line and back in the one before', async (t) => {
      const person = new Person(t, { format });
      await person.rests(`${above}a = █\n${below}`);
      assert.ok(person.warmed.length > 3, 'in slices');
      for (const typed of ['a = f', 'a = f(x', 'a = f(x);\nb', 'a = f(x);\nb = 1', 'a = f(x', 'a']) {
        const characters = await person.asks(`${above}${typed}█\n${below}`);
        assert.ok(characters <= hardlyAny, `${characters} for ${JSON.stringify(typed)}`);
      }
    });

    test('a rest at the same place reads nothing again, and one elsewhere only what differs', async (t) => {
      const person = new Person(t, { format });
      await person.rests(`${above}a = █\n${below}`);
      await person.asks(`${above}a = f█\n${below}`);
      const before = person.warmed.length;
      await person.rests(`${above}a = f█\n${below}`);
      assert.equal(person.warmed.length, before);
      await person.rests(`${above}a = f(x);\n${lines('more', 8)}b = █\n${below}`);
      assert.ok((await person.asks(`${above}a = f(x);\n${lines('more', 8)}b = 1█\n${below}`)) <= hardlyAny);
    });

    test('a key that interrupts the reading ahead finds read what was read', async (t) => {
      const person = new Person(t, { format });
      await person.isInterrupted(`${above}a = █\n${below}`, 4);
      const warmed = person.warmed.reduce((sum, characters) => sum + characters, 0);
      assert.ok(warmed > 50);
      const whole = await new Person(t, { format }).asks(`${above}a = f█\n${below}`);
      const characters = await person.asks(`${above}a = f█\n${below}`);
      assert.ok(characters <= whole - warmed + hardlyAny, `${characters} after ${warmed} of ${whole}`);
    });
  });
}

for (const tellsTokens of [true, false]) {
  test(`reading ahead tells how quick the server is${tellsTokens ? '' : ', also where it counts no tokens'}`, async (t) => {
    const format = fimFormats.find(({ family }) => family === 'qwen');
    const [slow, quick] = [1, 0.05].map((msPerCharacter) => new Person(t, { format, tellsTokens, msPerCharacter }));
    for (const person of [slow, quick]) {
      assert.ok(person);
      await person.rests(`${lines('far', 200)}a = █\n${below}`);
      await person.rests(`${lines('other', 200)}a = █\n${below}`);
    }
    assert.ok(slow && quick && quick.longestPrefix > slow.longestPrefix * 2, `${quick?.longestPrefix}`);
  });
}

test('a model that keeps nothing is told once behind a server that counts nothing, and then spared', async (t) => {
  const format = fimFormats.find(({ family }) => family === 'qwen');
  const person = new Person(t, { format, tellsTokens: false, keeps: false });
  for (let place = 0; place < 8; place++) await person.rests(`${lines(`place${place}_`, 15)}a = █\n${below}`);
  assert.equal(person.notices.length, 1);
  const warmed = person.warmed.length;
  await person.rests(`${lines('last', 15)}a = █\n${below}`);
  assert.equal(person.warmed.length, warmed);
});
