import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wideSlotCount } from '../../src/backends/serverSlots.ts';
import { mostWaitingChats } from '../../src/backends/slots.ts';
import { isAbort } from '../../src/base/abort.ts';
import { BackendError } from '../../src/contract/errors.ts';
import type { LedgerEntry } from '../../src/contract/ledger.ts';
import type { Request } from '../../src/contract/request.ts';
import { type Core, createCore } from '../../src/core.ts';
import { llamaCppFormat } from '../contract/formats/llamaCpp.ts';
import { openaiFormat } from '../contract/formats/openai.ts';
import { silentLog } from '../contract/support/backends.ts';
import { chat, completion } from '../contract/support/requests.ts';
import { type Answer, startScriptedServer, stream } from '../contract/support/scriptedServer.ts';
import { FakeClock, settle } from '../support/fakeClock.ts';
import { heldResources, leftBehind } from './support/leaks.ts';

/** How many requests a server works on, now and at most. */
function watchLoad(answer: Answer) {
  const load = { now: 0, most: 0 };
  const watched: Answer = async (response, request) => {
    load.now++;
    load.most = Math.max(load.most, load.now);
    response.once('close', () => load.now--);
    await answer(response, request);
  };
  return { load, watched };
}

/** The real core before servers of this machine. */
function makeCore(clock: FakeClock, backends: Record<string, unknown>): Core {
  return createCore({
    ...{ clock, log: silentLog, ledgerPath: undefined, remoteFetch: fetch },
    keys: { get: async () => 'sk-test' },
    consent: { isGranted: () => true, ask: async () => true },
    privacyMode: () => 'guarded',
    workspaceTrusted: () => true,
    backendSettings: () => backends,
  });
}

type End = 'answered' | 'superseded' | 'refused';

async function endOf(core: Core, request: Request): Promise<End> {
  try {
    for await (const _ of core.send(request, new AbortController().signal));
    return 'answered';
  } catch (error) {
    if (isAbort(error)) return 'superseded';
    assert.ok(error instanceof BackendError, String(error));
    return 'refused';
  }
}

function countBy<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** Moves a second on at a time until all have ended. */
async function advanceUntilAll<T>(clock: FakeClock, promises: readonly Promise<T>[]): Promise<T[]> {
  let isOver = false;
  const all = Promise.all(promises).finally(() => {
    isOver = true;
  });
  while (!isOver) await clock.advance(1_000);
  return all;
}

test('of 200 requests at once each ends as answered, superseded or refused, with a row; nothing piles up', async () => {
  const held = heldResources();
  const clock = new FakeClock();
  const slowly =
    (task: 'chat' | 'completion'): Answer =>
    async (response, request) => {
      await new Promise<void>((resolve) => clock.schedule(3_000, resolve));
      if (!response.destroyed) await stream(llamaCppFormat.encode(task, { text: ['x'] }))(response, request);
    };
  const chats = watchLoad(slowly('chat'));
  const keys = watchLoad(slowly('completion'));
  const server = await startScriptedServer({
    ...llamaCppFormat.probes,
    '/v1/chat/completions': chats.watched,
    '/completion': keys.watched,
  });
  const core = makeCore(clock, { slow: { kind: 'llama.cpp', url: server.url, roles: ['chat', 'completion'] } });
  // What the backend learns of a server at its first completion takes requests of its own.
  await advanceUntilAll(clock, [endOf(core, completion('def first():'))]);
  keys.load.most = 0;

  const rows: LedgerEntry[] = [];
  core.ledger.onDidAppend((row) => rows.push(row));
  const requests = Array.from({ length: 200 }, (_, index): Request => {
    const id = `spike-${index}`;
    return index % 4 === 0 ? completion(`value_${index} =`, { id }) : chat(`Question ${index}?`, { id });
  });
  const spike = requests.map((request) => endOf(core, request));
  await settle();
  const late = completion('last =', { id: 'late' });
  const ends = await advanceUntilAll(clock, [...spike, endOf(core, late)]);

  const byTask = (task: Request['task']) =>
    countBy(ends.filter((_, index) => ([...requests, late][index]?.task ?? '') === task));
  // One chat or key runs, sixteen chats wait, and of all the keys the newest.
  assert.equal(byTask('chat').get('superseded'), undefined);
  assert.ok((byTask('chat').get('answered') ?? 0) <= mostWaitingChats + 1);
  assert.equal((byTask('chat').get('answered') ?? 0) + (byTask('chat').get('refused') ?? 0), 150);
  assert.ok((byTask('chat').get('answered') ?? 0) >= mostWaitingChats);
  assert.ok((byTask('completion').get('superseded') ?? 0) >= 48);
  assert.equal(ends.at(-1), 'answered', 'the newest key press was not answered');
  assert.deepEqual(rows.map(({ requestId }) => requestId).sort(), [...requests, late].map(({ id }) => id).sort());
  assert.equal(rows.find(({ requestId }) => requestId === 'late')?.errorKind, undefined);
  assert.ok((rows.find(({ requestId }) => requestId === 'late')?.totalMs ?? Infinity) <= 20_000);
  assert.ok(chats.load.most + keys.load.most <= 2 && chats.load.most <= 1 && keys.load.most <= 1);
  assert.equal(core.health.of('slow').state, 'ready', 'a full queue is no fault of the server');
  assert.equal(clock.pendingCount, 0);
  core.dispose();
  await server.stop();
  assert.deepEqual(await leftBehind(held), []);
});

