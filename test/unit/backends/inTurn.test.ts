import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCatalog } from '../../../src/backends/catalog.ts';
import { createGate } from '../../../src/backends/gate.ts';
import { createServerSlots } from '../../../src/backends/serverSlots.ts';
import { parseBackends } from '../../../src/backends/settings.ts';
import { isAbort } from '../../../src/base/abort.ts';
import { createSystemClock } from '../../../src/base/clock.ts';
import type { Backend } from '../../../src/contract/backend.ts';
import type { Locality } from '../../../src/contract/routing.ts';
import { llamaCppFormat } from '../../contract/formats/llamaCpp.ts';
import { ollamaFormat } from '../../contract/formats/ollama.ts';
import type { WireFormat } from '../../contract/formats/wireFormat.ts';
import { silentLog } from '../../contract/support/backends.ts';
import { ask, chat, completion, drain, isFault, startStream } from '../../contract/support/requests.ts';
import { type Answer, json, stall, startScriptedServer, stream } from '../../contract/support/scriptedServer.ts';
import { FakeClock, settle } from '../../support/fakeClock.ts';

const { signal } = new AbortController();
const answered = { text: ['x'] };

interface Scene {
  readonly format?: WireFormat;
  readonly slots?: number;
  /** In place of what the server usually says of itself. */
  readonly probes?: Readonly<Record<string, Answer>>;
  readonly locality?: Locality;
  readonly clock?: FakeClock;
  readonly completion?: Answer;
}

/** A server whose chats begin and never end, and two entries for it, as the settings would have them. */
async function play(scene: Scene = {}) {
  const { format = llamaCppFormat, locality = 'local' } = scene;
  const props = json({ default_generation_settings: { n_ctx: 4096 }, total_slots: scene.slots ?? 1 });
  const chats = stall(format.encodeOpen('chat', answered), format.contentType);
  const server = await startScriptedServer({
    ...format.probes,
    '/props': props,
    ...scene.probes,
    [format.promptPath('completion')]:
      scene.completion ?? stream(format.encode('completion', answered), format.contentType),
    [format.promptPath('chat')]: chats,
  });
  const { backends } = parseBackends({
    keys: { ...format.entry(server.url, 'completion'), roles: ['completion'] },
    talk: { ...format.entry(server.url, 'chat'), roles: ['chat'] },
  });
  const serverSlots = createServerSlots();
  const notices: string[] = [];
  serverSlots.onDidNotice(({ message }) => notices.push(message));
  const gate = createGate({ recordDeparture: async () => {}, mayContact: () => undefined, remoteFetch: fetch });
  const catalogs = [0, 1].map(() =>
    createCatalog({
      ...{ settings: backends, gate, serverSlots, log: silentLog },
      localityOf: () => locality,
      keys: { get: async () => undefined },
      clock: scene.clock ?? createSystemClock(),
    }),
  );
  const get = (id: string, catalog = 0): Backend => {
    const backend = catalogs[catalog]?.get(id);
    assert.ok(backend);
    return backend;
  };
  const paths = [format.promptPath('completion'), format.promptPath('chat')];
  const sent = () => server.requests.map(({ path }) => path).filter((path) => paths.includes(path));
  let meetingCount = 0;
  return {
    ...{ server, notices, get },
    keys: get('keys'),
    talk: get('talk'),
    /** The paths of the prompts that came after the meeting. */
    prompts: () => sent().slice(meetingCount),
    /** Lets the entries for completion learn what they ask a server at first, so that nothing is in their way later. */
    async meet() {
      for (const catalog of [0, 1]) await ask(get('keys', catalog), completion('first'));
      meetingCount = sent().length;
    },
    /** A chat whose answer has begun, so that it holds a slot, and how to stop it. */
    async startChat(backend = get('talk')) {
      const controller = new AbortController();
      const answer = startStream(backend, chat('Hi'), controller.signal);
      await answer.next();
      return async () => {
        controller.abort(new Error('stopped'));
        await assert.rejects(drain(answer), /stopped/);
      };
    },
    async [Symbol.asyncDispose]() {
      for (const catalog of catalogs) catalog.dispose();
      serverSlots.dispose();
      gate.dispose();
      await server.stop();
    },
  };
}

/** Fails unless a promise is still pending once all that can happen now has happened. */
async function stillWaits(promise: Promise<unknown>): Promise<void> {
  let isPending = true;
  const note = () => {
    isPending = false;
  };
  promise.then(note, note);
  await settle();
  assert.ok(isPending);
}

test('two entries for one server take turns, and the deadline of the one that waits does not run', async () => {
  const clock = new FakeClock();
  await using scene = await play({ clock });
  await scene.meet();
  const stopChat = await scene.startChat();
  const waiting = ask(scene.keys, completion('a'));
  await stillWaits(waiting);
  // Longer than a completion may take to its first byte.
  await clock.advance(16_000);
  await stillWaits(waiting);
  assert.deepEqual(scene.prompts(), ['/v1/chat/completions']);
  await stopChat();
  const { parts, end } = await waiting;
  assert.deepEqual(parts, [{ type: 'text-delta', text: 'x', queuedMs: 16_000 }]);
  assert.equal(end.queuedMs, 16_000);
});

test('requests of the catalogue before a change of the settings count too', async () => {
  await using scene = await play();
  await scene.meet();
  const stopChat = await scene.startChat(scene.get('talk', 0));
  const waiting = ask(scene.get('keys', 1), completion('a'));
  await stillWaits(waiting);
  await stopChat();
  await waiting;
});

