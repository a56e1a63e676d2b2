import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Warmer } from '../../../src/completion/warmer.ts';
import type { Send } from '../../../src/contract/send.ts';
import { settle } from '../../support/fakeClock.ts';
import { cold, createServer, requestFor, takes, unconcerned, warmerFor } from './warmedServer.ts';

test('a prompt is read from its start in slices of some 48 ms, half of that at first, until all of it is warm', async () => {
  const server = createServer(250);
  await warmerFor(server.send).start(cold('x'.repeat(250)));
  assert.deepEqual(server.asked, [50, 150, 250]);
});

for (const [kind, timings] of Object.entries({
  'a server of the speed that was known': takes(0.48),
  'one of a third of it': takes(1.44),
  'one of twice that speed, which takes its time for each slice': takes(0.24, 15),
})) {
  test(`slices become as long as is read in 48 ms: ${kind}`, async () => {
    const server = createServer(3_000, { timings });
    await warmerFor(server.send).start(cold('x'.repeat(3_000)));
    const lengths = server.asked.map((asked, index) => asked - (server.asked[index - 1] ?? 0));
    assert.equal(lengths[0], 50);
    for (const length of lengths.slice(4, -1)) {
      const { promptMs } = timings(length);
      assert.ok(promptMs > 37 && promptMs < 60, `${promptMs} ms`);
    }
  });
}

test('after slices that take much too long they are shorter, down to 8 tokens or so', async () => {
  const timings = { promptMs: 200, promptTokens: 30, generationMs: 0, generatedTokens: 0 };
  const slow = createServer(1_000, { timings });
  await warmerFor(slow.send).start(cold('x'.repeat(1_000)));
  assert.deepEqual(slow.asked.slice(0, 4), [50, 74, 98, 122]);
});

test('a slice cut short by the end of the prompt does not make the next ones longer', async () => {
  const timings = { promptMs: 200, promptTokens: 30, generationMs: 0, generatedTokens: 0 };
  const server = createServer(110, { timings });
  const warmer = warmerFor(server.send);
  await warmer.start(cold('x'.repeat(110)));
  assert.deepEqual(server.asked, [50, 74, 98, 122]);
  Object.assign(timings, { promptMs: 5 });
  server.asked.length = 0;
  await warmer.start({ ...cold('x'.repeat(110)), knownLength: 100 });
  await warmer.start(cold('x'.repeat(110)));
  assert.deepEqual(server.asked, [124, 24, 48, 88, 168]);
});

test('a busy machine is not asked for more: before the first slice, and after one that took too long', async () => {
  const timings = { promptMs: 90, promptTokens: 30, generationMs: 0, generatedTokens: 0 };
  const server = createServer(1_000, { timings });
  const calmBefore: number[] = [];
  let onCalm: ((isCalm: boolean) => void) | undefined;
  const warmer = new Warmer({
    ...{ ...unconcerned, send: server.send, charactersIn: () => 100 },
    whenCalm: () => {
      calmBefore.push(server.asked.length);
      return new Promise((resolve) => {
        onCalm = resolve;
      });
    },
  });
  const warming = warmer.start(cold('x'.repeat(1_000)));
  await settle();
  assert.deepEqual(server.asked, [], 'the machine is busy');
  timings.promptMs = 1_500;
  onCalm?.(true);
  await settle();
  assert.deepEqual(server.asked, [100], 'this slice took 1.5 s');
  timings.promptMs = 90;
  onCalm?.(true);
  await warming;
  assert.deepEqual(calmBefore, [0, 1]);
});

test('a slice that took half as long again as it was made for has the next one wait for a calm machine', async () => {
  const waitsFor = async (timesAsLong: number) => {
    const server = createServer(150, { timings: takes(0.48 * timesAsLong) });
    let waits = 0;
    const whenCalm = async () => {
      waits++;
      return true;
    };
    const charactersIn = (durationMs: number) => (durationMs * 100) / 48;
    await new Warmer({ ...unconcerned, send: server.send, charactersIn, whenCalm }).start(cold('x'.repeat(150)));
    return waits;
  };
  assert.deepEqual([await waitsFor(1.4), await waitsFor(1.6)], [1, 2]);
});

