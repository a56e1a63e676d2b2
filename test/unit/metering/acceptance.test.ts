import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SuggestionRecord } from '../../../src/contract/suggestion.ts';
import {
  acceptanceRate,
  createTodaysAcceptance,
  describeAcceptance,
  summarizeAcceptance,
} from '../../../src/metering/acceptance.ts';
import { reportAcceptance } from '../../../src/metering/acceptanceReport.ts';
import { tallyOf } from '../../../src/metering/suggestionTable.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { suggestion } from './fixtures.ts';

const nowMs = 1_760_000_000_000;
const dayMs = 24 * 3_600_000;

function summarize(...records: readonly Partial<SuggestionRecord>[]) {
  return summarizeAcceptance(records.map((record) => tallyOf(suggestion(record))));
}

function keeping(...records: readonly Partial<SuggestionRecord>[]) {
  let reads = 0;
  return {
    keep: () => assert.fail('nothing is kept here'),
    reads: () => reads,
    tallySince(sinceMs: number) {
      reads++;
      return records
        .map(suggestion)
        .filter(({ returnedAtMs }) => returnedAtMs >= sinceMs)
        .map(tallyOf);
    },
  };
}

describe('the summary of suggestions', () => {
  it('counts by model and language, the most suggestions first', () => {
    const { total, rows } = summarize(
      { model: 'small', languageId: 'go' },
      { model: 'small', languageId: 'python', outcome: 'dismissed' },
      { model: 'small', languageId: 'python', outcome: 'accepted', acceptedLength: 10 },
      { model: '', backendId: 'desk', languageId: 'go', outcome: 'typed' },
    );
    assert.deepEqual(
      rows.map(({ model, languageId, returned }) => [model, languageId, returned]),
      [
        ['small', 'python', 2],
        ['small', 'go', 1],
        ['desk', 'go', 1],
      ],
    );
    assert.deepEqual(total.outcomes, { ignored: 1, dismissed: 1, typed: 1, 'partly-accepted': 0, accepted: 1 });
    assert.deepEqual([total.returned, total.acceptedLength], [4, 10]);
  });

  it('2 takes the whole, the parts and what was typed to its end for accepted', () => {
    const outcomes = ['accepted', 'partly-accepted', 'typed', 'ignored', 'dismissed'] as const;
    assert.equal(acceptanceRate(summarize(...outcomes.map((outcome) => ({ outcome }))).total), 0.6);
    assert.equal(acceptanceRate(summarize().total), undefined);
  });

  it('leaves out of what is kept what nobody could look at', () => {
    const { total } = summarize(
      { outcome: 'accepted', keptAfter30s: 1, keptAfter5min: 0 },
      { outcome: 'accepted', keptAfter30s: 0.9 },
      { outcome: 'accepted' },
    );
    assert.deepEqual(total.after30s, { kept: 2, known: 2 });
    assert.deepEqual(total.after5min, { kept: 0, known: 1 });
  });

  it('fits into a line', () => {
    assert.equal(describeAcceptance(summarize().total), undefined);
    assert.equal(describeAcceptance(summarize({}).total), '1 suggestion, 0 % accepted');
    const accepted = { outcome: 'accepted', keptAfter30s: 1, keptAfter5min: 1 } as const;
    assert.equal(
      describeAcceptance(summarize({}, accepted).total),
      '2 suggestions, 50 % accepted, 100 % of those taken by key kept for 5 min',
    );
  });
});

describe("today's figures", () => {
  it('begin at midnight and are read again after some seconds', async () => {
    const clock = new FakeClock();
    const midnightMs = new Date(clock.now()).setHours(0, 0, 0, 0);
    const suggestions = keeping({ returnedAtMs: midnightMs }, { returnedAtMs: midnightMs - 1 });
    const today = createTodaysAcceptance(suggestions, clock);
    assert.equal(suggestions.reads(), 0);
    assert.equal(today().returned, 1);
    await clock.advance(9_999);
    today();
    assert.equal(suggestions.reads(), 1);
    await clock.advance(1);
    today();
    assert.equal(suggestions.reads(), 2);
  });
});

describe('the report', () => {
  it('says so when nothing was suggested', () => {
    const report = reportAcceptance(keeping(), nowMs);
    assert.match(report, /^# Completion acceptance\n/);
    assert.match(report, /Nothing has been suggested yet\./);
    assert.doesNotMatch(report, /\|/);
  });

  it('has a table for the last week and one for all time, with columns of one width', () => {
    const report = reportAcceptance(
      keeping(
        { model: 'small', languageId: 'python', outcome: 'accepted', acceptedLength: 1_200, keptAfter30s: 1 },
        { model: 'small', languageId: 'go', returnedAtMs: nowMs - 8 * dayMs },
      ),
      nowMs,
    );
    const [, week = '', all = ''] = report.split(/^## /m);
    assert.match(week, /^Last 7 days\n/);
    assert.match(
      week,
      /\| small +\| python +\| +1 \| +1 \| +0 \| +0 \| +100 % \| +0 \| +100 % of 1 \| +– \| +1,200 \|/,
    );
    assert.doesNotMatch(week, /\| go|\*\*All/);
    assert.match(all, /^All time\n/);
    assert.match(all, /\| small +\| go +\| +1 \| +0 \|/);
    assert.match(all, /\| \*\*All\*\* +\| +\| +2 \| +1 \|/);
    const widths = all
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => line.length);
    assert.equal(new Set(widths).size, 1);
  });

  it('of a week without suggestions has no empty table', () => {
    const report = reportAcceptance(keeping({ returnedAtMs: nowMs - 8 * dayMs }), nowMs);
    assert.match(report, /## Last 7 days\n\nNothing was suggested\.\n/);
  });

  it('shows a name as it is, whatever Markdown would make of it', () => {
    const report = reportAcceptance(keeping({ model: 'a|b_[c](d)<i>' }), nowMs);
    assert.ok(report.includes('a\\|b\\_\\[c\\]\\(d\\)\\<i\\>'));
  });
});
