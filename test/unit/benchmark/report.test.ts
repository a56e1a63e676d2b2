import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BenchmarkReport } from '../../../src/benchmark/report.ts';
import { renderReportHtml } from '../../../src/benchmark/reportHtml.ts';
import { answered, cloud, local, unanswered } from './fixtures.ts';

const hostile = `</td><script>alert("x")</script> & 'quoted' | \`code\` *star*`;

const report: BenchmarkReport = {
  startedAtMs: 1_760_000_000_000,
  durationMs: 65_000,
  isCancelled: false,
  backends: [local, cloud],
  results: [
    answered('local-coder', 'add', { passed: false, answer: 'return <b>secret</b>;' }),
    answered('local-coder', 'empty', { passed: false, answer: ' \n', timeToFirstTokenMs: undefined }),
    answered('local-coder', 'own', { kind: 'own-code', passed: false, similarity: 0.823, costUsd: undefined }),
    answered('claude', 'own', { kind: 'own-code', similarity: 1, totalMs: 1530, costUsd: 0.0021 }),
    unanswered('claude', 'kept', 'refused', 'It holds a key.'),
  ],
};

const hostileReport: BenchmarkReport = {
  ...report,
  backends: [{ ...cloud, id: hostile, model: hostile, origin: hostile }],
  results: [
    { ...answered(hostile, hostile, { answer: hostile }), title: hostile },
    { ...unanswered(hostile, hostile, 'failed', hostile), title: hostile },
  ],
};

const page = renderReportHtml(report, { nonce: 'n0nce' });

/** The cells of each row of the table below `heading`, by the row's name. */
function tableOf(heading: string, html = page): Map<string, string[]> {
  const section = html.split('<h2>').find((piece) => piece.startsWith(`${heading}</h2>`)) ?? assert.fail(heading);
  const rows = section.split('<tr role="row">').slice(2);
  return new Map(
    rows.map((row) => [
      /^<th scope="row" role="rowheader">([^<]*)/.exec(row)?.[1] ?? assert.fail(row),
      [...row.matchAll(/<td [^>]*>([^<]*)<\/td>/g)].map((match) => match[1] ?? ''),
    ]),
  );
}

describe('the report as a page', () => {
  it('says what each backend did, with units', () => {
    assert.deepEqual(tableOf('Quality').get('local-coder'), ['0 of 2', '–', '0 of 1', '82 %']);
    assert.deepEqual(tableOf('Quality').get('claude'), ['–', '–', '1 of 1', '100 %']);
    assert.deepEqual(tableOf('Speed').get('claude'), ['1', '50 ms', '50 ms', '1.5 s', '1.5 s', '40 tokens/s']);
    assert.deepEqual(tableOf('Cost').get('claude'), ['$0.0021', '$2.10']);
    assert.deepEqual(tableOf('Cost').get('local-coder'), ['unknown', 'unknown']);
    assert.match(page, /<small>coder-1\.5b, on this machine<\/small>/);
    assert.match(page, /<small>claude-sonnet-4-5, at https:\/\/api\.anthropic\.com<\/small>/);
  });

  it('says how each case went, with the answer behind a fold', () => {
    const cases = tableOf('Cases of local-coder');
    assert.deepEqual([...cases.keys()], ['add', 'empty', 'own']);
    assert.deepEqual(cases.get('add'), ['not passed', '50 ms', '200 ms', '$0']);
    assert.deepEqual(cases.get('own'), ['not passed, 82 % similar', '50 ms', '200 ms', 'unknown']);
    assert.deepEqual(cases.get('empty'), ['not passed, empty', '–', '200 ms', '$0']);
    assert.deepEqual(tableOf('Cases of claude').get('own'), ['passed', '50 ms', '1.5 s', '$0.0021']);
    assert.deepEqual(tableOf('Cases of claude').get('kept'), ['refused', '–', '–', '–']);
    assert.match(page, /<summary>Answer<\/summary><pre>return &lt;b&gt;secret&lt;\/b&gt;;<\/pre>/);
  });

  it('names what was not answered and why, where there is something', () => {
    assert.deepEqual(tableOf('Not answered').get('claude'), ['refused', '1', 'It holds a key.']);
    const complete = { ...report, results: report.results.slice(0, 4) };
    assert.doesNotMatch(renderReportHtml(complete, { nonce: 'n' }), /Not answered/);
  });

  it('has dashes, not zeros, for a backend without an answer', () => {
    const silent = { ...report, results: [unanswered('claude', 'kept', 'failed', 'It timed out.')] };
    const silentPage = renderReportHtml(silent, { nonce: 'n' });
    assert.deepEqual(tableOf('Speed', silentPage).get('claude'), ['0', '–', '–', '–', '–', '–']);
    assert.deepEqual(tableOf('Cost', silentPage).get('claude'), ['–', '–']);
  });

  it('says that the warm-up is not counted, and when the person stopped the run', () => {
    assert.match(page, /1 min 5 s: 4 cases at 2 backends, .*one request to warm up, which is not counted/);
    assert.doesNotMatch(page, /You stopped the run/);
    assert.match(renderReportHtml({ ...report, isCancelled: true }, { nonce: 'n' }), /You stopped the run/);
  });

  it('escapes all that comes from elsewhere', () => {
    const rendered = renderReportHtml(hostileReport, { nonce: '"><script>' });
    assert.doesNotMatch(rendered, /<script/);
    assert.doesNotMatch(rendered, /alert\("x"\)/);
    const escaped = '&lt;/td&gt;&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;quoted&#39;';
    assert.ok(rendered.split(escaped).length > 8);
  });

  it('loads nothing, runs nothing, and styles by its nonce alone', () => {
    assert.match(page, /content="default-src 'none'; style-src 'nonce-n0nce'"/);
    assert.equal(page.split('<style nonce="n0nce">').length, 2);
    assert.doesNotMatch(page, /<script|\sstyle=|\son\w+=|<link|<img|\ssrc=|\shref=|url\(/);
    assert.doesNotMatch(page.replace(/<style[\s\S]*<\/style>/, ''), /#[0-9a-f]{3,6}\b/i);
  });

  it('can be read without seeing it', () => {
    assert.match(page, /^<!DOCTYPE html>\n<html lang="en">/);
    const tables = page.split('<table role="table">').slice(1);
    assert.equal(tables.length, 6);
    for (const table of tables) {
      assert.match(table, /^\n<caption>[^<]+<\/caption>/);
      const columns = [...table.matchAll(/<th scope="col" role="columnheader">([^<]+)<\/th>/g)].map(([, name]) => name);
      for (const row of table.split('<tr role="row">').slice(2)) {
        assert.match(row, /^<th scope="row" role="rowheader">/);
        const cells = [...row.matchAll(/<td role="cell" data-column="([^"]+)">/g)].map(([, name]) => name);
        assert.deepEqual([columns[0], ...cells], columns, 'each cell knows its column, for the narrow page');
      }
    }
  });

  it('stands up to a run that did nothing', () => {
    const empty = renderReportHtml({ ...report, backends: [], results: [] }, { nonce: 'n' });
    assert.match(empty, /No case was answered/);
    assert.match(empty, /0 cases at 0 backends/);
  });
});
