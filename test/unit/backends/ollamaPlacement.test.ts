import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OllamaPlacement } from '../../../src/backends/ollamaPlacement.ts';
import type { OllamaModelFacts } from '../../../src/backends/ollamaServer.ts';
import type { ServerNotice } from '../../../src/backends/serverNotices.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const minuteMs = 60_000;

function watch(contextTokens?: number) {
  const clock = new FakeClock();
  const notices: ServerNotice[] = [];
  const settings = { id: 'keys', model: 'smol', origin: 'http://127.0.0.1:11434', contextTokens };
  const placement = new OllamaPlacement({ settings, clock, notice: (notice) => notices.push(notice) });
  return { clock, placement, notices, kinds: () => notices.map(({ kind }) => kind) };
}

const away: OllamaModelFacts = {
  isRemote: false,
  capabilities: [],
  isLoaded: false,
  contextTokens: undefined,
  digest: undefined,
  sizeBytes: undefined,
  videoMemoryBytes: undefined,
  loadedUntilMs: undefined,
  otherLoadedModels: [],
};
const loaded: OllamaModelFacts = { ...away, isLoaded: true };

test('a model of which a part lies outside the video memory is told, with its share', () => {
  const seen = watch(8192);
  seen.placement.note({ ...loaded, sizeBytes: 8e9, videoMemoryBytes: 6e9 });
  assert.deepEqual(seen.kinds(), ['partly-on-cpu']);
  assert.match(seen.notices[0]?.message ?? '', /^Only 75 % of “smol” fits.*smaller “contextTokens” for “keys”/);
});

test('a model wholly in video memory, wholly outside it, or of unknown place is nothing to tell', () => {
  const seen = watch();
  for (const videoMemoryBytes of [8e9, 0, undefined]) {
    seen.placement.note({ ...loaded, sizeBytes: 8e9, videoMemoryBytes });
  }
  assert.deepEqual(seen.notices, []);
});

test('a model that had to make room for another before its time is told', async () => {
  const seen = watch();
  seen.placement.note({ ...loaded, loadedUntilMs: seen.clock.now() + 5 * minuteMs });
  await seen.clock.advance(4 * minuteMs);
  seen.placement.note({ ...away, otherLoadedModels: ['big:70b'] });
  assert.deepEqual(seen.kinds(), ['evicted']);
  assert.match(seen.notices[0]?.message ?? '', /unloaded “smol” to make room for “big:70b”/);
  seen.placement.note({ ...away, otherLoadedModels: ['big:70b'] });
  assert.equal(seen.notices.length, 1);
});

test('an answer keeps the model for half an hour more', async () => {
  const seen = watch();
  seen.placement.note({ ...loaded, loadedUntilMs: seen.clock.now() + minuteMs });
  seen.placement.noteUse();
  await seen.clock.advance(29 * minuteMs);
  seen.placement.note({ ...away, otherLoadedModels: ['big:70b'] });
  assert.deepEqual(seen.kinds(), ['evicted']);
});

test('a model whose time was over, or whose server was away, or that nothing replaced, was not pushed out', async () => {
  const late = watch();
  late.placement.note({ ...loaded, loadedUntilMs: late.clock.now() + minuteMs });
  await late.clock.advance(minuteMs);
  late.placement.note({ ...away, otherLoadedModels: ['big'] });

  const restarted = watch();
  restarted.placement.note(loaded);
  restarted.placement.forget();
  restarted.placement.note({ ...away, otherLoadedModels: ['big'] });

  const stopped = watch();
  stopped.placement.note(loaded);
  stopped.placement.note(away);

  assert.deepEqual([...late.kinds(), ...restarted.kinds(), ...stopped.kinds()], []);
});
