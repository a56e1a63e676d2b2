import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everyPrompt } from '../../../../src/metering/egressView/filter.ts';
import type { ExitFilter } from '../../../../src/metering/egressView/report.ts';
import { dayMs, listed, type MadeUpLog, nowMs, openView } from './support.ts';

const old = 1;
const other = 3;
const found = 5;
const probe = 7;

function fill(egress: MadeUpLog): void {
  egress.prompt({ atMs: nowMs - 100 * dayMs, prompt: { task: 'completion', model: 'Codestral' } });
  egress.prompt({ atMs: nowMs - 3 * dayMs, origin: 'https://gateway.team.example:8443', provider: 'litellm' });
  egress.prompt({
    atMs: nowMs - 60_000,
    prompt: { findings: { email: 2 }, redacted: 2, reasons: ['You asked for it.'] },
  });
  egress.probe({ atMs: nowMs - 30_000 });
}

const cases: readonly (readonly [what: string, filter: Partial<ExitFilter>, rows: readonly number[]])[] = [
  ['every prompt at first', {}, [found, other, old]],
  ['a period', { period: '7-days' }, [found, other]],
  ['today', { period: 'today' }, [found]],
  ['a destination, by host and port', { host: 'gateway.team.example:8443' }, [other]],
  ['a task', { task: 'completion' }, [old]],
  ['only what something was found in', { withFindings: true }, [found]],
  ['requests without a prompt too', { withoutPrompt: true }, [probe, found, other, old]],
  ['no request without a prompt under a task', { withoutPrompt: true, task: 'chat' }, [found, other]],
  ['a word in the host', { text: 'GATEWAY' }, [other]],
  ['a word in the model', { text: 'codestral' }, [old]],
  ['a word in a reason', { text: 'you asked' }, [found]],
  ['every word of a text, wherever it stands', { text: 'asked openai' }, [found]],
  ['no text across two words', { text: 'askedopenai' }, []],
  ['all of it together', { period: '30-days', host: 'api.openai.com', withFindings: true, text: 'gpt' }, [found]],
];

for (const [what, filter, rows] of cases) {
  test(`the filter lets through ${what}`, async () => {
    const opened = await openView(fill);
    await opened.tell({ type: 'filter', filter: { ...everyPrompt, ...filter } });
    assert.deepEqual(listed(opened), rows);
    assert.equal(opened.view.state().isFiltered, Object.keys(filter).length > 0);
  });
}

test('a filter stays when the page is drawn again, and goes with one press', async () => {
  const opened = await openView(fill);
  await opened.tell({ type: 'filter', filter: { ...everyPrompt, text: 'codestral' } });
  await opened.tell({ type: 'ready' });
  assert.deepEqual(listed(opened), [old]);
  await opened.tell({ type: 'clear-filter' });
  assert.deepEqual(listed(opened), [found, other, old]);
});

test('the choices are what the log has, the most frequent first, and what is chosen', async () => {
  const opened = await openView(fill);
  await opened.tell({ type: 'filter', filter: { ...everyPrompt, host: 'gone.example' } });
  const { hosts, tasks, withoutPrompt } = opened.view.state().choices;
  assert.deepEqual(
    hosts.map(({ value }) => value),
    ['api.openai.com', 'gateway.team.example:8443', 'gone.example'],
  );
  assert.deepEqual(
    tasks.map(({ label }) => label),
    ['Chat', 'Completion'],
  );
  assert.equal(withoutPrompt, '1');
});

test('an empty list says why, and offers what brings rows back', async () => {
  const empty = await openView();
  assert.deepEqual(empty.view.state().empty?.remedy, 'none');
  const probes = await openView((egress) => egress.probe());
  assert.equal(probes.view.state().empty?.remedy, 'show-without-prompt');
  await probes.tell({ type: 'show-without-prompt' });
  assert.equal(listed(probes).length, 1);
  const opened = await openView(fill);
  await opened.tell({ type: 'filter', filter: { ...everyPrompt, text: 'nowhere' } });
  assert.deepEqual(opened.view.state().empty, {
    text: 'Nothing that left matches these filters.',
    remedy: 'clear-filter',
  });
});
