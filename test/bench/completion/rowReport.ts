import { editSimilarity } from '../../../src/benchmark/similarity.ts';
import type { BareAnswers } from './bareServer.ts';
import type { Exchange } from './countingProxy.ts';
import { findFlicker } from './flicker.ts';
import { splitFigures } from './ghostSplit.ts';
import type { Window } from './measureRow.ts';
import { findPauses, type Pause } from './pauses.ts';
import { mean, quantiles, share, sum } from './quantile.ts';
import type { Replay } from './replay.ts';
import { requestFigures } from './requestFigures.ts';
import type { RowPlan } from './rows.ts';
import type { LedgerRow } from './session.ts';
import { shownTexts } from './shownTexts.ts';
import { describeDifference } from './textDifference.ts';
import { type TimedStep, type TimelineEvent, toTimeline } from './timeline.ts';
import { restOfLine, statesOf } from './trace.ts';
import { lineOf } from './typing.ts';

/** What one row has shown. Undefined means that it could not be known here. */
export type RowReport = ReturnType<typeof toRowReport>;

export interface RowEvidence {
  readonly plan: RowPlan;
  readonly replays: readonly Replay[];
  readonly windows: readonly Window[];
  readonly exchanges: readonly Exchange[];
  readonly ledger: readonly LedgerRow[];
  readonly log: string;
  readonly notifications: readonly string[];
  /** What the extension's status bar item says to a screen reader in the end, the notices of its servers among it. */
  readonly statusLabel: string;
  readonly residentMb: number;
  /** Of a second pass in the same editor; undefined where there was none. */
  readonly hostCpuMsPerKeyAgain: number | undefined;
  /** While reading and typing; undefined where a chat's are among them. */
  readonly totalPromptTokens: number | undefined;
  readonly shownTokens: number | undefined;
  readonly bare: BareAnswers | undefined;
}

interface Measured {
  readonly replay: Replay;
  readonly timeline: readonly TimelineEvent[];
  readonly pauses: readonly Pause[];
}

export function toRowReport(evidence: RowEvidence) {
  const { plan, replays, windows, exchanges } = evidence;
  const measured = replays.map((replay) => {
    const timeline = toTimeline(replay);
    return { replay, timeline, pauses: findPauses(timeline) };
  });
  const keys = sum(measured.map(({ timeline }) => typedSteps(timeline).length));
  const pauses = measured.flatMap((one) => one.pauses);
  const isInWindow = (atMs: number) => windows.some(({ startedMs, endedMs }) => atMs >= startedMs && atMs <= endedMs);
  const restoring = measured.flatMap(({ timeline }) => restoringTimes(timeline));
  const isRestoring = (atMs: number) => restoring.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs);
  const isTyping = (atMs: number) => isInWindow(atMs) && !isRestoring(atMs);
  const during = exchanges.filter(({ startedMs }) => isTyping(startedMs));
  const reading = exchanges.filter(({ startedMs }) => isWhileReading(startedMs, windows));
  const completions = during.filter(({ kind }) => kind === 'completion');
  return {
    name: plan.name,
    keys,
    isAsMeant: replays.every(({ isAsMeant }) => isAsMeant),
    ...ghostFigures(pauses),
    split: splitFigures(pauses, { ...evidence, isTyping }),
    ...requestFigures({ typing: during, reading }, keys),
    ...abortFigures(exchanges.length === 0 ? undefined : findAbortedUseful(completions, measured)),
    promptTokensPerKey: perKey(
      windows.map(({ promptTokens }) => promptTokens),
      keys,
    ),
    promptTokensPerKeyWithReading: perKey([evidence.totalPromptTokens], keys),
    generatedTokens: total(windows.map(({ generatedTokens }) => generatedTokens)),
    shownTokens: evidence.shownTokens,
    shownTexts: sum(measured.map(({ timeline }) => shownTexts(timeline).length)),
    ...acceptFigures(measured),
    chatShare: plan.hasChat ? chatShare(exchanges, windows) : undefined,
    ...flickerFigures(measured),
    ...alongFigures(measured, during),
    hostCpuMsPerKey: sum(windows.map(({ cpuMs }) => cpuMs)) / keys,
    hostCpuMsPerKeyAgain: evidence.hostCpuMsPerKeyAgain,
    hostResidentMb: evidence.residentMb,
    quality: plan.manner === 'ignores' ? qualityFigures(measured, evidence.bare) : undefined,
    notifications: evidence.notifications,
    oneSlotNotices: plan.hasChat ? countOneSlotNotices(evidence.statusLabel) : undefined,
    /** What the extension warned of in its log, each line once. */
    warnings: [...new Set([...evidence.log.matchAll(/\[(?:warning|error)\] (.*)$/gm)].map(([, line = '']) => line))],
    traces: measured.map(({ replay, pauses }) => ({
      name: replay.trace.name,
      isAsMeant: replay.isAsMeant,
      difference: describeDifference(replay.trace.meant, replay.finalText),
      keys: replay.steps.length,
      pauses: pauses.length,
      ghostMs: pauses.map(({ shownAtMs, keyAtMs }) => (shownAtMs === undefined ? null : round(shownAtMs - keyAtMs))),
    })),
  };
}

