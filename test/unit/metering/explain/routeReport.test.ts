import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Estimate } from '../../../../src/metering/estimate.ts';
import { adviceFor } from '../../../../src/metering/explain/advice.ts';
import { reportAttempts, reportDecision, reportDryRun } from '../../../../src/metering/explain/routeReport.ts';
import { renderRouteReport } from '../../../../src/metering/explain/routeReportHtml.ts';
import { entry } from '../fixtures.ts';
import { decision, facts, local, localRoute, plan, secretFound } from './support.ts';

const estimate: Estimate = {
  firstToken: { usual: 300, rarelyAbove: 900 },
  total: { usual: 1_800, rarelyAbove: 4_000 },
  cost: { usual: 0.004, rarelyAbove: 0.012 },
  isUnusuallyLong: false,
};
const estimates = new Map([['cloud', estimate]]);
const spending = "Today's answers have cost $0.25 of $2.00 a day.";
const page = { nonce: 'aNonceForThisTest' };

describe('the report on a route', () => {
  it('says first who answered and why, then what each layer said, the routes and the refused', () => {
    const attempts = [entry({ task: 'chat', backendId: 'local', model: 'coder-1.5b', reasons: ['It is enough.'] })];
    const report = reportDecision({ decision: decision(), attempts, estimates, spending });
    assert.equal(report.heading, 'coder-1.5b on this machine answered');
    assert.equal(report.lead, 'It is enough.');
    assert.equal(report.layers.length, 10);
    assert.deepEqual(
      report.routes.map(({ backendId, subtitle }) => [backendId, subtitle]),
      [['local', 'coder-1.5b on this machine']],
    );
    const [refused] = report.refused;
    assert.equal(refused?.reason, secretFound.text);
    assert.equal(refused?.estimate, estimate);
    assert.match(refused?.advice.text ?? '', /Take out what was found/);
  });

  it('names the one that answered, not the first that was tried', () => {
    const attempts = [
      entry({ backendId: 'local', outcome: 'failed', errorKind: 'timed-out' }),
      entry({
        attempt: 2,
        model: 'large',
        locality: 'remote',
        origin: 'https://api.example.com',
        reasons: ['Fallback.'],
      }),
    ];
    const report = reportDecision({ decision: decision(), attempts, estimates, spending });
    assert.equal(report.heading, 'large at api.example.com answered');
    assert.equal(report.lead, 'Fallback.');
  });

  it('of a dry run says that nothing was sent, and where it would go', () => {
    const report = reportDryRun({ decision: decision(), estimates, spending });
    assert.equal(report.title, 'Dry run: nothing was sent');
    assert.equal(report.heading, 'This would go to coder-1.5b on this machine');
    assert.equal(report.lead, localRoute.reasons[0].text);
  });

  it('says why nothing can answer', () => {
    const refused = [
      {
        ...{ backendId: 'coder', locality: 'local' as const },
        reason: { layer: 'capability', code: 'not-for-task', text: 'coder is not set up for chat.' } as const,
      },
      ...plan.refused,
    ];
    const report = reportDryRun({
      decision: decision({ plan: { strategy: 'none', routes: [], refused } }),
      estimates,
      spending,
    });
    assert.equal(report.heading, 'Nothing can answer this');
    assert.equal(report.lead, secretFound.text);
    const none = reportDryRun({
      decision: decision({ plan: { strategy: 'none', routes: [], refused: [] } }),
      ...{ estimates, spending },
    });
    assert.equal(none.lead, 'No model is set up for it.');
  });

  it('of an older request tells what the ledger keeps, and that the layers are gone', () => {
    const attempts = [entry({ task: 'chat', reasons: ['It is enough.'] })];
    const report = reportAttempts({ requestId: 'r1', task: 'chat', startedAtMs: 0, attempts, plannedId: undefined });
    assert.equal(report.lead, 'It is enough.');
    assert.match(report.context.join(' '), /last 20 chat questions/);
    assert.deepEqual([report.layers, report.routes, report.refused], [[], [], []]);
  });

  it('has advice for every layer, by the code of the reason where that says more', () => {
    const layers = ['policy', 'capability', 'health', 'limits', 'budget', 'task', 'complexity'] as const;
    for (const layer of layers) assert.notEqual(adviceFor({ layer, code: 'unheard-of', text: '' }).text, '');
    assert.match(adviceFor({ layer: 'policy', code: 'workspace-untrusted', text: '' }).text, /Trust/);
  });
});

describe('the report as a page', () => {
  const drawn = renderRouteReport(reportDryRun({ decision: decision(), estimates, spending }), page);

  it('shows the layers, the routes and what a refused one would have taken and cost', () => {
    assert.match(drawn, /<h1>This would go to coder-1\.5b on this machine<\/h1>/);
    assert.match(drawn, /What each layer said[\s\S]*Routes, in order[\s\S]*Refused/);
    assert.match(drawn, /about 1\.8 s<small>rarely above 4\.0 s/);
    assert.match(drawn, /about \$0\.0040<small>rarely above \$0\.01/);
  });

  it('says what is missing where an estimate is unknown', () => {
    const untimed = new Map([['cloud', { ...estimate, total: { missing: 'cloud has given no answer.' } }]]);
    const shown = renderRouteReport(reportDryRun({ decision: decision(), estimates: untimed, spending }), page);
    assert.match(shown, /unknown<small>cloud has given no answer\.<\/small>/);
  });

  it('leads by links to commands that change nothing by themselves', () => {
    const links = [...drawn.matchAll(/href="([^"]*)"/g)].map(([, href]) => href ?? '');
    assert.ok(links.includes('command:watershed.choosePrivacyMode'));
    for (const link of links) assert.match(link, /^command:(watershed|workbench)\.[\w.]+(\?[\w%]+)?$/);
  });

  it('runs and loads nothing, and escapes what comes from settings and servers', () => {
    const hostile = '<img src=x onerror=alert(1)>';
    const backends = [{ ...local, id: hostile, model: hostile }];
    const routes = [{ ...localRoute, backendId: hostile, model: hostile }];
    const of = decision({ facts: { ...facts, backends }, plan: { ...plan, routes } });
    const shown = renderRouteReport(reportDryRun({ decision: of, estimates, spending }), page);
    assert.ok(!shown.includes('<img'));
    assert.ok(!/<script|javascript:|https?:\/\//.test(shown));
    assert.match(shown, /default-src 'none'; style-src 'nonce-aNonceForThisTest'/);
  });

  it('can be read without seeing it: headings in order, tables with captions and headers', () => {
    assert.equal(drawn.match(/<h1>/g)?.length, 1);
    assert.equal(drawn.match(/<caption>/g)?.length, drawn.match(/<table/g)?.length);
    assert.match(drawn, /<th scope="row" role="rowheader">/);
    assert.match(drawn, /<html lang="en">/);
  });
});
