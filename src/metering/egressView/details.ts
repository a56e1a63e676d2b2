import { formatCount, formatMs, formatUsd } from '../format.ts';
import { type Exit, sequencesOf } from './exits.ts';
import type { DetailView } from './report.ts';
import { countFindings, countOf, describeFindings, findingEntries, formatIso, hostOf, taskWords } from './words.ts';

/** Explains one request: what was sent, why there, what was found, what came of it, and how to check it. */
export function toDetailView(exit: Exit, isMarked: boolean): DetailView {
  const { sent } = exit;
  return {
    sequence: sent.sequence,
    sections: [
      ...(isMarked ? [{ heading: 'Do not trust this row', sentences: [markedSentence] }] : []),
      { heading: 'What was sent', sentences: describeSending(exit) },
      { heading: 'Why there', sentences: describeReasons(exit) },
      { heading: 'What was found in it', sentences: describeInspection(exit) },
      { heading: 'What came of it', sentences: describeOutcome(exit) },
      { heading: 'How to check it', sentences: describeCheck(exit) },
    ].filter(({ sentences }) => sentences.length > 0),
    fields: fieldsOf(exit),
    sha256: sent.bodySha256,
    requestId: sent.prompt?.requestId,
    hasText: sent.text !== undefined && sent.bodyBytes > 0,
  };
}

const markedSentence =
  'The check of the log found that this row was changed after it was written, or that rows before it are missing.';

function describeSending({ sent }: Exit): readonly string[] {
  const { prompt, method, path, origin, bodyBytes, provider, backendId } = sent;
  const to = `to ${hostOf(origin)} by ${method} ${path}`;
  const plain = origin.startsWith('http:') ? ['The connection was not encrypted (http).'] : [];
  const entry = `It is your backend “${backendId}”${provider === undefined ? '' : `, of the kind ${provider}`}.`;
  if (prompt === undefined) {
    const body = bodyBytes === 0 ? 'without a body' : `with a body of ${countOf(bodyBytes, 'byte', 'bytes')}`;
    return [`A request without a prompt, ${body}, was sent ${to}.`, entry, ...plain];
  }
  const what = `A prompt of the task “${taskWords[prompt.task].toLowerCase()}” for the model ${prompt.model}`;
  return [`${what} was sent ${to}: ${countOf(bodyBytes, 'byte', 'bytes')} in all.`, entry, ...plain];
}

function describeReasons({ sent: { prompt } }: Exit): readonly string[] {
  if (prompt !== undefined) return prompt.reasons;
  return ['Watershed looks whether the server is there, and which models it has. This carries none of your text.'];
}

function describeInspection({ sent: { prompt } }: Exit): readonly string[] {
  if (prompt === undefined) return [];
  const found = countFindings(prompt.findings);
  if (found === 0) return ['Nothing of the kinds that were looked for was found in the prompt.'];
  const left = Math.max(0, found - prompt.redacted);
  const was = (count: number) => (count === 1 ? 'was' : 'were');
  return [
    `Found: ${describeFindings(prompt.findings)}.`,
    prompt.redacted === 0
      ? 'None of it was redacted: it left as it stands in the text.'
      : left === 0
        ? 'All of it was replaced by placeholders before it left.'
        : `${formatCount(prompt.redacted)} ${was(prompt.redacted)} replaced by placeholders, ${formatCount(left)} left as ` +
          `${left === 1 ? 'it stands' : 'they stand'} in the text.`,
    'What was found is not in this log, only how much of each kind.',
  ];
}

function describeOutcome({ settled, end }: Exit): readonly string[] {
  if (end === 'repeated')
    return ['It failed in a way that passes and was sent again: the figures stand with the last try.'];
  if (end === 'open') return ['It is under way, or the window was closed before its end was written down.'];
  if (settled === undefined) return [];
  const { inputTokens, outputTokens, costUsd, totalMs, outcome } = settled;
  const tokens = [inputTokens, outputTokens].every((count) => count === undefined)
    ? 'The server did not count the tokens'
    : `Tokens: ${formatKnown(inputTokens)} in, ${formatKnown(outputTokens)} out`;
  return [`${outcomeSentences[outcome]} It took ${formatMs(totalMs)}.`, `${tokens}; cost: ${formatUsd(costUsd)}.`];
}

const outcomeSentences = {
  completed: 'The whole answer came.',
  cancelled: 'It was cancelled before the answer was whole; what was sent had left by then.',
  interrupted: 'The answer broke off in its middle.',
  failed: 'It failed, so no answer came; what was sent had left by then.',
  superseded: 'The answer was not used: another model’s was shown in its place.',
} as const;

function describeCheck({ sent: { bodyBytes, text } }: Exit): readonly string[] {
  if (bodyBytes === 0) return ['It had no body, so the hash below is that of nothing.'];
  const kept = 'Or read the text that was kept: its hash is computed again when you open it.';
  const notKept = 'The text itself was not kept; a setting turns that on for later requests.';
  return [
    'The hash below is the SHA-256 of the body’s bytes as they went over the wire. Record the request with a proxy of ' +
      'your own and compare: sha256sum of the recorded body gives the same digits.',
    text === undefined ? notKept : kept,
  ];
}

function fieldsOf(exit: Exit): DetailView['fields'] {
  const { sent, settled } = exit;
  const { prompt } = sent;
  const fields: (readonly [string, string | undefined])[] = [
    ['Rows of the log', sequencesOf(exit).join(' and ')],
    ['Sent at', formatIso(sent.atMs)],
    ['Ended at', settled === undefined ? undefined : formatIso(settled.atMs)],
    ['Destination', sent.origin],
    ['Request', `${sent.method} ${sent.path}`],
    ['Backend', sent.backendId],
    ['Provider', sent.provider],
    ['Model', prompt?.model],
    ['Task', prompt?.task],
    ['Request id', prompt?.requestId],
    ['Body', `${formatCount(sent.bodyBytes)} bytes`],
    ['Findings', prompt && listFindings(prompt.findings)],
    ['Redacted', prompt && formatCount(prompt.redacted)],
    ['Outcome', settled?.outcome],
    ['Tokens in', settled && formatKnown(settled.inputTokens)],
    ['Tokens out', settled && formatKnown(settled.outputTokens)],
    ['Cost', settled && formatUsd(settled.costUsd)],
  ];
  return fields.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

function listFindings(findings: Parameters<typeof findingEntries>[0]): string {
  const entries = findingEntries(findings).map(([kind, count]) => `${kind} ${count}`);
  return entries.length === 0 ? 'none' : entries.join(', ');
}

function formatKnown(tokens: number | undefined): string {
  return tokens === undefined ? 'unknown' : formatCount(tokens);
}