test('who gives up while waiting gets its own reason, and nothing was sent', async () => {
  await using scene = await play();
  await scene.meet();
  const stopChat = await scene.startChat();
  const controller = new AbortController();
  const waiting = ask(scene.keys, completion('a'), controller.signal);
  await stillWaits(waiting);
  controller.abort(new Error('typed on'));
  await assert.rejects(waiting, /typed on/);
  assert.deepEqual(scene.prompts(), ['/v1/chat/completions']);
  await stopChat();
});

test('a fault, an abort and a loop that is left each free the slot', async () => {
  let isBroken = true;
  const working = stream(llamaCppFormat.encode('completion', answered));
  const answer: Answer = (response, request) =>
    isBroken ? json({ error: { message: 'x' } }, 500)(response, request) : working(response, request);
  await using scene = await play({ completion: answer });
  await assert.rejects(ask(scene.keys, completion('a')), (error) => isFault(error, 'server-fault'));
  isBroken = false;
  for await (const _ of startStream(scene.talk, chat('Hi'), signal)) break;
  const stopChat = await scene.startChat();
  await stopChat();
  assert.equal((await ask(scene.keys, completion('a'))).text, 'x');
});

test('an answer that is left after it had to wait closes its connection and frees the slot', async () => {
  let isOpen = false;
  const answer: Answer = (response, request) =>
    (isOpen
      ? stall(llamaCppFormat.encodeOpen('completion', { text: ['x', 'y'] }))
      : stream(llamaCppFormat.encode('completion', answered)))(response, request);
  await using scene = await play({ completion: answer });
  await scene.meet();
  const stopChat = await scene.startChat();
  isOpen = true;
  const left = startStream(scene.keys, completion('a'), signal);
  const begun = left.next();
  await stillWaits(begun);
  await stopChat();
  await begun;
  for await (const _ of left) break;
  assert.equal(await scene.server.requests.at(-1)?.whenOver, 'closed by the client');
  isOpen = false;
  assert.equal((await ask(scene.keys, completion('ab'))).text, 'x');
});

test('of two key presses that wait the older is cancelled, which is no fault', async () => {
  await using scene = await play();
  await scene.meet();
  const stopChat = await scene.startChat();
  const older = ask(scene.keys, completion('a'));
  await stillWaits(older);
  const newer = ask(scene.keys, completion('ab'));
  await assert.rejects(older, isAbort);
  await stopChat();
  assert.equal((await newer).text, 'x');
});

test('a chat that comes first still learns of the second slot, so that the key press finds it free', async () => {
  await using scene = await play({ slots: 2 });
  const stopChat = await scene.startChat();
  assert.equal((await ask(scene.keys, completion('a'))).text, 'x');
  await stopChat();
  assert.deepEqual(scene.notices, []);
});

test('a chat needs no word of a server about its slots, and takes it that there is one', async () => {
  await using scene = await play({ probes: { '/props': json({ error: { message: 'x' } }, 404) } });
  const stopChat = await scene.startChat();
  await stopChat();
  assert.deepEqual(scene.prompts(), ['/v1/chat/completions']);
  await assert.rejects(ask(scene.keys, completion('a')), (error) => isFault(error, 'bad-reply'));
});

test('a warm-up gives way to a key press', async () => {
  let isFirst = true;
  const answer: Answer = (response, request) => {
    const now = isFirst ? stall([]) : stream(llamaCppFormat.encode('completion', answered));
    isFirst = false;
    return now(response, request);
  };
  await using scene = await play({ completion: answer });
  const warming = ask(scene.keys, completion('a', { warm: { promptCharacters: 1 } }));
  warming.catch(() => undefined);
  while (scene.prompts().length === 0) await scene.server.nextRequest();
  assert.equal((await ask(scene.keys, completion('a'))).text, 'x');
  await assert.rejects(warming, isAbort);
});

for (const [format, advice] of [
  [llamaCppFormat, /^llama\.cpp at 127\.0\.0\.1:\d+ .* --parallel 2; .* -c /],
  [ollamaFormat, /^Ollama at 127\.0\.0\.1:\d+ .* another entry with the role "completion"\.$/],
] as const) {
  test(`that keys and chats share a slot is told once, with what to do (${format.entry('', 'chat')['kind']})`, async () => {
    await using scene = await play({ format });
    await scene.meet();
    for (let count = 0; count < 2; count++) {
      const stopChat = await scene.startChat();
      const waiting = ask(scene.keys, completion('a'));
      await stillWaits(waiting);
      await stopChat();
      await waiting;
    }
    assert.equal(scene.notices.length, 1);
    assert.match(scene.notices[0] ?? '', advice);
  });
}

test('a server on another machine orders its many users itself', async () => {
  await using scene = await play({ locality: 'remote' });
  const stopChat = await scene.startChat();
  assert.equal((await ask(scene.keys, completion('a'))).text, 'x');
  await stopChat();
});

test('a model that Ollama forwards to another machine waits for nobody here', async () => {
  const forwarded = json({ capabilities: ['completion', 'insert'], remote_host: 'https://ollama.example' });
  await using scene = await play({ format: ollamaFormat, probes: { '/api/show': forwarded } });
  for (const backend of [scene.keys, scene.talk]) {
    await assert.rejects(ask(backend, chat('Hi')), (error) => isFault(error, 'refused'));
    assert.equal(backend.facts.locality, 'remote');
  }
  const stopChat = await scene.startChat();
  assert.equal((await ask(scene.keys, completion('a'))).text, 'x');
  await stopChat();
});
