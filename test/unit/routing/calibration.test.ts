import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Observation } from '../../../src/routing/calibration.ts';
import { type CalibrationStore, createCalibrationRecord } from '../../../src/routing/calibrationRecord.ts';
import { FakeClock } from '../../support/fakeClock.ts';

type Answer = Omit<Observation, 'atMs'>;

class MemoryStore implements CalibrationStore {
  saved: unknown;

  constructor(saved?: unknown) {
    this.saved = saved;
  }

  load(): unknown {
    return this.saved;
  }

  save(value: unknown): void {
    // As a store on disk would keep it.
    this.saved = JSON.parse(JSON.stringify(value));
  }
}

function record(store = new MemoryStore()) {
  const clock = new FakeClock();
  const calibration = createCalibrationRecord(store, clock);
  const observe = (count: number, verdict: Answer['verdict'], parts: Partial<Answer> = {}) => {
    for (let index = 0; index < count; index++) {
      calibration.observe({ kind: 'explain', locality: 'local', verdict, ...parts });
    }
  };
  const offset = (kind = 'explain') => calibration.current()?.offsets[kind];
  return { clock, calibration, observe, offset };
}

const dayMs = 24 * 60 * 60 * 1000;

describe('what the person’s own decisions teach', () => {
  it('is nothing before the first answer, and nothing after seven', () => {
    const { calibration, observe } = record();
    assert.equal(calibration.current(), undefined);
    assert.deepEqual(calibration.summary(), []);
    observe(7, 'escalated');
    assert.equal(calibration.current(), undefined);
  });

  it('speaks for a cloud where local answers disappointed, and for local ones where they did not', () => {
    const disappointed = record();
    disappointed.observe(8, 'escalated');
    assert.ok((disappointed.offset() ?? 0) > 0.5);
    const content = record();
    content.observe(8, 'kept');
    assert.ok((content.offset() ?? 0) < -0.3);
  });

  it('stays with the kind of question of which it was learnt', () => {
    const { observe, offset } = record();
    observe(8, 'escalated');
    assert.equal(offset('lookup'), undefined);
  });

  it('counts an answer that was asked again as half a disappointment', () => {
    const [again, escalated] = [record(), record()];
    again.observe(10, 'asked-again');
    escalated.observe(10, 'escalated');
    const half = again.offset() ?? Number.NaN;
    assert.ok(half > 0 && half < (escalated.offset() ?? Number.NaN));
  });

  it('is nothing where the cloud disappoints as often', () => {
    const { observe, offset } = record();
    observe(20, 'escalated');
    observe(20, 'escalated', { locality: 'remote' });
    assert.equal(offset(), undefined);
  });

  it('is never more than 2, whatever happens', () => {
    const up = record();
    up.observe(5_000, 'escalated');
    assert.equal(up.offset(), 2);
    const down = record();
    down.observe(5_000, 'kept');
    down.observe(5_000, 'escalated', { locality: 'remote' });
    assert.equal(down.offset(), -2);
  });

  it('fades, so that a side which is not asked any more is tried again', async () => {
    const { clock, observe, offset } = record();
    observe(12, 'escalated');
    const fresh = offset() ?? Number.NaN;
    await clock.advance(10 * dayMs);
    const later = offset() ?? Number.NaN;
    assert.ok(later > 0 && later < fresh);
    await clock.advance(20 * dayMs);
    assert.equal(offset(), undefined);
  });

  it('can be read by the person, in sentences', () => {
    const { calibration, observe } = record();
    observe(7, 'kept');
    observe(5, 'asked-again');
    observe(3, 'escalated');
    observe(1, 'kept', { kind: 'lookup', locality: 'remote' });
    assert.deepEqual(calibration.summary(), [
      'Explanations: 15 local answers, 5 asked again, 3 taken to a larger model: a cloud is preferred more.',
      'Questions for a fact: 1 cloud answer: no change.',
    ]);
  });

  it('is kept for the next session', () => {
    const store = new MemoryStore();
    record(store).observe(9, 'escalated');
    const next = record(store);
    assert.ok((next.offset() ?? 0) > 0);
    assert.equal(next.calibration.summary().length, 1);
  });

  it('is forgotten on reset, in the store too', () => {
    const store = new MemoryStore();
    const { calibration, observe } = record(store);
    observe(9, 'escalated');
    calibration.reset();
    assert.equal(calibration.current(), undefined);
    assert.deepEqual(calibration.summary(), []);
    assert.deepEqual(record(store).calibration.summary(), []);
  });

  it('begins anew where the store holds something else', () => {
    const tally = { answers: 9, askedAgain: 0, escalated: 0, weight: 9, disappointment: 12, atMs: 0 };
    const bad = [null, 'x', { version: 2, learnt: {} }, { version: 1, learnt: { explain: { local: tally } } }];
    for (const saved of bad) {
      const { calibration, observe, offset } = record(new MemoryStore(saved));
      assert.equal(calibration.current(), undefined);
      observe(9, 'escalated');
      assert.ok((offset() ?? 0) > 0);
    }
  });

  it('holds numbers alone, no question and no answer', () => {
    const store = new MemoryStore();
    record(store).observe(1, 'kept');
    assert.deepEqual(store.saved, {
      version: 1,
      learnt: {
        explain: {
          local: { answers: 1, askedAgain: 0, escalated: 0, weight: 1, disappointment: 0, atMs: new FakeClock().now() },
        },
      },
    });
  });
});
