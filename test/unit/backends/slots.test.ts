import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Slots, type Turn, type Urgency } from '../../../src/backends/slots.ts';
import { settle } from '../../support/fakeClock.ts';

/** Requests by name at a server with some slots, and the history of what became of them. */
function server(slotCount: number) {
  const history: string[] = [];
  const turns = new Map<string, Turn>();
  const givingUp = new Map<string, AbortController>();
  const slots = new Slots(() => history.push('a key waits for the chat'));
  slots.resize(slotCount);

  function ask(urgency: Urgency, name: string): void {
    const controller = new AbortController();
    givingUp.set(name, controller);
    slots.take(urgency, controller.signal).then(
      (turn) => {
        history.push(`${name} runs`);
        turns.set(name, turn);
        turn.signal.addEventListener('abort', () => history.push(`${name} is told to stop`));
      },
      (error: Error) => history.push(`${name} ${error.name === 'AbortError' ? 'is turned away' : error.message}`),
    );
  }

  return {
    slots,
    key: (name: string) => ask('completion', name),
    chat: (name: string) => ask('chat', name),
    warm: (name: string) => ask('warm', name),
    giveUp: (name: string) => givingUp.get(name)?.abort(new Error('gave up')),
    end: (name: string) => turns.get(name)?.dispose(),
    /** What has happened since it was asked last. */
    async news(): Promise<readonly string[]> {
      await settle();
      return history.splice(0);
    },
  };
}

test('one runs and the next waits until it has ended', async () => {
  const { key, end, news } = server(1);
  key('a');
  key('b');
  assert.deepEqual(await news(), ['a runs']);
  end('a');
  assert.deepEqual(await news(), ['b runs']);
});

test('of key presses only the newest waits', async () => {
  const { key, end, news } = server(1);
  key('a');
  key('b');
  key('c');
  assert.deepEqual(await news(), ['a runs', 'b is turned away']);
  end('a');
  assert.deepEqual(await news(), ['c runs']);
});

test('a key press overtakes the chats that wait, and they keep their order', async () => {
  const { key, chat, end, news } = server(1);
  chat('first');
  chat('second');
  chat('third');
  assert.deepEqual(await news(), ['first runs']);
  key('key');
  assert.deepEqual(await news(), ['a key waits for the chat']);
  end('first');
  assert.deepEqual(await news(), ['key runs']);
  end('key');
  end('second');
  assert.deepEqual(await news(), ['second runs']);
  end('second');
  assert.deepEqual(await news(), ['third runs']);
});

test('of two slots one is always free for a key press', async () => {
  const { key, chat, warm, end, news } = server(2);
  chat('first');
  chat('second');
  warm('warm');
  assert.deepEqual(await news(), ['first runs']);
  key('key');
  assert.deepEqual(await news(), ['key runs']);
  end('key');
  assert.deepEqual(await news(), []);
  end('first');
  assert.deepEqual(await news(), ['second runs']);
});

test('of four slots three may chat', async () => {
  const { chat, news } = server(4);
  for (const name of ['a', 'b', 'c', 'd']) chat(name);
  assert.deepEqual(await news(), ['a runs', 'b runs', 'c runs']);
});

test('a key press does not wait for a chat where there are two slots, so nothing is told', async () => {
  const { chat, key, news } = server(2);
  chat('chat');
  key('a');
  key('b');
  assert.deepEqual(await news(), ['chat runs', 'a runs']);
});

test('a warm-up that runs gives way to a key press, which starts as soon as it is gone', async () => {
  const { warm, key, end, news } = server(1);
  warm('warm');
  await news();
  key('key');
  assert.deepEqual(await news(), ['warm is told to stop']);
  end('warm');
  assert.deepEqual(await news(), ['key runs']);
});

test('a warm-up goes on where a key press has a slot of its own', async () => {
  const { warm, key, news } = server(2);
  warm('warm');
  key('key');
  assert.deepEqual(await news(), ['warm runs', 'key runs']);
});

test('no warm-up waits where a key press waits', async () => {
  const { chat, warm, key, end, news } = server(1);
  chat('chat');
  warm('before');
  assert.deepEqual(await news(), ['chat runs']);
  key('key');
  assert.deepEqual(await news(), ['a key waits for the chat', 'before is turned away']);
  warm('after');
  assert.deepEqual(await news(), ['after is turned away']);
  end('chat');
  assert.deepEqual(await news(), ['key runs']);
});

test('warm-ups come last, and only the newest waits', async () => {
  const { key, chat, warm, end, news } = server(1);
  key('key');
  warm('old');
  warm('new');
  chat('chat');
  assert.deepEqual(await news(), ['key runs', 'old is turned away']);
  end('key');
  assert.deepEqual(await news(), ['chat runs']);
  end('chat');
  assert.deepEqual(await news(), ['new runs']);
});

test('who gives up while waiting gets its own reason and leaves the place to the next', async () => {
  const { chat, giveUp, end, news } = server(1);
  chat('a');
  chat('b');
  chat('c');
  giveUp('b');
  assert.deepEqual(await news(), ['a runs', 'b gave up']);
  end('a');
  assert.deepEqual(await news(), ['c runs']);
});

test('who has given up before asking takes no slot', async () => {
  const { slots, key, news } = server(1);
  await assert.rejects(slots.take('completion', AbortSignal.abort(new Error('too late'))), /too late/);
  key('a');
  assert.deepEqual(await news(), ['a runs']);
});

test('giving up a turn twice frees one slot', async () => {
  const { key, end, news } = server(1);
  key('a');
  key('b');
  await news();
  end('a');
  end('a');
  await news();
  key('c');
  assert.deepEqual(await news(), []);
});

test('a server that turns out to have two slots lets the key press that waits go at once', async () => {
  const { slots, chat, key, news } = server(1);
  chat('chat');
  key('key');
  await news();
  slots.resize(2);
  assert.deepEqual(await news(), ['key runs']);
});

test('a server that was started anew with fewer slots is filled up to those', async () => {
  const { slots, chat, end, news } = server(3);
  for (const name of ['a', 'b', 'c']) chat(name);
  slots.resize(1);
  await news();
  end('a');
  assert.deepEqual(await news(), []);
  end('b');
  assert.deepEqual(await news(), ['c runs']);
});
