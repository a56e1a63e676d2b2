import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createDecisions, keptDecisions } from '../../../../src/metering/explain/decisions.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { completion, facts, inspection, plan, question } from './support.ts';

const explanation = { inspection, plan, facts };

describe('the remembered decisions', () => {
  it('hold nothing of what was asked', () => {
    const decisions = createDecisions(new FakeClock());
    decisions.note(question, explanation);
    decisions.note({ ...completion, snippets: [{ origin: completion.origin, text: 'a neighbour' }] }, explanation);
    const kept = JSON.stringify(decisions.recent());
    for (const text of ['right key', 'const a', 'a neighbour']) assert.ok(!kept.includes(text), text);
  });

  it('know what the request measured, and that pictures, tools and earlier answers were there', () => {
    const decisions = createDecisions(new FakeClock());
    const image = { mediaType: 'image/png', base64: 'AAAA' } as const;
    decisions.note(
      {
        ...question,
        messages: [{ role: 'user', text: 'x'.repeat(41), origins: [], images: [image, image] }],
        tools: [{ name: 'look', description: '', parameters: {} }],
        turns: [{ backendId: 'local', locality: 'local', verdict: 'kept' }],
      },
      explanation,
    );
    const shape = decisions.find('q1')?.shape;
    assert.deepEqual([shape?.promptTokens, shape?.images, shape?.tools, shape?.turns.length], [11, 2, 1, 1]);
  });

  it('are the last of each task, the newest first, so that typing does not push out the chat', async () => {
    const clock = new FakeClock();
    const decisions = createDecisions(clock);
    decisions.note(question, explanation);
    for (let key = 1; key <= keptDecisions + 5; key++) {
      await clock.advance(1);
      decisions.note({ ...completion, id: `c${key}` }, explanation);
    }
    const ids = decisions.recent().map(({ shape }) => shape.requestId);
    assert.equal(ids.length, keptDecisions + 1);
    assert.equal(ids[0], `c${keptDecisions + 5}`);
    assert.equal(ids.at(-1), 'q1');
    assert.equal(decisions.find('c1'), undefined);
  });

  it('leave warm-ups out, which nobody waits for', () => {
    const decisions = createDecisions(new FakeClock());
    decisions.note({ ...completion, warm: { promptCharacters: 100 } }, explanation);
    assert.deepEqual(decisions.recent(), []);
  });
});
