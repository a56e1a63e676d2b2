import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Act, playToEnd } from './scene.ts';

const plan = { strategy: 'fallback', leastConfidence: 0.5 } as const;

/** So many tokens of a letter each, all equally probable. */
function tokens(count: number, probability: number): readonly Act[] {
  return Array.from({ length: count }, () => ({ says: 'x', probabilities: [probability] }));
}

function textOf(shown: readonly string[]): string {
  return shown.join('');
}

describe('a fallback that asks for confidence', () => {
  it('shows an answer whose beginning is sure, all of it', async () => {
    const { shown, outcomes } = await playToEnd({ plan, scripts: { here: tokens(40, 0.9), cloud: ['Hi'] } });
    assert.equal(textOf(shown), `[here]${'x'.repeat(40)}`);
    assert.deepEqual(outcomes, ['here completed']);
  });

  it('goes on to the next route when the beginning is not, and says why', async () => {
    const { shown, why, outcomes } = await playToEnd({ plan, scripts: { here: tokens(40, 0.2), cloud: ['Hi'] } });
    assert.deepEqual(shown, ['[here]', '[cloud]', 'Hi']);
    assert.equal(why[1], 'cloud: The answer of here was not used: Its model is not sure of it.');
    assert.deepEqual(outcomes.sort(), ['cloud completed', 'here superseded']);
  });

  it('judges a short answer at its end', async () => {
    const { shown } = await playToEnd({ plan, scripts: { here: tokens(3, 0.2), cloud: ['Hi'] } });
    assert.deepEqual(shown, ['[here]', '[cloud]', 'Hi']);
  });

  it('holds nothing back where the server gives no probabilities', async () => {
    const { shown } = await playToEnd({ plan, scripts: { here: ['a', 'b'], cloud: ['Hi'] } });
    assert.deepEqual(shown, ['[here]', 'a', 'b']);
  });

  it('asks for probabilities where somebody could take over, and not of the last route', async () => {
    const { admitted } = await playToEnd({ plan, scripts: { here: tokens(30, 0.1), cloud: ['Hi'] } });
    assert.deepEqual(
      admitted.map((request) => request.task === 'chat' && request.wantsLogProbabilities),
      [true, undefined],
    );
  });

  it('continues the unsure answer where nobody else answers, and loses nothing of it', async () => {
    const scripts = { here: tokens(40, 0.2), cloud: ['Hi'] };
    const refused = await playToEnd({ plan, scripts, refuse: ['cloud'] });
    assert.equal(textOf(refused.shown), `[here][here]${'x'.repeat(40)}`);
    assert.match(refused.why.at(-1) ?? '', /^here: Shown for want of another answer\./);
    assert.deepEqual(refused.outcomes, ['here completed']);
    const down = await playToEnd({ plan, scripts: { ...scripts, cloud: [{ fails: 'unreachable' }] } });
    assert.equal(textOf(down.shown), `[here][cloud][here]${'x'.repeat(40)}`);
  });

  it('leaves the unsure answer before it asks another model of the same server', async () => {
    const origins = { here: 'http://127.0.0.1:1', larger: 'http://127.0.0.1:1' };
    const { outcomes } = await playToEnd({
      plan,
      origins,
      scripts: { here: tokens(40, 0.2), larger: [{ waitMs: 9 }, 'Hi'] },
    });
    assert.deepEqual(outcomes, ['here superseded', 'larger completed']);
  });

  it('goes on from a route that fails, too', async () => {
    const { shown } = await playToEnd({ plan, scripts: { here: [{ fails: 'timed-out' }], cloud: ['Hi'] } });
    assert.deepEqual(shown, ['[here]', '[cloud]', 'Hi']);
  });
});
