import { meterId } from '../../support/watershed.ts';
import { bareAnswers } from './bareServer.ts';
import { startChat } from './chatBeside.ts';
import { readUse } from './hostProcess.ts';
import { openAndRead, type Replay, typeTrace } from './replay.ts';
import { type RowReport, toRowReport, typedSteps } from './rowReport.ts';
import type { RowPlan } from './rows.ts';
import { readServerCounters, type ServerCounters } from './serverCounters.ts';
import { type BenchSession, startSession } from './session.ts';
import { countTokens, shownTexts } from './shownTexts.ts';
import { describeDifference } from './textDifference.ts';
import { toTimeline } from './timeline.ts';
import type { Trace } from './trace.ts';

/** What was counted around the typing of one trace. */
export interface Window {
  /** When the file was opened; from then to `startedMs` the person reads. */
  readonly openedMs: number;
  readonly startedMs: number;
  readonly endedMs: number;
  /** From the opening on. */
  readonly cpuMs: number;
  /** From the first key on, as what follows; undefined where a chat's are among them. */
  readonly promptTokens: number | undefined;
  readonly generatedTokens: number | undefined;
}

export interface RowOptions {
  readonly traces: readonly Trace[];
  readonly vsix: string;
  readonly modelPath?: string;
  /** Whether all is typed a second time in the same editor, where only processor time is measured. */
  readonly isTwice: boolean;
  readonly report: (line: string) => void;
}

/** Types all traces into a fresh editor before a fresh server, and measures. */
export async function measureRow(plan: RowPlan, options: RowOptions): Promise<RowReport> {
  const { traces, report } = options;
  const session = await startSession({ ...plan, ...options });
  try {
    await warmUp(session);
    const whole = await readCounters(session, plan);
    const chat = plan.hasChat ? await startChat(session) : undefined;
    const replays: Replay[] = [];
    const windows: Window[] = [];
    for (const trace of traces) {
      await chat?.keepBusy();
      const { result, window } = await inWindow(session, plan, trace);
      replays.push(result);
      windows.push(window);
      const fault = result.isAsMeant ? '' : `, NOT AS MEANT: ${differenceOf(result)}`;
      report(`${plan.name}: ${trace.name}, ${result.steps.length} keys${fault}`);
    }
    const total = await readCounters(session, plan);
    const notifications = await session.editor.notifications();
    const statusLabel = (await session.editor.statusItem(meterId))?.ariaLabel ?? '';
    const log = await session.log();
    const exchanges = [...(session.proxy?.exchanges ?? [])];
    const ledger = session.proxy === undefined ? [] : session.ledger();
    const { residentMb } = readUse(session.extensionHostPid);
    const isComparable = plan.name === 'real' && session.serverUrl !== undefined;
    return toRowReport({
      ...{ plan, replays, windows, log, notifications, statusLabel, exchanges, ledger, residentMb },
      hostCpuMsPerKeyAgain: options.isTwice ? await typeAgain({ session, plan, chat, traces, report }) : undefined,
      totalPromptTokens:
        whole === undefined || total === undefined ? undefined : total.promptTokens - whole.promptTokens,
      shownTokens:
        session.serverUrl === undefined
          ? undefined
          : await countTokens(
              session.serverUrl,
              replays.flatMap((one) => shownTexts(toTimeline(one))),
            ),
      bare: isComparable ? await bareAnswers(session, replays) : undefined,
    });
  } finally {
    await session.stop();
  }
}

interface SecondPass extends Pick<RowOptions, 'traces' | 'report'> {
  readonly session: BenchSession;
  readonly plan: RowPlan;
  readonly chat: Awaited<ReturnType<typeof startChat>> | undefined;
}

/**
 * Types all traces into other files of the same editor, where everything is loaded by now.
 * @returns processor time in ms per key
 * @throws where a file does not hold in the end what its trace means
 */
async function typeAgain({ session, plan, chat, traces, report }: SecondPass): Promise<number> {
  let [cpuMs, keys] = [0, 0];
  for (const trace of traces) {
    await chat?.keepBusy();
    const again = { ...trace, path: `again/${trace.path}` };
    const { result, window } = await inWindow(session, plan, again);
    cpuMs += window.cpuMs;
    keys += typedSteps(toTimeline(result)).length;
    report(`${plan.name}: ${trace.name} once more`);
    if (!result.isAsMeant)
      throw new Error(`${trace.name}, typed once more, does not hold what it means: ${differenceOf(result)}`);
  }
  return cpuMs / keys;
}

function differenceOf({ trace, finalText }: Replay): string {
  return describeDifference(trace.meant, finalText) ?? 'nothing differs';
}

async function inWindow(session: BenchSession, plan: RowPlan, trace: Trace) {
  const cpuBeforeMs = readUse(session.extensionHostPid).cpuMs;
  const openedMs = Date.now();
  await openAndRead(session, trace);
  const before = await readCounters(session, plan);
  const result = await typeTrace(session, trace, plan.manner);
  const cpuMs = readUse(session.extensionHostPid).cpuMs - cpuBeforeMs;
  await session.proxy?.idle(5_000);
  const after = await readCounters(session, plan);
  const { startedMs, endedMs } = result;
  const window: Window = {
    ...{ openedMs, startedMs, endedMs, cpuMs },
    promptTokens: after && before && after.promptTokens - before.promptTokens,
    generatedTokens: after && before && after.generatedTokens - before.generatedTokens,
  };
  return { result, window };
}

/** Undefined beside a chat: the server counts its tokens among the others. */
async function readCounters({ serverUrl }: BenchSession, { hasChat }: RowPlan): Promise<ServerCounters | undefined> {
  return serverUrl === undefined || hasChat ? undefined : readServerCounters(serverUrl);
}

/** The first keys of a session are slow: code is loaded and compiled. They go into a file of their own. */
async function warmUp(session: BenchSession): Promise<void> {
  const trace: Trace = {
    ...{ name: 'warm-up', language: 'plaintext', path: 'notes.txt', seed: 0, before: '', after: '' },
    keys: [...'these first words only warm it up '].map((key) => [key, 120] as const),
    meant: 'these first words only warm it up ',
  };
  await openAndRead(session, trace);
  await typeTrace(session, trace, 'ignores');
  await session.proxy?.idle(5_000);
}
