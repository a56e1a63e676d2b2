import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer, Attachment, Turn } from '../../../src/chat/conversation.ts';
import { estimateTokens, toMessages } from '../../../src/chat/prompt.ts';
import { file, selection } from './support/chat.ts';

function turn(question: string, answerText: string, attachments: readonly Attachment[] = []): Turn {
  const answer: Answer = { state: 'stopped', text: answerText, reasoning: 'thinking' };
  const placed = attachments.map((attachment, index) => ({ id: `${index}`, attachment }));
  return { id: question, question, attachments: placed, answer };
}

test('a question is sent with everything that was said before it', () => {
  const messages = toMessages([turn('first', 'one'), turn('second', 'two')], turn('third', ''));
  assert.deepEqual(
    messages.slice(1).map(({ role, text }) => [role, text]),
    [
      ['user', 'first'],
      ['assistant', 'one'],
      ['user', 'second'],
      ['assistant', 'two'],
      ['user', 'third'],
    ],
  );
  assert.equal(messages[0]?.role, 'system');
});

test('a turn without an answer is left out, so that questions and answers alternate', () => {
  const messages = toMessages([turn('refused', ''), turn('asked', 'answered')], turn('now', ''));
  assert.deepEqual(
    messages.map(({ role }) => role),
    ['system', 'user', 'assistant', 'user'],
  );
});

test('attachments stand before the question as fenced blocks with their paths, and name their origins', () => {
  const [, question] = toMessages([], turn('What is this?', '', [selection, file]));
  assert.equal(
    question?.text,
    [
      'src/a.ts, lines 3 to 4:',
      '```typescript',
      'const a = 1;',
      'const b = 2;',
      '```',
      '',
      'README.md:',
      '```markdown',
      '# Hello',
      '```',
      '',
      'What is this?',
    ].join('\n'),
  );
  assert.deepEqual(question?.origins, [selection.origin, file.origin]);
});

test('a text cannot close its own fence', () => {
  const text = 'before\r\n````\r\nafter';
  const [, question] = toMessages([], turn('?', '', [{ ...file, text }]));
  assert.ok(question?.text.includes('`````markdown\nbefore\n````\nafter\n`````'));
});

test('tokens are estimated from bytes, so that a text without spaces is not underestimated', () => {
  assert.equal(estimateTokens(''), 0);
  assert.equal(estimateTokens('abcde'), 2);
  assert.equal(estimateTokens('漢字漢字'), 3);
});