function ghostFigures(pauses: readonly Pause[]) {
  const times = pauses.flatMap(({ shownAtMs, keyAtMs }) => (shownAtMs === undefined ? [] : [shownAtMs - keyAtMs]));
  const waited = pauses.flatMap(({ shownAtMs, keyAtMs, stoodBefore }) =>
    shownAtMs === undefined || stoodBefore ? [] : [shownAtMs - keyAtMs],
  );
  const within = (limitMs: number) => share(times.filter((ms) => ms <= limitMs).length, pauses.length);
  const places = Map.groupBy(pauses, ({ place }) => place);
  return {
    pauses: pauses.length,
    pausesWithGhost: share(times.length, pauses.length),
    pausesWithin300Ms: within(300),
    pausesWithin700Ms: within(700),
    ghostMs: quantiles(times),
    /** Without the pauses in which the ghost had stood before. */
    newGhostMs: { ...quantiles(waited), count: waited.length },
    byPlace: Object.fromEntries(
      [...places].map(([place, all]) => [
        place,
        { pauses: all.length, withGhost: all.filter(({ shownAtMs }) => shownAtMs !== undefined).length },
      ]),
    ),
  };
}

/** Between the opening of the first file and the end of the last, when nobody types. */
function isWhileReading(atMs: number, windows: readonly Window[]): boolean {
  const [first, last] = [windows[0], windows.at(-1)];
  if (first === undefined || last === undefined || atMs < first.openedMs || atMs > last.endedMs) return false;
  return !windows.some(({ startedMs, endedMs }) => atMs >= startedMs && atMs <= endedMs);
}

/** How often the person was told that a chat and suggestions share one slot. A notice stands until the window closes. */
function countOneSlotNotices(statusLabel: string): number {
  return [...statusLabel.matchAll(/suggestions wait for the chat/g)].length;
}

/** Keys that belong to the typing, and not to putting a line back. */
export function typedSteps(timeline: readonly TimelineEvent[]): readonly TimedStep[] {
  return stepsOf(timeline).filter(({ kind }) => kind === 'trace' || kind === 'along');
}

function stepsOf(timeline: readonly TimelineEvent[]): readonly TimedStep[] {
  return timeline.filter((event) => event.kindOfEvent === 'step');
}

function restoringTimes(timeline: readonly TimelineEvent[]) {
  const steps = stepsOf(timeline);
  return steps.flatMap((step, number) => {
    const next = steps[number + 1];
    return step.kind === 'restore' && next !== undefined ? [{ fromMs: step.atMs, toMs: next.atMs }] : [];
  });
}

/** How many ghosts were taken with Tab, and how many of them the person kept. */
function acceptFigures(measured: readonly Measured[]) {
  const taken = measured.flatMap(({ timeline }) => {
    const steps = stepsOf(timeline);
    return steps.flatMap((step, number) => (step.kind === 'accept' ? [steps[number + 1]?.kind !== 'undo'] : []));
  });
  return { accepted: taken.length, kept: taken.filter((isKept) => isKept).length };
}

/** The share of the typing during which a chat answer was on its way. */
function chatShare(exchanges: readonly Exchange[], windows: readonly Window[]): number | undefined {
  const chats = exchanges.filter(({ kind }) => kind === 'chat');
  const busyMs = windows.flatMap(({ startedMs, endedMs }) =>
    chats.map((chat) => Math.max(0, Math.min(chat.endedMs ?? endedMs, endedMs) - Math.max(chat.startedMs, startedMs))),
  );
  return share(sum(busyMs), sum(windows.map(({ startedMs, endedMs }) => endedMs - startedMs)));
}

/**
 * Requests that were closed although their text went on from what had been typed by then, or nothing had been typed
 * since, and although none of it was ever shown: whoever closes a request when it has said enough wastes nothing, nor
 * does whoever closes one that leaves the line as it is. Where the prompt does not end in what the document held, nothing
 * is known and nothing is counted.
 */
