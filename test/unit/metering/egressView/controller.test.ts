import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { pageSize } from '../../../../src/metering/egressView/controller.ts';
import { everyPrompt } from '../../../../src/metering/egressView/filter.ts';
import { settle } from '../../../support/fakeClock.ts';
import { dayMs, hourMs, intact, listed, nowMs, openView } from './support.ts';

test('the chain is checked when the view opens, and the verdict stands with its time', async () => {
  const { view } = await openView((egress) => egress.prompt());
  const { state, sentence, note } = view.state().verdict;
  assert.equal(state, 'intact');
  assert.match(sentence, /whole/);
  assert.match(note, /^Checked at \d\d:\d\d:\d\d\.$/);
});

test('checking again reads the log anew, so a row that was removed is gone', async () => {
  const opened = await openView((egress) => {
    egress.prompt();
    egress.prompt();
  });
  assert.deepEqual(listed(opened), [3, 1]);
  opened.egress.all.splice(0, 2);
  opened.egress.verdict = {
    state: 'broken',
    checkedRows: 2,
    brokenAt: [3],
    sentence: 'Rows are missing before row 3.',
  };
  await opened.tell({ type: 'verify' });
  assert.deepEqual(listed(opened), [3]);
  assert.equal(opened.view.state().verdict.state, 'broken');
});

test('while the check runs the view says so, and an older check cannot overrule a newer one', async () => {
  const opened = await openView();
  const answers: ((verdict: typeof intact) => void)[] = [];
  opened.egress.verify = () => new Promise((resolve) => answers.push(resolve));
  await opened.tell({ type: 'verify' });
  await opened.tell({ type: 'verify' });
  assert.equal(opened.view.state().verdict.state, 'checking');
  answers[1]?.({ ...intact, sentence: 'The newer one.' });
  await settle();
  answers[0]?.({ ...intact, sentence: 'The older one.' });
  await settle();
  assert.equal(opened.view.state().verdict.sentence, 'The newer one.');
});

test('a check that fails proves nothing, and says where to look', async () => {
  const opened = await openView((egress) => {
    egress.verdict = new Error('disk');
  });
  assert.equal(opened.view.state().verdict.state, 'unverifiable');
  assert.match(opened.view.state().verdict.sentence, /could not be checked.*Show Log/);
  assert.match(opened.log.lines.join('\n'), /^error: The egress log could not be checked/);
});

test('a log that cannot be read is said to be one, and what was read before stays', async () => {
  const opened = await openView((egress) => egress.prompt());
  const { rows } = opened.egress;
  opened.egress.rows = () => {
    throw new Error('locked');
  };
  await opened.tell({ type: 'verify' });
  assert.match(opened.view.state().headline.answer, /cannot be read, so it is not known what has left/);
  assert.deepEqual(listed(opened), [1]);
  opened.egress.rows = rows;
  await opened.tell({ type: 'verify' });
  assert.match(opened.view.state().headline.answer, /1 prompt/);
});

test('rows that the check has marked are marked in the list, by either of their rows, and can be shown alone', async () => {
  const opened = await openView((egress) => {
    egress.prompt();
    egress.prompt();
    egress.probe();
    egress.verdict = { state: 'broken', checkedRows: 5, brokenAt: [4, 5, 99], sentence: 'Changed.' };
  });
  await opened.tell({ type: 'filter', filter: { ...everyPrompt, text: 'gpt' } });
  const broken = opened.view
    .state()
    .days.flatMap(({ rows }) => rows)
    .filter(({ marks }) => marks.includes('broken'));
  assert.deepEqual(
    broken.map(({ sequence }) => sequence),
    [3],
  );
  await opened.tell({ type: 'show-marked' });
  assert.deepEqual(listed(opened), [5, 3]);
  assert.match(opened.view.state().verdict.note, /Not in the list: row 99\./);
});

