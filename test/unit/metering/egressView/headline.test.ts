import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayMs, hourMs, type MadeUpLog, nowMs, openView } from './support.ts';

/** The clock's time in words, whatever the time zone of whoever runs this. */
function momentOf(atMs: number): string {
  const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }).format(atMs);
  return `${date}, ${new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(atMs)}`;
}

/** A minute ago: in any time zone but one that has midnight just then, still today. */
const lately = nowMs - 60_000;

async function headline(fill: (egress: MadeUpLog) => void) {
  const opened = await openView(fill);
  return opened.view.state().headline;
}

test('an empty log says since when nothing has left', async () => {
  const opened = await openView();
  assert.equal(opened.view.state().headline.answer, 'Nothing has left this machine since this log began.');
  opened.circumstances.beganAtMs = nowMs - 20 * dayMs;
  const { answer, notes } = opened.view.state().headline;
  const began = momentOf(nowMs - 20 * dayMs);
  assert.equal(answer, `Nothing has left this machine since ${began}.`);
  assert.match(notes.join(' '), new RegExp(`what Watershed itself sends, since ${began}.*other extensions`));
});

test('what left today stands in one sentence: how many, to whom, bytes, tokens and cost', async () => {
  const { answer } = await headline((egress) => {
    egress.prompt({ atMs: lately });
    egress.prompt({ atMs: lately, origin: 'https://api.anthropic.com' });
    egress.prompt({ atMs: lately });
  });
  assert.equal(
    answer,
    'Today 3 prompts left this machine, to api.openai.com (2) and api.anthropic.com (1): ' +
      '12.6 KB, 3,780 tokens, cost $0.01.',
  );
});

test('what nobody told makes a figure a lower bound', async () => {
  const { answer } = await headline((egress) => {
    egress.prompt({ atMs: lately });
    egress.prompt({ atMs: lately, settled: { costUsd: undefined, outputTokens: undefined } });
  });
  assert.match(answer, /: 8\.4 KB, at least 2,310 tokens, cost at least \$0\.0042\.$/);
});

test('requests without a prompt are not passed over, and not taken for prompts', async () => {
  const only = await headline((egress) => egress.probe({ atMs: lately }));
  assert.equal(only.answer, 'No prompt has left this machine today, only 1 request without one, to api.openai.com.');
  const both = await headline((egress) => {
    egress.probe({ atMs: lately });
    egress.prompt({ atMs: lately });
  });
  assert.match(both.answer, /^Today 1 prompt and 1 request without a prompt left this machine, to api\.openai\.com:/);
});

test('a day on which nothing left says what was the last', async () => {
  const { answer } = await headline((egress) => egress.prompt({ atMs: nowMs - 3 * dayMs }));
  assert.equal(
    answer,
    `Nothing has left this machine since ${momentOf(nowMs - 3 * dayMs)}, when the last prompt went to api.openai.com.`,
  );
});

test('a log that was changed does not vouch for what it says', async () => {
  const opened = await openView((egress) => {
    egress.prompt({ atMs: nowMs - 3 * dayMs });
    egress.verdict = { state: 'broken', checkedRows: 2, brokenAt: [1], sentence: 'Somebody has changed row 1.' };
  });
  const { answer, notes } = opened.view.state().headline;
  assert.match(answer, /, as far as this log still shows\.$/);
  assert.match(notes.join(' '), /more may have left than stands here/);
});

test('local-only is said, and does not hide what left before', async () => {
  const opened = await openView((egress) => egress.prompt({ atMs: lately }));
  opened.circumstances.mode = 'local-only';
  const { answer, notes } = opened.view.state().headline;
  assert.match(answer, /^Today 1 prompt left/);
  assert.match(notes.join(' '), /local-only: nothing may leave now/);
});

test('each period counts its own days, and the destinations in them', async () => {
  const { view } = await openView((egress) => {
    egress.prompt({ atMs: nowMs - 400 * dayMs, origin: 'https://old.example' });
    egress.prompt({ atMs: nowMs - 20 * dayMs });
    egress.prompt({ atMs: nowMs - 5 * dayMs });
    egress.prompt({ atMs: lately - hourMs / 60 });
  });
  assert.deepEqual(
    view.state().totals.map(({ label, prompts, hosts }) => [label, prompts, hosts]),
    [
      ['Today', '1', 'api.openai.com'],
      ['7 days', '2', 'api.openai.com'],
      ['30 days', '3', 'api.openai.com'],
      ['All', '4', 'api.openai.com, old.example'],
    ],
  );
});
