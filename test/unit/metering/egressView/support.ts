import type {
  ChainVerdict,
  DepartingPrompt,
  EgressReader,
  EgressRow,
  SentRow,
  SettledRow,
} from '../../../../src/contract/egress.ts';
import type { PrivacyMode } from '../../../../src/contract/routing.ts';
import { createEgressView, type EgressView } from '../../../../src/metering/egressView/controller.ts';
import type { EgressAction, EgressHostMessage } from '../../../../src/metering/egressView/messages.ts';
import { FakeClock, settle } from '../../../support/fakeClock.ts';
import { RecordedLog } from '../fixtures.ts';

/** A log that a test fills by hand. */
export class MadeUpLog implements EgressReader {
  readonly all: EgressRow[] = [];
  verdict: ChainVerdict | Error = intact;
  /** From when on each reading was. */
  readonly readings: number[] = [];

  rows(fromMs: number, toMs: number): readonly EgressRow[] {
    this.readings.push(fromMs);
    return this.all.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
  }

  verify(): Promise<ChainVerdict> {
    return this.verdict instanceof Error ? Promise.reject(this.verdict) : Promise.resolve(this.verdict);
  }

  /** Adds a prompt that left, and unless told otherwise what came of it two seconds later. */
  prompt(overrides: Overrides = {}): SentRow {
    const sequence = this.all.length + 1;
    const requestId = `request-${sequence}`;
    const row = sentRow({ sequence, ...overrides, prompt: { ...usualPrompt, requestId, ...overrides.prompt } });
    this.all.push(row);
    if (overrides.settled !== null) this.settle(row, overrides.settled ?? {});
    return row;
  }

  settle(row: SentRow, overrides: Partial<SettledRow> = {}): void {
    this.all.push(settledRow(row, { sequence: this.all.length + 1, ...overrides }));
  }

  /** Adds a request that carried no prompt. */
  probe(overrides: Partial<SentRow> = {}): SentRow {
    const row = sentRow({
      ...{ sequence: this.all.length + 1, method: 'GET', path: '/v1/models' },
      ...{ bodyBytes: 0, bodySha256: emptySha256, prompt: undefined },
      ...overrides,
    });
    this.all.push(row);
    return row;
  }
}

export interface Overrides extends Omit<Partial<SentRow>, 'prompt'> {
  readonly prompt?: Partial<DepartingPrompt>;
  /** Null where nothing is known of its end. */
  readonly settled?: Partial<SettledRow> | null;
}

/** The time at which the fake clock stands at first. */
export const nowMs = new FakeClock().now();
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
export const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export const intact: ChainVerdict = {
  ...{ state: 'intact', checkedRows: 2, brokenAt: [] },
  sentence: 'The log is whole: no row was changed, added or taken away (2 rows checked).',
};

const usualPrompt: DepartingPrompt = {
  requestId: 'request',
  task: 'chat',
  model: 'gpt-large',
  reasons: ['The question spans several files.', 'Nothing sensitive was found.'],
  findings: {},
  redacted: 0,
};

function sentRow(overrides: Partial<SentRow>): SentRow {
  return {
    ...{ type: 'sent', sequence: 1, atMs: nowMs - hourMs },
    ...{ backendId: 'cloud', provider: 'openai', origin: 'https://api.openai.com', method: 'POST' },
    ...{ path: '/v1/chat/completions', bodyBytes: 4_200, bodySha256: 'ab'.repeat(32) },
    prompt: usualPrompt,
    text: undefined,
    ...overrides,
  };
}

function settledRow(row: SentRow, overrides: Partial<SettledRow>): SettledRow {
  return {
    ...{ type: 'settled', sequence: row.sequence + 1, atMs: row.atMs + 2_000 },
    ...{ requestId: row.prompt?.requestId ?? '', backendId: row.backendId },
    ...{ inputTokens: 1_050, outputTokens: 210, costUsd: 0.0042, outcome: 'completed', totalMs: 2_000 },
    ...overrides,
  };
}

/** The view's host over a made-up log, on a clock that stands still, with everything that it did on record. */
export interface OpenedView {
  readonly view: EgressView;
  readonly egress: MadeUpLog;
  readonly clock: FakeClock;
  readonly posted: EgressHostMessage[];
  readonly actions: EgressAction[];
  readonly log: RecordedLog;
  /** What the mode and the log's beginning are; a test may change them. */
  readonly circumstances: { mode: PrivacyMode; beganAtMs: number | undefined };
  /** Sends a message as the view would and lets everything that follows from it happen. */
  tell(message: unknown): Promise<void>;
}

export async function openView(fill: (egress: MadeUpLog) => void = () => undefined): Promise<OpenedView> {
  const egress = new MadeUpLog();
  fill(egress);
  const clock = new FakeClock();
  const log = new RecordedLog();
  const circumstances: OpenedView['circumstances'] = { mode: 'guarded', beganAtMs: undefined };
  const { mode, beganAtMs } = { mode: () => circumstances.mode, beganAtMs: () => circumstances.beganAtMs };
  const view = createEgressView({ reader: egress, clock, log, mode, beganAtMs });
  const posted: EgressHostMessage[] = [];
  const actions: EgressAction[] = [];
  view.onDidPost((message) => posted.push(message));
  view.onDidRequestAction((action) => actions.push(action));
  await settle();
  const tell = (message: unknown) => {
    view.handle(message);
    return settle();
  };
  return { view, egress, clock, posted, actions, log, circumstances, tell };
}

/** The sequence numbers of what the view lists, from the top down. */
export function listed({ view }: OpenedView): readonly number[] {
  return view.state().days.flatMap(({ rows }) => rows.map(({ sequence }) => sequence));
}
