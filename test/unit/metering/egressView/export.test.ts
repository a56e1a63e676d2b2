import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everyPrompt } from '../../../../src/metering/egressView/filter.ts';
import { intact, type MadeUpLog, type OpenedView, type Overrides, openView } from './support.ts';

async function exported(opened: OpenedView, format: 'csv' | 'json') {
  await opened.tell({ type: 'export', format });
  const action = opened.actions.at(-1);
  assert.ok(action?.type === 'save');
  return action;
}

async function csvOf(overrides: Overrides): Promise<Readonly<Record<string, string>>> {
  const { text } = await exported(await openView((egress) => egress.prompt(overrides)), 'csv');
  const [names = [], values = []] = parseCsv(text);
  return Object.fromEntries(names.map((name, n) => [name, values[n] ?? '']));
}

/** A reader of RFC 4180 that knows nothing of the writer. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

const twoHosts = (egress: MadeUpLog) => {
  egress.prompt();
  egress.prompt({ origin: 'https://api.anthropic.com' });
};

test('the table has a row for each request, with its figures and its whole hash', async () => {
  const row = await csvOf({ prompt: { findings: { email: 2, card: 1 }, redacted: 3 } });
  const {
    row: number,
    destination,
    model,
    bytes,
    tokens_in,
    tokens_out,
    cost_usd,
    findings,
    redacted,
    outcome,
    sha256,
  } = row;
  assert.deepEqual(
    [number, destination, model, bytes, tokens_in, tokens_out, cost_usd, findings, redacted, outcome],
    ['1', 'api.openai.com', 'gpt-large', '4200', '1050', '210', '0.0042', 'email 2; card 1', '3', 'completed'],
  );
  assert.equal(sha256, 'ab'.repeat(32));
  assert.match(row['time'] ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/);
});

test('unknown values are empty, not zero', async () => {
  const row = await csvOf({ settled: { costUsd: undefined, inputTokens: undefined } });
  assert.deepEqual([row['cost_usd'], row['tokens_in'], row['tokens_out']], ['', '', '210']);
});

for (const model of ['=HYPERLINK("http://x")', '+1', '-2', '@SUM(A1)', ' =1+1', '\t=1', '＝1', '\r\n=1']) {
  test(`a spreadsheet takes ${JSON.stringify(model)} for no formula`, async () => {
    assert.equal((await csvOf({ prompt: { model } }))['model'], `'${model}`);
  });
}

test('commas, quotes and line breaks stay inside of their cell', async () => {
  const model = 'a "quoted", name\nin two lines';
  assert.equal((await csvOf({ prompt: { model } }))['model'], model);
});

test('only what is filtered is exported, also what is not on the screen', async () => {
  const opened = await openView((egress) => {
    for (let count = 0; count < 300; count++) twoHosts(egress);
  });
  await opened.tell({ type: 'filter', filter: { ...everyPrompt, host: 'api.anthropic.com' } });
  const { text, fileName } = await exported(opened, 'csv');
  const rows = parseCsv(text).slice(1);
  assert.equal(rows.length, 300);
  assert.ok(rows.every((row) => row.includes('api.anthropic.com')));
  assert.match(fileName, /^what-left-\d{4}-\d\d-\d\d\.csv$/);
});

test('JSON holds every field of both rows, the kept text, the filter and a fresh verdict', async () => {
  const opened = await openView((egress) => egress.prompt({ text: 'body' }));
  opened.egress.verdict = { ...intact, sentence: 'Checked for the export.' };
  const file = JSON.parse((await exported(opened, 'json')).text);
  assert.equal(file.format, 'watershed-egress');
  assert.deepEqual(file.verdict, opened.egress.verdict);
  assert.deepEqual(file.filter, everyPrompt);
  const [sent, settled] = opened.egress.all;
  assert.deepEqual(file.requests[0].sent, JSON.parse(JSON.stringify(sent)));
  assert.deepEqual(file.requests[0].settled, JSON.parse(JSON.stringify(settled)));
});

test('a row that the check has marked is marked in both files', async () => {
  const opened = await openView((egress) => {
    twoHosts(egress);
    egress.verdict = { state: 'broken', checkedRows: 4, brokenAt: [1], sentence: 'Changed.' };
  });
  const rows = parseCsv((await exported(opened, 'csv')).text).slice(1);
  assert.deepEqual(
    rows.map((row) => row.at(-1)),
    ['', 'broken'],
  );
  const file = JSON.parse((await exported(opened, 'json')).text);
  assert.deepEqual(
    file.requests.map(({ isMarked }: { isMarked: boolean }) => isMarked),
    [false, true],
  );
});
