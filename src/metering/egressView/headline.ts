import type { ChainVerdict } from '../../contract/egress.ts';
import type { PrivacyMode } from '../../contract/routing.ts';
import { formatCost } from '../format.ts';
import type { Exit } from './exits.ts';
import { startOfPeriod } from './periods.ts';
import type { Headline } from './report.ts';
import { exitsSince, formatPartlyKnown, type Totals, totalsOf } from './totals.ts';
import { countOf, formatBytes, formatMoment, hostOf, listOf } from './words.ts';

export interface HeadlineFacts {
  /** The newest first. */
  readonly exits: readonly Exit[];
  readonly nowMs: number;
  readonly mode: PrivacyMode;
  /** When the log began, in milliseconds since the Unix epoch; undefined where that is not known. */
  readonly beganAtMs: number | undefined;
  /** False where the log could not be read. */
  readonly isReadable: boolean;
  /** Undefined until the chain has been checked. */
  readonly verdict: ChainVerdict | undefined;
}

/** Says no more than the log can show: it holds what Watershed sends, since it began, if nobody has changed it. */
export function headlineOf(facts: HeadlineFacts): Headline {
  const { exits, nowMs, mode, verdict, isReadable } = facts;
  if (!isReadable) return unreadable;
  const today = totalsOf(exitsSince(exits, startOfPeriod('today', nowMs)));
  const isBroken = verdict?.state === 'broken';
  const answer = today.prompts + today.withoutPrompt > 0 ? answerOfToday(today) : nothingSince(facts);
  const began = facts.beganAtMs ?? exits.at(-1)?.sent.atMs;
  return {
    answer: isBroken ? `${answer.slice(0, -1)}, as far as this log still shows.` : answer,
    notes: [
      ...(isBroken ? ['Rows were changed or removed, so more may have left than stands here.'] : []),
      ...(mode === 'local-only' ? ['The privacy mode is local-only: nothing may leave now.'] : []),
      `The log holds what Watershed itself sends${began === undefined ? '' : `, since ${formatMoment(began)}`}. ` +
        'What the editor and other extensions send is not in it.',
    ],
  };
}

const unreadable: Headline = {
  answer: 'The log cannot be read, so it is not known what has left this machine.',
  notes: ['The command “Watershed: Show Log” says why. As long as it cannot be written, nothing is sent elsewhere.'],
};

function answerOfToday(today: Totals): string {
  const hosts = listOf(
    today.hosts.map(([host, requests]) => (today.hosts.length > 1 ? `${host} (${requests})` : host)),
  );
  const others = countOf(today.withoutPrompt, 'request', 'requests');
  if (today.prompts === 0) return `No prompt has left this machine today, only ${others} without one, to ${hosts}.`;
  const besides = today.withoutPrompt === 0 ? '' : ` and ${others} without a prompt`;
  const prompts = countOf(today.prompts, 'prompt', 'prompts');
  return `Today ${prompts}${besides} left this machine, to ${hosts}: ${figuresOf(today)}.`;
}

function figuresOf({ bytes, inputTokens, outputTokens, costUsd }: Totals): string {
  const tokens = formatPartlyKnown({
    known: inputTokens.known + outputTokens.known,
    unknownCount: inputTokens.unknownCount + outputTokens.unknownCount,
  });
  const cost = formatCost({ knownUsd: costUsd.known, unknownCount: costUsd.unknownCount });
  return `${formatBytes(bytes)}, ${tokens === 'unknown' ? 'tokens unknown' : `${tokens} tokens`}, cost ${cost}`;
}

function nothingSince({ exits: [last], beganAtMs }: HeadlineFacts): string {
  if (last !== undefined) {
    const what = last.sent.prompt === undefined ? 'a request without a prompt' : 'the last prompt';
    return `Nothing has left this machine since ${formatMoment(last.sent.atMs)}, when ${what} went to ${hostOf(last.sent.origin)}.`;
  }
  if (beganAtMs === undefined) return 'Nothing has left this machine since this log began.';
  return `Nothing has left this machine since ${formatMoment(beganAtMs)}.`;
}
