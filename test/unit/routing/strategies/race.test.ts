import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { completion } from '../support.ts';
import { type Act, play, playToEnd, watch } from './scene.ts';

const plan = { strategy: 'race', hedgeAfterMs: 1_000 } as const;
const refusal = "I'm sorry, but I can't assist with that request.";
const long = 'A closure keeps the variables of the place where it was made.';

function raceOf(here: readonly Act[], cloud: readonly Act[]) {
  return { plan, scripts: { here, cloud } };
}

describe('a race', () => {
  it('asks nobody else when the local model begins in time', async () => {
    const { shown, outcomes, started, clock } = await playToEnd(raceOf([{ waitMs: 900 }, long, ' So.'], ['Hi']));
    assert.deepEqual(shown, ['[here]', long, ' So.']);
    assert.deepEqual([outcomes, started], [['here completed'], ['here']]);
    assert.equal(clock.pendingCount, 0);
  });

  it('starts the cloud beside a local model that takes longer than usual, and says so', async () => {
    const { shown, why, outcomes, end, open } = await playToEnd(
      raceOf([{ waitMs: 60_000 }, long], [{ waitMs: 10 }, long]),
    );
    assert.deepEqual(shown, ['[here]', '[cloud]', long]);
    assert.equal(why[1], 'cloud: here took longer than usual to begin.');
    assert.deepEqual(outcomes, ['here superseded', 'cloud completed']);
    assert.equal(end?.route.backendId, 'cloud');
    assert.deepEqual([...open], []);
  });

  it('is won by the local model if it begins before the cloud does, and the cloud’s cost has its row', async () => {
    const { shown, outcomes, end } = await playToEnd(raceOf([{ waitMs: 1_500 }, long], [{ waitMs: 3_000 }, 'Hi']));
    assert.deepEqual(shown, ['[here]', long]);
    assert.deepEqual([...outcomes].sort(), ['cloud superseded', 'here completed']);
    assert.equal(end?.route.backendId, 'here');
  });

  it('is not won by being quick with a refusal', async () => {
    const { shown, why, outcomes } = await playToEnd(raceOf([refusal], [long]));
    assert.deepEqual(shown, ['[here]', '[cloud]', long]);
    assert.equal(why[1], 'cloud: The answer of here was not used: It is a refusal.');
    assert.deepEqual(outcomes.sort(), ['cloud completed', 'here superseded']);
  });

  it('is not won with an empty answer, or with a loop', async () => {
    const empty = await playToEnd(raceOf([' \n'], [long]));
    assert.deepEqual(
      [empty.shown.at(-1), empty.why[1]],
      [long, 'cloud: The answer of here was not used: It is empty.'],
    );
    const loop = await playToEnd(raceOf(Array<Act>(20).fill('the end of '), [long]));
    assert.deepEqual(
      [loop.shown.at(-1), loop.why[1]],
      [long, 'cloud: The answer of here was not used: It repeats itself.'],
    );
  });

  it('shows a refusal when that is all there is', async () => {
    const { shown, outcomes } = await playToEnd(
      raceOf([refusal], ['I cannot help with that either, sorry to say it.']),
    );
    assert.deepEqual(shown, ['[here]', '[cloud]', 'I cannot help with that either, sorry to say it.']);
    assert.deepEqual(outcomes.sort(), ['cloud completed', 'here superseded']);
    const failed = await playToEnd(raceOf([refusal], [{ fails: 'unreachable' }]));
    assert.deepEqual(failed.shown, ['[here]', '[cloud]', '[here]', refusal]);
    assert.match(failed.why.at(-1) ?? '', /^here: Shown for want of another answer\. The answer of here was not used/);
  });

  it('starts the cloud at once when the local model fails', async () => {
    const { shown, why, clock, outcomes } = await playToEnd(raceOf([{ fails: 'unreachable' }], [long]));
    assert.deepEqual(shown, ['[here]', '[cloud]', long]);
    assert.equal(why[1], 'cloud: Fallback: here is unreachable.');
    assert.deepEqual(outcomes, ['here failed', 'cloud completed']);
    assert.equal(clock.pendingCount, 0);
  });

  it('goes on with the local model when policy refuses the cloud at last', async () => {
    const scene = { ...raceOf([{ waitMs: 5_000 }, long], [long]), refuse: ['cloud'] };
    const { shown, started } = await playToEnd(scene);
    assert.deepEqual([shown, started], [['[here]', long], ['here']]);
  });

  it('takes back the question to the person when the local model was quicker than they', async () => {
    const scene = { ...raceOf([{ waitMs: 2_000 }, long], [long]), consentMs: { cloud: 10_000 } };
    const { shown, started, clock, outcomes } = await playToEnd(scene);
    assert.deepEqual([shown, started, outcomes], [['[here]', long], ['here'], ['here completed']]);
    assert.equal(clock.pendingCount, 0);
  });

  it('ends with what went wrong when everybody fails', async () => {
    const { error, outcomes } = await playToEnd(raceOf([{ fails: 'unreachable' }], [{ fails: 'rate-limited' }]));
    assert.match(String(error), /cloud is rate-limited/);
    assert.deepEqual(outcomes, ['here failed', 'cloud failed']);
  });

  it('never continues half an answer with another model', async () => {
    const { shown, error } = await playToEnd(raceOf([long, { fails: 'server-fault' }], [long]));
    assert.deepEqual(shown, ['[here]', long]);
    assert.match(String(error), /here is server-fault/);
  });

  it('shows the local model’s reasoning as long as it runs alone', async () => {
    const { shown, started } = await playToEnd(raceOf([{ thinks: 'hm' }, { waitMs: 5_000 }, long], [long]));
    assert.deepEqual([shown, started], [['[here]', '(hm)', long], ['here']]);
  });

  it('shows no reasoning while two compete', async () => {
    const here: readonly Act[] = [{ waitMs: 1_500 }, { thinks: 'hm' }, { waitMs: 5_000 }, long];
    const { shown } = await playToEnd(raceOf(here, [{ waitMs: 1_000 }, long]));
    assert.deepEqual(shown, ['[here]', '[cloud]', long]);
  });

  it('starts nobody further beside the cloud that has taken over', async () => {
    const scripts = { here: [{ fails: 'unreachable' }], cloud: [{ waitMs: 9_000 }, long], there: [long] } as const;
    const { started } = await playToEnd({ plan, scripts });
    assert.deepEqual(started, ['here', 'cloud']);
  });

  it('tells a bad request to nobody else', async () => {
    const { started, error } = await playToEnd(raceOf([{ fails: 'bad-request' }], [long]));
    assert.deepEqual(started, ['here']);
    assert.match(String(error), /here is bad-request/);
  });

  it('is won by a completion with its first character', async () => {
    const request = completion();
    const { shown } = await playToEnd({ ...raceOf(['\n', 'x'], ['y']), request });
    assert.deepEqual(shown, ['[here]', '\n', 'x']);
    const hedged = await playToEnd({ ...raceOf([{ waitMs: 2_000 }, 'x'], ['y']), request });
    assert.deepEqual(hedged.shown, ['[here]', '[cloud]', 'y']);
  });

  it('that is cancelled ends everything', async () => {
    const { stream, stop, clock, open, rows } = play(raceOf([{ waitMs: 60_000 }, long], [{ waitMs: 60_000 }, long]));
    const watched = watch(stream);
    await clock.advance(2_000);
    assert.deepEqual([...open], ['here', 'cloud']);
    stop.abort();
    await clock.advance(0);
    assert.equal((await watched).error, stop.signal.reason);
    assert.deepEqual([...open], []);
    assert.deepEqual(
      rows.map(({ outcome }) => outcome),
      ['cancelled', 'cancelled'],
    );
    assert.equal(clock.pendingCount, 0);
  });

  it('that the caller leaves ends everything', async () => {
    const { stream, clock, open, rows } = play(raceOf([{ thinks: 'hm' }, { waitMs: 60_000 }], [long]));
    for await (const part of stream) if (part.type === 'reasoning-delta') break;
    assert.deepEqual([...open], []);
    assert.deepEqual(
      rows.map(({ outcome }) => outcome),
      ['cancelled'],
    );
    assert.equal(clock.pendingCount, 0);
  });
});
