import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Overrides, openView } from './support.ts';

/** The sections that a row opens to, by their headings. */
async function explain(overrides: Overrides, brokenAt: readonly number[] = []) {
  const opened = await openView((egress) => {
    egress.prompt(overrides);
    if (brokenAt.length > 0) egress.verdict = { state: 'broken', checkedRows: 2, brokenAt, sentence: 'Changed.' };
  });
  await opened.tell({ type: 'open-row', sequence: 1, isOpen: true });
  const [detail] = opened.view.state().open;
  assert.ok(detail);
  return {
    ...detail,
    text: Object.fromEntries(detail.sections.map((section) => [section.heading, section.sentences.join(' ')])),
  };
}

test('a row opens to what was sent, why there, what was found, what came of it and how to check it', async () => {
  const { text, requestId, sha256 } = await explain({});
  assert.deepEqual(Object.keys(text), [
    ...['What was sent', 'Why there', 'What was found in it', 'What came of it', 'How to check it'],
  ]);
  assert.equal(
    text['What was sent'],
    'A prompt of the task “chat” for the model gpt-large was sent to api.openai.com by POST /v1/chat/completions: ' +
      '4,200 bytes in all. It is your backend “cloud”, of the kind openai.',
  );
  assert.equal(text['Why there'], 'The question spans several files. Nothing sensitive was found.');
  assert.equal(text['What was found in it'], 'Nothing of the kinds that were looked for was found in the prompt.');
  assert.equal(
    text['What came of it'],
    'The whole answer came. It took 2.0 s. Tokens: 1,050 in, 210 out; cost: $0.0042.',
  );
  assert.match(text['How to check it'] ?? '', /SHA-256.*sha256sum.*was not kept/);
  assert.equal(requestId, 'request-1');
  assert.equal(sha256, 'ab'.repeat(32));
});

const handled = [
  [{ findings: { email: 2 }, redacted: 2 }, /^Found: 2 e-mail addresses\. All of it was replaced by placeholders/],
  [
    { findings: { email: 1, 'vendor-secret': 1 }, redacted: 0 },
    /known vendor and 1 e-mail address\. None of it was redacted/,
  ],
  [
    { findings: { email: 2, phone: 1 }, redacted: 2 },
    /2 were replaced by placeholders, 1 left as it stands in the text/,
  ],
] as const;
for (const [prompt, expected] of handled) {
  test(`what was found and what was done with it: ${JSON.stringify(prompt)}`, async () => {
    const { text } = await explain({ prompt });
    assert.match(text['What was found in it'] ?? '', expected);
  });
}

test('a failed, a cancelled, an unfinished and an unencrypted request are said to be so', async () => {
  assert.match((await explain({ settled: { outcome: 'failed' } })).text['What came of it'] ?? '', /^It failed/);
  assert.match(
    (await explain({ settled: { outcome: 'cancelled' } })).text['What came of it'] ?? '',
    /had left by then/,
  );
  assert.match((await explain({ settled: null })).text['What came of it'] ?? '', /under way, or the window was closed/);
  assert.match(
    (await explain({ origin: 'http://10.0.0.7:8000' })).text['What was sent'] ?? '',
    /not encrypted \(http\)/,
  );
});

test('a row that the check has marked warns before all else', async () => {
  const { sections } = await explain({}, [2]);
  assert.equal(sections[0]?.heading, 'Do not trust this row');
});

test('unknown figures are said to be unknown, never zero', async () => {
  const unknown = { inputTokens: undefined, outputTokens: undefined, costUsd: undefined };
  const { text, fields } = await explain({ settled: unknown });
  assert.match(text['What came of it'] ?? '', /did not count the tokens; cost: unknown/);
  assert.deepEqual(fields.find(({ name }) => name === 'Tokens in')?.value, 'unknown');
});
