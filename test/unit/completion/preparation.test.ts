import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Preparation } from '../../../src/completion/preparation.ts';
import type { CompletionRequest, ContextSnippet } from '../../../src/contract/request.ts';
import { settle } from '../../support/fakeClock.ts';
import { createServer, origin, requestFor, type ServerKind, warmerFor } from './warmedServer.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

interface PreparedKind extends ServerKind {
  readonly budgets?: number[];
  readonly isWorthWarming?: boolean;
}

function prepare({ budgets = [], ...kind }: PreparedKind = {}) {
  const server = createServer(100, kind);
  const snippets: ContextSnippet[] = [];
  const preparation = new Preparation({
    warmer: warmerFor(server.send, 100 / 24),
    isWorthWarming: () => kind.isWorthWarming !== false,
    context: {
      refresh: async (_, budgetCharacters) => {
        budgets.push(budgetCharacters);
        return false;
      },
    },
    log: quiet,
  });
  const rest = async (prefix: string, more: Partial<CompletionRequest> = {}) => {
    void preparation.start({ contextLength: 30, createRequest: () => requestFor(prefix, { snippets, ...more }) });
    await settle();
  };
  return { server, preparation, snippets, rest };
}

test('while a person reads: the context is chosen first, then the prompt is warmed', async () => {
  const budgets: number[] = [];
  const { server, rest } = prepare({ budgets });
  await rest('x'.repeat(1_000));
  assert.deepEqual(budgets, [30]);
  assert.equal(server.asked.length, 1);
});

test('a prompt that the server has read already, but for a little, is not read again', async () => {
  const { server, preparation, rest } = prepare();
  preparation.noteRead(requestFor('x'.repeat(1_000)));
  await rest(`${'x'.repeat(1_000)}${'y'.repeat(50)}`);
  assert.equal(server.asked.length, 0);
  await rest(`${'x'.repeat(1_000)}${'y'.repeat(500)}`);
  assert.deepEqual(server.asked, [1_100], 'less than it has read would make it forget the rest');
});

test('the suffix is read ahead too, and what is typed behind it is not worth reading it again', async () => {
  const { server, preparation, rest } = prepare();
  const place = { suffix: 's'.repeat(200) };
  await rest('x'.repeat(300), place);
  assert.equal(server.asked.length, 1);
  await rest('x'.repeat(300), { suffix: 't'.repeat(200) });
  assert.deepEqual(server.asked.slice(1), [400], 'the prefix is known');
  const typed = requestFor('x'.repeat(340), { suffix: 't'.repeat(200), typedCharacters: 40 });
  preparation.noteRead(typed);
  await rest('x'.repeat(400), { ...typed, prefix: 'x'.repeat(400), typedCharacters: 100 });
  assert.equal(server.asked.length, 2, 'a little more was typed');
});

test('a model that keeps nothing of what it has read is spared', async () => {
  const { server, rest } = prepare({ isWorthWarming: false });
  await rest('x'.repeat(1_000));
  assert.equal(server.asked.length, 0);
});

test('a suffix that stands nowhere, or before the prefix, counts there', async () => {
  const nowhere = prepare({ staticTexts: 'prefix' });
  await nowhere.rest('x'.repeat(300), { suffix: 's'.repeat(300) });
  await nowhere.rest('x'.repeat(300), { suffix: 't'.repeat(300) });
  assert.equal(nowhere.server.asked.length, 1);
  const before = prepare({ staticTexts: 'suffix, prefix' });
  await before.rest('x'.repeat(300), { suffix: 's'.repeat(300) });
  await before.rest('x'.repeat(300), { suffix: `${'s'.repeat(100)}${'t'.repeat(200)}` });
  assert.deepEqual(before.server.asked.slice(1), [200]);
});

test('48 other files that go along, once they change, are read while idle', async () => {
  const { server, preparation, snippets, rest } = prepare();
  preparation.noteRead(requestFor('x'.repeat(1_000)));
  snippets.push({ origin, text: 'export function add() {}' });
  await rest('x'.repeat(1_000));
  assert.equal(server.asked.length, 1);
});

test('a prompt that a key kept from being read to its end is read at the next rest', async () => {
  const { server, preparation, rest } = prepare();
  const resting = rest('x'.repeat(1_000));
  await Promise.resolve();
  preparation.stop();
  await resting;
  await rest('x'.repeat(1_000));
  assert.ok(server.asked.length >= 1);
  const asked = server.asked.length;
  await rest('x'.repeat(1_000));
  assert.equal(server.asked.length, asked, 'it is warm now');
});

test('a prompt is read when the grammar has been compiled, which takes a processor of its own', async () => {
  const { server, preparation } = prepare();
  let onLoaded = () => {};
  const grammarIsLoaded = new Promise<void>((resolve) => {
    onLoaded = resolve;
  });
  const createRequest = () => requestFor('x'.repeat(1_000));
  void preparation.start({ contextLength: 30, grammarIsLoaded, createRequest });
  await settle();
  assert.equal(server.asked.length, 0);
  onLoaded();
  await settle();
  assert.equal(server.asked.length, 1);
});

test('a key while the context is being chosen keeps the server free', async () => {
  const { server, preparation, rest } = prepare();
  const resting = rest('x'.repeat(1_000));
  preparation.stop();
  await resting;
  assert.equal(server.asked.length, 0);
});
