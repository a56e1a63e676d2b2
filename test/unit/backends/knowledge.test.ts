import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Knowledge } from '../../../src/backends/knowledge.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const { signal } = new AbortController();

/** A question that the test answers. */
function question() {
  const asked: {
    readonly answer: (value: string) => void;
    readonly fail: (error: Error) => void;
    readonly signal: AbortSignal;
  }[] = [];
  const ask = (own: AbortSignal) =>
    new Promise<string>((answer, fail) => {
      asked.push({ answer, fail, signal: own });
    });
  return { asked, ask };
}

test('asks once and remembers', async () => {
  const { asked, ask } = question();
  const knowledge = new Knowledge(ask);
  assert.equal(knowledge.known, undefined);
  const both = [knowledge.get(signal), knowledge.get(signal)];
  asked[0]?.answer('4096');
  assert.deepEqual(await Promise.all(both), ['4096', '4096']);
  assert.equal(await knowledge.get(signal), '4096');
  assert.equal(knowledge.known, '4096');
  assert.equal(asked.length, 1);
});

test('a failed question is asked again by the next one', async () => {
  const { asked, ask } = question();
  const knowledge = new Knowledge(ask);
  const first = knowledge.get(signal);
  asked[0]?.fail(new Error('down'));
  await assert.rejects(first, /down/);
  const second = knowledge.get(signal);
  asked[1]?.answer('up');
  assert.equal(await second, 'up');
});

test('forgetting makes the next one ask again', async () => {
  const { asked, ask } = question();
  const knowledge = new Knowledge(ask);
  const first = knowledge.get(signal);
  asked[0]?.answer('old');
  await first;
  knowledge.forget();
  assert.equal(knowledge.known, undefined);
  const second = knowledge.get(signal);
  asked[1]?.answer('new');
  assert.equal(await second, 'new');
});

test('one who gives up does not end the question for the others', async () => {
  const { asked, ask } = question();
  const knowledge = new Knowledge(ask);
  const hasty = new AbortController();
  const given = knowledge.get(hasty.signal);
  const patient = knowledge.get(signal);
  hasty.abort(new Error('typed on'));
  await assert.rejects(given, /typed on/);
  assert.equal(asked[0]?.signal.aborted, false);
  asked[0]?.answer('here');
  assert.equal(await patient, 'here');
});

test('an aborted signal asks nothing', async () => {
  const { asked, ask } = question();
  await assert.rejects(new Knowledge(ask).get(AbortSignal.abort(new Error('gone'))), /gone/);
  assert.equal(asked.length, 0);
});

test('an old answer is asked for anew', async () => {
  const { asked, ask } = question();
  const clock = new FakeClock();
  const knowledge = new Knowledge(ask, { maxAgeMs: 60_000, clock });
  const first = knowledge.get(signal);
  asked[0]?.answer('local');
  await first;
  await clock.advance(59_999);
  assert.equal(await knowledge.get(signal), 'local');
  await clock.advance(1);
  const second = knowledge.get(signal);
  assert.equal(knowledge.known, 'local');
  asked[1]?.answer('remote');
  assert.equal(await second, 'remote');
});

test('disposing ends a question that is under way, and is safe twice', async () => {
  const { asked, ask } = question();
  const knowledge = new Knowledge(ask);
  const pending = knowledge.get(signal);
  knowledge.dispose();
  knowledge.dispose();
  assert.equal(asked[0]?.signal.aborted, true);
  asked[0]?.fail(new Error('disposed'));
  await assert.rejects(pending, /disposed/);
});