test('a key press behind a chat that does not end is given up in time, and the chat goes on', async () => {
  const clock = new FakeClock();
  const endless: Answer = async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    while (!response.destroyed) {
      response.write(llamaCppFormat.encodeOpen('chat', { text: ['x'] }).join(''));
      await new Promise<void>((resolve) => clock.schedule(1_000, resolve));
    }
  };
  const server = await startScriptedServer({
    ...llamaCppFormat.probes,
    '/completion': stream(llamaCppFormat.encode('completion', { text: ['x'] })),
    '/v1/chat/completions': endless,
  });
  const core = makeCore(clock, { slow: { kind: 'llama.cpp', url: server.url, roles: ['chat', 'completion'] } });
  await endOf(core, completion('first'));
  const stop = new AbortController();
  const talking = core.send(chat('Tell me everything.'), stop.signal);
  for (let count = 0; count < 2; count++) await talking.next();
  const startMs = clock.monotonic();
  const [end] = await advanceUntilAll(clock, [endOf(core, completion('second'))]);
  assert.equal(end, 'refused');
  assert.equal(clock.monotonic() - startMs, 20_000);
  assert.equal((await talking.next()).done, false);
  stop.abort();
  await assert.rejects(async () => {
    while (!(await talking.next()).done);
  }, isAbort);
  core.dispose();
  await clock.advance(2_000);
  await server.stop();
});

/** A provider that allows `allowed` requests, tells so, and counts what it had to refuse. */
function limited(allowed: number, clock: FakeClock) {
  let left = allowed;
  const counts = { answered: 0, refused: 0 };
  const answer: Answer = async (response, request) => {
    if (left === 0) {
      counts.refused++;
      response.writeHead(429, { 'retry-after': '4' }).end('{}');
      return;
    }
    left--;
    counts.answered++;
    clock.schedule(4_000, () => {
      left = allowed;
    });
    response.setHeader('x-ratelimit-remaining-requests', left);
    response.setHeader('x-ratelimit-reset-requests', '4s');
    await stream(openaiFormat.encode('chat', { text: ['x'] }))(response, request);
  };
  return { counts, answer };
}

test('what a provider allows is not gone beyond: who comes after waits for the reset, and nobody is refused', async () => {
  const clock = new FakeClock();
  const provider = limited(3, clock);
  const server = await startScriptedServer({ '/v1/chat/completions': provider.answer });
  const core = makeCore(clock, { cloud: openaiFormat.entry(server.url, 'chat') });
  assert.equal(await endOf(core, chat('first')), 'answered');
  const [cloud] = core.backends();
  assert.equal(cloud?.rateLimit?.remainingRequests, 2);
  const asked = Array.from({ length: 4 }, (_, index) => endOf(core, chat(`${index}`, { id: `limited-${index}` })));
  await Promise.all(asked.slice(0, 2));
  assert.deepEqual(provider.counts, { answered: 3, refused: 0 });
  assert.deepEqual(await advanceUntilAll(clock, asked), Array(4).fill('answered'));
  assert.deepEqual(provider.counts, { answered: 5, refused: 0 });
  core.dispose();
  await server.stop();
});

test('a spike beyond what a provider may get at once goes over to the next route', async () => {
  const clock = new FakeClock();
  const open: (() => void)[] = [];
  const busy = watchLoad(async (response, request) => {
    await new Promise<void>((resolve) => open.push(resolve));
    await stream(openaiFormat.encode('chat', { text: ['x'] }))(response, request);
  });
  const other = watchLoad(stream(openaiFormat.encode('chat', { text: ['y'] })));
  const first = await startScriptedServer({ '/v1/chat/completions': busy.watched });
  const second = await startScriptedServer({ '/v1/chat/completions': other.watched });
  const core = makeCore(clock, {
    first: openaiFormat.entry(first.url, 'chat'),
    second: openaiFormat.entry(second.url, 'chat'),
  });
  const rows: LedgerEntry[] = [];
  core.ledger.onDidAppend((row) => rows.push(row));
  const room = wideSlotCount - 1 + mostWaitingChats;
  const ends = Array.from({ length: room + 5 }, (_, index) => endOf(core, chat(`${index}`, { id: `spill-${index}` })));
  while (rows.filter(({ backendId, outcome }) => backendId === 'second' && outcome === 'completed').length < 5) {
    await settle();
  }
  assert.equal(busy.load.most, wideSlotCount - 1);
  const timer = setInterval(() => open.shift()?.(), 1);
  assert.deepEqual(countBy(await Promise.all(ends)), new Map([['answered', room + 5]]));
  clearInterval(timer);
  assert.equal(rows.filter(({ errorKind }) => errorKind === 'rate-limited').length, 5);
  assert.equal(core.health.of('first').state, 'ready');
  core.dispose();
  await Promise.all([first.stop(), second.stop()]);
});