function findAbortedUseful(completions: readonly Exchange[], measured: readonly Measured[]): readonly string[] {
  return completions.flatMap(({ aborted, startedMs, endedMs = 0, prompt, text }) => {
    const one = measured.find(({ replay }) => replay.startedMs <= endedMs && endedMs <= replay.endedMs);
    const state = one && stepsOf(one.timeline).findLast(({ atMs }) => atMs <= endedMs)?.state;
    if (!aborted || prompt === undefined || one === undefined || state === undefined) return [];
    const end = prompt.slice(-60);
    const at = state.before.lastIndexOf(end);
    if (at < 0) return [];
    const typed = state.before.slice(at + end.length);
    const [rest = ''] = text.slice(typed.length).trimEnd().split('\n');
    const isUseful = rest.trim() === '' ? text === '' && typed === '' : text.startsWith(typed);
    const wasShown = one.timeline.some(
      (event) =>
        event.kindOfEvent === 'ghost' &&
        event.atMs >= startedMs &&
        event.atMs <= endedMs + shownSoonMs &&
        event.text !== undefined &&
        agree(event.text.split('\n')[0]?.trim() ?? '', rest.trim()),
    );
    return isUseful && !wasShown ? [`${JSON.stringify(end)} + ${JSON.stringify(typed)} ► ${JSON.stringify(text)}`] : [];
  });
}

function abortFigures(found: readonly string[] | undefined) {
  return { abortedUseful: found?.length, abortedExamples: found?.slice(0, 12) ?? [] };
}

/** How long after the end of a request its text may come to the screen. */
const shownSoonMs = 500;

function agree(left: string, right: string): boolean {
  return left !== '' && (left.startsWith(right) || right.startsWith(left));
}

function flickerFigures(measured: readonly Measured[]) {
  const all = measured.map(({ timeline }) => findFlicker(timeline));
  const count = (what: 'blinks' | 'gone' | 'replaced' | 'grown' | 'redraws') => sum(all.map((one) => one[what]));
  return {
    flicker: {
      ...{ blinks: count('blinks'), gone: count('gone'), replaced: count('replaced') },
      ...{ grown: count('grown'), redraws: count('redraws') },
      examples: all.flatMap(({ examples }) => examples).slice(0, 12),
    },
  };
}

/** Keys that were typed along a ghost, and what they cost. The last key of a ghost is left out: after it a new one is due. */
function alongFigures(measured: readonly Measured[], during: readonly Exchange[]) {
  const intervals = measured.flatMap(({ timeline }) => {
    const steps = stepsOf(timeline);
    return steps.flatMap((step, number) => {
      const next = steps[number + 1];
      const isInside = step.kind === 'along' && next?.kind === 'along' && !next.endsPause;
      return isInside ? [{ fromMs: step.atMs, toMs: next.atMs }] : [];
    });
  });
  const completions = during.filter(({ kind }) => kind === 'completion' || kind === 'warming');
  const costly = intervals.filter(({ fromMs, toMs }) =>
    completions.some(({ startedMs }) => startedMs >= fromMs && startedMs < toMs),
  );
  return { along: { keys: intervals.length, freeShare: share(intervals.length - costly.length, intervals.length) } };
}

/** What stood in each pause against what the person wrote; a missing ghost counts as empty. */
function qualityFigures(measured: readonly Measured[], bare: BareAnswers | undefined) {
  const cases = measured.flatMap(({ replay, pauses }) => {
    const states = statesOf(replay.trace);
    return pauses.flatMap(({ index, state, line }) => {
      const meant = restOfLine(states, index).trim();
      if (meant === '') return [];
      const shown = restOf(line, lineOf(state.before));
      const said = bare?.lines.get(replay.trace.name)?.get(index);
      return [{ meant, shown, bare: said?.split('\n')[0]?.trim() }];
    });
  });
  const score = (texts: readonly { readonly meant: string; readonly text: string }[]) => ({
    exact: mean(texts.map(({ meant, text }) => (text === meant ? 1 : 0))),
    similarity: mean(texts.map(({ meant, text }) => editSimilarity(text, meant))),
  });
  const own = cases.map(({ meant, shown }) => ({ meant, text: shown }));
  return {
    lines: cases.length,
    shown: score(own),
    shownWhereShown: score(own.filter(({ text }) => text !== '')),
    ...(bare === undefined
      ? {}
      : {
          bare: score(cases.map(({ meant, bare = '' }) => ({ meant, text: bare }))),
          barePromptLength: bare.promptLength,
        }),
    cases,
  };
}

/** The first line of a ghost from the cursor on, with what it leaves standing right of the cursor. */
function restOf(line: string | undefined, typed: string): string {
  const drawn = line?.trimStart() ?? '';
  return drawn.startsWith(typed.trimStart()) ? drawn.slice(typed.trimStart().length).trim() : '';
}

function perKey(counts: readonly (number | undefined)[], keys: number): number | undefined {
  const all = total(counts);
  return all === undefined ? undefined : all / keys;
}

function total(counts: readonly (number | undefined)[]): number | undefined {
  const known = counts.filter((count) => count !== undefined && Number.isFinite(count));
  return known.length === counts.length && known.length > 0 ? sum(known.map(Number)) : undefined;
}

function round(value: number): number {
  return Math.round(value);
}