test('thousands of rows come in pages, and a new filter begins with the first', async () => {
  const opened = await openView((egress) => {
    for (let count = 0; count < 1_000; count++) egress.prompt({ atMs: nowMs - hourMs - count });
  });
  assert.equal(listed(opened).length, pageSize);
  assert.equal(opened.view.state().count, 'The newest 200 of 1,000 requests');
  await opened.tell({ type: 'show-more' });
  assert.equal(listed(opened).length, 2 * pageSize);
  await opened.tell({ type: 'filter', filter: { ...everyPrompt, period: 'all', text: 'gpt' } });
  assert.equal(listed(opened).length, pageSize);
  assert.equal(opened.view.state().canShowMore, true);
});

test('what is added shows by itself, many rows at once, and only what is new is read', async () => {
  const opened = await openView((egress) => egress.prompt({ atMs: nowMs - 2 * dayMs }));
  opened.egress.readings.length = 0;
  opened.posted.length = 0;
  for (let count = 0; count < 20; count++) {
    opened.egress.prompt({ atMs: nowMs, settled: { atMs: nowMs } });
    opened.view.changed();
  }
  await opened.clock.advance(1_000);
  assert.equal(opened.posted.length, 1);
  assert.equal(listed(opened).length, 21);
  assert.equal(opened.egress.readings.length, 1);
  assert.ok((opened.egress.readings[0] ?? 0) > nowMs - 3 * dayMs, 'it read everything again');
  opened.view.dispose();
  assert.equal(opened.clock.pendingCount, 0);
});

test('what another window has added shows when the panel comes to the front', async () => {
  const opened = await openView((egress) => egress.prompt());
  opened.egress.prompt();
  await opened.tell({ type: 'ready' });
  assert.equal(listed(opened).length, 2);
});

test('a row from a clock that ran ahead does not hide what is added now', async () => {
  const opened = await openView((egress) => egress.prompt({ atMs: nowMs + 30 * dayMs }));
  opened.egress.prompt({ atMs: nowMs });
  opened.view.changed();
  await opened.clock.advance(1_000);
  assert.equal(listed(opened).length, 2);
});

test('open rows stay open while the log grows', async () => {
  const opened = await openView((egress) => egress.prompt());
  await opened.tell({ type: 'open-row', sequence: 1, isOpen: true });
  opened.egress.prompt({ atMs: nowMs });
  opened.view.changed();
  await opened.clock.advance(1_000);
  assert.deepEqual(
    opened.view.state().open.map(({ sequence }) => sequence),
    [1],
  );
  await opened.tell({ type: 'open-row', sequence: 1, isOpen: false });
  assert.deepEqual(opened.view.state().open, []);
});

test('a kept text is given on demand alone, with its hash computed again', async () => {
  const text = '{"prompt":"hello"}';
  const bodySha256 = createHash('sha256').update(text).digest('hex');
  const opened = await openView((egress) => {
    egress.prompt({ text, bodySha256 });
    egress.prompt({ text: `${text} `, bodySha256 });
    egress.prompt();
  });
  await opened.tell({ type: 'open-row', sequence: 1, isOpen: true });
  assert.ok(!JSON.stringify(opened.posted).includes('hello'));
  opened.posted.length = 0;
  for (const sequence of [1, 3, 5]) await opened.tell({ type: 'read-text', sequence });
  assert.deepEqual(
    opened.posted.map((message) => message.type === 'row-text' && [message.sequence, message.text, message.check]),
    [
      [1, text, 'Computed again, the hash of this text is the one of the row.'],
      [3, `${text} `, opened.posted[1]?.type === 'row-text' ? opened.posted[1].check : ''],
    ],
  );
  assert.match(JSON.stringify(opened.posted[1]), /is not the one of the row/);
});

test('copying and explaining are the editor’s to do', async () => {
  const opened = await openView();
  await opened.tell({ type: 'copy', text: 'ab' });
  await opened.tell({ type: 'explain-route', requestId: 'r' });
  await opened.tell({ type: 'open-settings' });
  assert.deepEqual(
    opened.actions.map(({ type }) => type),
    ['copy', 'explain-route', 'open-settings'],
  );
});

test('a message that is not part of the protocol does nothing', async () => {
  const opened = await openView();
  for (const message of [undefined, { type: 'save', fileName: '/x', text: '' }, { type: 'filter', filter: {} }]) {
    await opened.tell(message);
  }
  assert.deepEqual(opened.actions, []);
  assert.equal(opened.log.lines.length, 3);
});
