import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Emitter } from '../../../src/base/emitter.ts';
import type { LedgerEntry } from '../../../src/contract/ledger.ts';
import { createSpeeds } from '../../../src/metering/speeds.ts';
import { entry } from './fixtures.ts';

/** A ledger whose file holds `stored`, the oldest first, once it is open. */
function ledgerWith(stored: readonly LedgerEntry[] = []) {
  const appended = new Emitter<LedgerEntry>();
  const entries = [...stored];
  let open = () => {};
  const whenOpen = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    appended,
    open,
    ledger: { onDidAppend: appended.event, whenOpen, recent: (limit: number) => entries.toReversed().slice(0, limit) },
    append(added: LedgerEntry) {
      entries.push(added);
      appended.fire(added);
    },
  };
}

const answers = (count: number, parts: Partial<LedgerEntry> = {}) => Array.from({ length: count }, () => entry(parts));

describe('the speed of a backend', () => {
  it('is unknown until it has answered five times, and then follows each answer', () => {
    const { ledger, append } = ledgerWith();
    const speeds = createSpeeds(ledger);
    for (const one of answers(4)) append(one);
    assert.equal(speeds.of('local-coder', 'completion'), undefined);
    append(entry());
    // 11 tokens after the first one in 120 ms.
    assert.deepEqual(speeds.of('local-coder', 'completion'), {
      firstTokenP50Ms: 80,
      firstTokenP95Ms: 80,
      tokensPerSecond: 11_000 / 120,
    });
    append(entry({ timeToFirstTokenMs: 500 }));
    assert.equal(speeds.of('local-coder', 'completion')?.firstTokenP95Ms, 500);
  });

  it('is one for each task and each backend', () => {
    const { ledger, append } = ledgerWith();
    const speeds = createSpeeds(ledger);
    for (const one of answers(5)) append(one);
    assert.equal(speeds.of('local-coder', 'chat'), undefined);
    assert.equal(speeds.of('other', 'completion'), undefined);
  });

  it('counts neither warm-ups nor failures nor what the person broke off', () => {
    const { ledger, append } = ledgerWith();
    const speeds = createSpeeds(ledger);
    for (const one of answers(5)) append(one);
    const before = speeds.of('local-coder', 'completion');
    for (const parts of [{ task: 'warm-up' }, { outcome: 'failed' }, { outcome: 'cancelled' }] as const) {
      for (const one of answers(20, { timeToFirstTokenMs: 9_000, ...parts })) append(one);
    }
    assert.deepEqual(speeds.of('local-coder', 'completion'), before);
  });

  it('forgets what was long ago, so that a server that became slow is seen to be slow', () => {
    const { ledger, append } = ledgerWith();
    const speeds = createSpeeds(ledger);
    for (const one of answers(200)) append(one);
    for (const one of answers(100, { timeToFirstTokenMs: 150 })) append(one);
    assert.equal(speeds.of('local-coder', 'completion')?.firstTokenP50Ms, 150);
  });

  it('begins anew with another model behind the same name', () => {
    const { ledger, append } = ledgerWith();
    const speeds = createSpeeds(ledger);
    for (const one of answers(9)) append(one);
    append(entry({ model: 'coder-7b' }));
    assert.equal(speeds.of('local-coder', 'completion'), undefined);
  });

  it('is read from earlier windows once the ledger is open, and counts no entry twice', async () => {
    const { ledger, append, open } = ledgerWith(answers(3));
    const speeds = createSpeeds(ledger);
    append(entry());
    open();
    await speeds.whenRead;
    assert.equal(speeds.of('local-coder', 'completion'), undefined);
    append(entry());
    assert.equal(speeds.of('local-coder', 'completion')?.firstTokenP50Ms, 80);
  });

  it('knows no rate where the server counts no tokens', () => {
    const { ledger, append } = ledgerWith();
    const speeds = createSpeeds(ledger);
    for (const one of answers(5, { outputTokens: undefined })) append(one);
    assert.deepEqual(speeds.of('local-coder', 'completion'), {
      firstTokenP50Ms: 80,
      firstTokenP95Ms: 80,
      tokensPerSecond: undefined,
    });
  });

  it('leaves no listener behind', () => {
    const { ledger, appended } = ledgerWith();
    const speeds = createSpeeds(ledger);
    speeds.dispose();
    assert.equal(appended.listenerCount, 0);
  });
});

describe('the usual sizes', () => {
  it('are those of the backend, or of the task where the backend has answered too little', () => {
    const { ledger, append } = ledgerWith();
    const speeds = createSpeeds(ledger);
    for (const outputTokens of [10, 20, 30, 40, 50]) append(entry({ outputTokens, inputTokens: 100 }));
    const sizes = { output: { p50: 30, p90: 50 }, promptP90: 100 };
    assert.deepEqual(speeds.usualSizes('local-coder', 'completion'), sizes);
    assert.deepEqual(speeds.usualSizes('never-asked', 'completion'), sizes);
    assert.equal(speeds.usualSizes('local-coder', 'chat'), undefined);
  });
});
