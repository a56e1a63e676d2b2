import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Place, placeOf, TypingCadence } from '../../../src/completion/cadence.ts';

const slowServerMs = 200;

/** A person whose bursts leave about `gapMs` between keys, and who pauses after `openings` and nowhere else. */
function learn(gapMs: number, { keys = 400, pausesAt }: { keys?: number; pausesAt?: Place } = {}): TypingCadence {
  const cadence = new TypingCadence();
  for (let key = 0; key < keys; key++) {
    const spread = 0.7 + (key % 7) / 10;
    cadence.observe('inside-word', pausesAt === 'inside-word' && key % 7 === 0 ? 1_200 : gapMs * spread);
    if (key % 5 === 0) cadence.observe('opening', pausesAt === 'opening' ? 1_200 : gapMs * spread);
  }
  return cadence;
}

test('a person who types quickly is waited for less than one who types slowly', () => {
  const quick = learn(100).waitMs('inside-word', slowServerMs);
  const slow = learn(250).waitMs('inside-word', slowServerMs);
  assert.ok(quick + 80 < slow, `${quick} and ${slow}`);
});

test('no wait where this person pauses each time, the usual one inside a word', () => {
  const cadence = learn(150, { pausesAt: 'opening' });
  assert.equal(cadence.waitMs('opening', slowServerMs), 0);
  assert.ok(cadence.waitMs('inside-word', slowServerMs) >= 100);
});

test('before anything was learnt: sooner where something new begins than inside a word or before the space after =', () => {
  const cadence = new TypingCadence();
  const waits = (['new-line', 'operand', 'after-space', 'inside-word'] as const).map((place) =>
    cadence.waitMs(place, slowServerMs),
  );
  assert.deepEqual(
    waits,
    waits.toSorted((one, other) => one - other),
  );
  assert.ok(cadence.waitMs('operand', slowServerMs) + 100 <= cadence.waitMs('operator', slowServerMs));
  assert.ok(cadence.waitMs('opening', slowServerMs) + 100 <= cadence.waitMs('block', slowServerMs));
});

test('who stops to think inside words is asked for sooner there than who never does', () => {
  const thinker = learn(150, { pausesAt: 'inside-word' }).waitMs('inside-word', slowServerMs);
  assert.ok(thinker + 50 <= learn(150).waitMs('inside-word', slowServerMs), `${thinker}`);
});

test('a server that answers at once is asked at each key', () => {
  assert.equal(learn(150).waitMs('inside-word', 0), 0);
  const cadence = learn(150);
  for (let key = 0; key < 200; key++) {
    cadence.observe('inside-word', 150);
    cadence.noteRequest();
  }
  assert.ok(cadence.waitMs('inside-word', 2) < 10);
  assert.ok(cadence.waitMs('inside-word', 20) <= 80, 'nor is a quick one waited with for long');
});

test('after many requests the next one waits longer, and less again after keys without one', () => {
  const cadence = learn(150);
  const usual = cadence.waitMs('inside-word', slowServerMs);
  for (let request = 0; request < 10; request++) cadence.noteRequest();
  const afterMany = cadence.waitMs('inside-word', slowServerMs);
  assert.ok(afterMany > usual, `${afterMany} and ${usual}`);
  for (let key = 0; key < 200; key++) cadence.observe('inside-word', 150);
  assert.ok(cadence.waitMs('inside-word', slowServerMs) < afterMany);
});

test('never longer than 400 ms, whatever was learnt', () => {
  const cadence = learn(580);
  for (let request = 0; request < 80; request++) cadence.noteRequest();
  for (const place of ['new-line', 'opening', 'operand', 'operator', 'inside-word'] as const)
    assert.ok(cadence.waitMs(place, 10_000) <= 400);
});

test('the places of a line', () => {
  const places: readonly (readonly [string, Place])[] = [
    ['  ', 'new-line'],
    ['foo(', 'opening'],
    ['const { ', 'opening'],
    ['if (a) {', 'block'],
    ['text = `${', 'opening'],
    ['<p onClick={', 'opening'],
    ['// ', 'after-space'],
    ['// First,', 'punctuation'],
    ['// First, ', 'after-space'],
    ['a =', 'operator'],
    ['a = ', 'operand'],
    ['f(a,', 'operator'],
    ['return ', 'after-space'],
    ['foo();', 'statement-end'],
    ['foo.', 'punctuation'],
    ['fo', 'inside-word'],
    ['größe', 'inside-word'],
  ];
  for (const [linePrefix, place] of places) assert.equal(placeOf(linePrefix), place, linePrefix);
});
