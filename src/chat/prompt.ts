import type { ChatMessage } from '../contract/request.ts';
import type { Attachment, Turn } from './conversation.ts';

/**
 * The messages that a question is sent with: the system prompt, everything said before, and the question last. Turns
 * without an answer are left out, since some models insist that questions and answers alternate.
 */
export function toMessages(turnsBefore: readonly Turn[], asked: Turn): readonly ChatMessage[] {
  const history = turnsBefore.filter((turn) => turn.answer.text !== '').flatMap(toExchange);
  return [{ role: 'system', text: systemPrompt, origins: [] }, ...history, toQuestion(asked)];
}

/** A guess at the tokens of a text, good enough for a chip: four bytes of UTF-8 each. */
export function estimateTokens(text: string): number {
  return Math.ceil(new TextEncoder().encode(text).length / 4);
}

const systemPrompt =
  'You are a programming assistant inside a code editor. Answer briefly and correctly, in Markdown. ' +
  'Put code into fenced blocks that name their language. Say so when you do not know.';

function toExchange(turn: Turn): readonly ChatMessage[] {
  return [toQuestion(turn), { role: 'assistant', text: turn.answer.text, origins: [] }];
}

function toQuestion(turn: Turn): ChatMessage {
  const attachments = turn.attachments.map((placed) => placed.attachment);
  return {
    role: 'user',
    text: [...attachments.map(toFencedBlock), turn.question].join('\n\n'),
    origins: attachments.map((attachment) => attachment.origin),
  };
}

function toFencedBlock(attachment: Attachment): string {
  const { lines, origin } = attachment;
  const text = attachment.text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  const fence = fenceFor(text);
  const place = lines === undefined ? '' : `, lines ${lines.first} to ${lines.last}`;
  return `${origin.path}${place}:\n${fence}${origin.languageId}\n${text}\n${fence}`;
}

/** A fence longer than every run of backticks in the text, so that the text cannot close it. */
function fenceFor(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const longest = runs.reduce((length, run) => Math.max(length, run.length), 2);
  return '`'.repeat(longest + 1);
}
