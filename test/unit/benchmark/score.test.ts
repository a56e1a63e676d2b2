import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conclude } from '../../../src/benchmark/conclusion.ts';
import type { BenchmarkReport, CaseResult } from '../../../src/benchmark/report.ts';
import { type BackendScore, scoreBackends } from '../../../src/benchmark/score.ts';
import { answered, cloud, local, unanswered } from './fixtures.ts';

function reportOf(results: readonly CaseResult[], backends = [local, cloud]): BenchmarkReport {
  return { startedAtMs: 1_760_000_000_000, durationMs: 60_000, isCancelled: false, backends, results };
}

function scoresOf(results: readonly CaseResult[]): readonly [BackendScore, BackendScore] {
  const [first, second] = scoreBackends(reportOf(results));
  assert.ok(first !== undefined && second !== undefined);
  return [first, second];
}

function conclusionsOf(results: readonly CaseResult[]): readonly string[] {
  const report = reportOf(results);
  return conclude(report, scoreBackends(report));
}

/** The same cases at both backends, each with its figures. */
function paired(count: number, atLocal: Parameters<typeof answered>[2], atCloud: Parameters<typeof answered>[2]) {
  return Array.from({ length: count }, (_, index) => [
    answered('local-coder', `case ${index}`, atLocal),
    answered('claude', `case ${index}`, atCloud),
  ]).flat();
}

describe('the score of a backend', () => {
  it('counts what passed by kind, and the mean similarity of own code', () => {
    const [coder] = scoresOf([
      answered('local-coder', 'a'),
      answered('local-coder', 'b', { passed: false }),
      answered('local-coder', 'c', { kind: 'own-code', similarity: 1 }),
      answered('local-coder', 'd', { kind: 'own-code', passed: false, similarity: 0.5 }),
      answered('claude', 'e', { kind: 'chat' }),
    ]);
    assert.deepEqual(coder.quality, {
      completion: { answered: 2, passed: 1 },
      chat: { answered: 0, passed: 0 },
      'own-code': { answered: 2, passed: 1 },
    });
    assert.equal(coder.similarity, 0.75);
    assert.equal(coder.answered, 4);
  });

  it('times the answers, leaving out what nobody measured', () => {
    const [coder, claude] = scoresOf([
      answered('local-coder', 'a', { totalMs: 100, timeToFirstTokenMs: 10, tokensPerSecond: 20 }),
      answered('local-coder', 'b', { totalMs: 300, timeToFirstTokenMs: undefined, tokensPerSecond: undefined }),
      answered('local-coder', 'c', { totalMs: 200, timeToFirstTokenMs: 30, tokensPerSecond: 40 }),
      unanswered('claude', 'a', 'failed', 'It was down.'),
    ]);
    assert.deepEqual(coder.total, { p50Ms: 200, p95Ms: 300 });
    assert.deepEqual(coder.timeToFirstToken, { p50Ms: 10, p95Ms: 30 });
    assert.equal(coder.tokensPerSecond, 20);
    assert.deepEqual(claude.total, { p50Ms: undefined, p95Ms: undefined });
    assert.equal(claude.tokensPerSecond, undefined);
    assert.equal(claude.similarity, undefined);
  });

  it('projects the cost onto a thousand answers, or not at all when one cost is unknown', () => {
    const [coder, claude] = scoresOf([
      answered('local-coder', 'a', { costUsd: undefined }),
      answered('local-coder', 'b', { costUsd: 0.25 }),
      answered('claude', 'a', { costUsd: 0.25 }),
      answered('claude', 'b', { costUsd: 0.75 }),
    ]);
    assert.deepEqual(coder.cost, { knownUsd: 0.25, unknownCount: 1 });
    assert.equal(coder.costPerThousandUsd, undefined);
    assert.deepEqual(claude.cost, { knownUsd: 1, unknownCount: 0 });
    assert.equal(claude.costPerThousandUsd, 500);
    assert.equal(scoresOf([])[0].costPerThousandUsd, undefined);
  });

  it('gathers the reasons for missing answers', () => {
    const [, claude] = scoresOf([
      unanswered('claude', 'a', 'refused', 'It holds a key.'),
      unanswered('claude', 'b', 'refused', 'It holds a key.'),
      unanswered('claude', 'c', 'failed', 'It timed out.'),
    ]);
    assert.deepEqual(claude.refused, [{ reason: 'It holds a key.', count: 2 }]);
    assert.deepEqual(claude.failed, [{ reason: 'It timed out.', count: 1 }]);
  });
});