test('where a slice was quick although the machine was busy, a busy machine is not waited for, until one is slow', async () => {
  const timings = { promptMs: 30, promptTokens: 30, generationMs: 0, generatedTokens: 0 };
  const server = createServer(20, { timings });
  let waits = 0;
  const warmer = new Warmer({
    ...{ ...unconcerned, send: server.send, charactersIn: () => 200 },
    whenCalm: async () => {
      waits++;
      return false;
    },
  });
  const waitsFor = async (promptMs: number) => {
    timings.promptMs = promptMs;
    waits = 0;
    await warmer.start(cold('x'.repeat(20)));
    return waits;
  };
  assert.deepEqual([await waitsFor(120), await waitsFor(30)], [1, 1], 'no slow one, but not quick either');
  assert.equal(await waitsFor(30), 0, 'a GPU computes beside a build');
  assert.equal(await waitsFor(400), 0, 'it is known only afterwards');
  assert.ok((await waitsFor(400)) > 0 && (await waitsFor(400)) > 0);
});

test('a fast server reads it at once', async () => {
  const server = createServer(400);
  await warmerFor(server.send, 100).start(cold('x'.repeat(400)));
  assert.equal(server.asked.length, 1);
});

test('a server that cannot say how far it came is asked once', async () => {
  const server = createServer(0);
  await warmerFor(server.send).start(cold('x'));
  assert.equal(server.asked.length, 1);
});

test('a key press stops it before the next slice, and nothing is thrown', async () => {
  const server = createServer(10_000);
  const warmer = warmerFor(server.send);
  const warming = warmer.start(cold('x'.repeat(10_000)));
  await Promise.resolve();
  warmer.stop();
  await warming;
  assert.ok(server.asked.length <= 2, `${server.asked.length} slices`);
});

test('a server that fails is nobody’s trouble', async () => {
  const failing: Send = async function* () {
    yield await Promise.reject(new Error('down'));
    throw new Error('down');
  };
  await warmerFor(failing).start(cold('x'));
});

test('a slice that was read for the first time tells how quick the server is, also where it counts no tokens', async () => {
  const timings = { promptMs: 48, promptTokens: undefined, generationMs: 0, generatedTokens: 0 };
  const server = createServer(2_000, { timings });
  const measured: number[] = [];
  const warmer = new Warmer({
    ...unconcerned,
    send: server.send,
    charactersIn: (durationMs) => (durationMs * 400) / 48,
    onMeasured: (_, newCharacters) => measured.push(newCharacters),
  });
  await warmer.start({ request: requestFor('x'.repeat(2_000)), knownLength: 900 });
  assert.deepEqual(measured, [200, 200, 200, 100], 'what it may have known before says nothing');
});

test('a prompt that is warm is read once more where nothing else tells whether the server keeps what it has read', async () => {
  const repeatsOf = async (length: number, wantsRepeat: boolean) => {
    const server = createServer(length, { timings: takes(0.48) });
    const repeated: unknown[] = [];
    const warmer = new Warmer({
      ...{ ...unconcerned, send: server.send, charactersIn: (durationMs) => (durationMs * 100) / 48 },
      wantsRepeat: () => wantsRepeat,
      onRepeated: ({ model }, times) => repeated.push({ model, ...times }),
    });
    await warmer.start(cold('x'.repeat(length)));
    return { asked: server.asked.length, repeated };
  };
  const repeated = [{ model: 'm', firstMs: 24, onceMs: 48, againMs: 0 }];
  assert.deepEqual(await repeatsOf(350, true), { asked: 5, repeated });
  assert.deepEqual(await repeatsOf(350, false), { asked: 4, repeated: [] });
  assert.deepEqual(
    await repeatsOf(140, true),
    { asked: 2, repeated: [] },
    'less than thrice the first slice tells nothing',
  );
});