describe('the conclusion', () => {
  it('compares two backends on the cases that both answered', () => {
    const results = [
      ...paired(6, { totalMs: 200, passed: false, similarity: 0.2 }, { totalMs: 1500, costUsd: 0.002 }),
      answered('local-coder', 'alone', { totalMs: 90_000 }),
    ];
    assert.deepEqual(conclusionsOf(results), [
      'On the 6 cases that both answered, local-coder took 200 ms at the median and claude 1.5 s; ' +
        'local-coder was first in 6, claude in 0: local-coder is faster.',
      'On the 6 cases that both answered, local-coder gave the better answer in 0, claude in 6, ' +
        'and 0 were equally good: claude is better.',
      'A thousand such requests would cost $0 at local-coder and $2.00 at claude ' +
        '(the electricity of this machine is not counted).',
    ]);
  });

  it('calls nobody better on what may be chance: five of five is not enough, six of six is', () => {
    const [speed] = conclusionsOf(paired(5, { totalMs: 200 }, { totalMs: 1500 }));
    assert.match(speed ?? '', /: too close to call one of them faster\.$/);
    const uneven = [
      ...paired(9, {}, { passed: false }),
      answered('local-coder', 'x', { passed: false }),
      answered('claude', 'x'),
    ];
    assert.match(conclusionsOf(uneven)[1] ?? '', /in 9, claude in 1, .*: local-coder is better\.$/);
  });

  it('takes similarities that lie close together for the same', () => {
    const own = { kind: 'own-code', passed: false } as const;
    const [, quality] = conclusionsOf(paired(8, { ...own, similarity: 0.6 }, { ...own, similarity: 0.69 }));
    assert.match(quality ?? '', /in 0, claude in 0, and 8 were equally good: too close to call/);
  });

  it('says so when two backends have no case in common', () => {
    const [sentence, cost] = conclusionsOf([
      answered('local-coder', 'a'),
      answered('claude', 'b', { costUsd: undefined }),
    ]);
    assert.equal(
      sentence,
      'local-coder and claude answered no case in common, so neither can be called better or faster.',
    );
    assert.match(cost ?? '', /\$0 at local-coder and an unknown sum at claude/);
  });

  it('compares every backend with the one that answered most', () => {
    const third = { ...local, id: 'tiny' };
    const results = [
      answered('claude', 'a'),
      answered('tiny', 'a'),
      answered('tiny', 'b'),
      answered('local-coder', 'b'),
    ];
    const report = reportOf(results, [local, cloud, third]);
    const sentences = conclude(report, scoreBackends(report));
    assert.equal(sentences.filter((sentence) => sentence.includes('one case that both answered, tiny')).length, 4);
    assert.equal(sentences.length, 5);
  });

  it('describes the only one that answered, and has nothing to say where none did', () => {
    assert.deepEqual(
      conclusionsOf([answered('claude', 'a', { costUsd: 0.001 }), answered('claude', 'b', { passed: false })]),
      [
        'claude passed 1 of 2 checks and took 200 ms at the median. ' +
          'No other backend answered, so there is nothing to compare it with.',
        'A thousand such requests would cost $0.50 at claude.',
      ],
    );
    assert.deepEqual(conclusionsOf([unanswered('claude', 'a', 'failed', 'It was down.')]), [
      'No case was answered, so there is nothing to compare.',
    ]);
  });
});
