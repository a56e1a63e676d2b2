import type { Disposable } from '../base/disposable.ts';
import type { LedgerEntry } from '../contract/ledger.ts';
import type { Task } from '../contract/request.ts';
import type { Speed } from '../contract/routing.ts';
import type { Ledger } from './ledger.ts';
import { quantileOf } from './quantile.ts';

/** How quick each backend has been lately, and how long its answers were, as the ledger tells. */
export interface Speeds extends Disposable {
  /** Undefined until the backend has given `leastAnswers` of the task with the model that it has now. */
  of(backendId: string, task: Task): Speed | undefined;
  /** What a request and its answer usually measure: of this backend, or of every one where this one has too few. */
  usualSizes(backendId: string, task: Task): UsualSizes | undefined;
  /** Settles, never rejects, once the ledger's older entries are counted too. */
  readonly whenRead: Promise<void>;
}

/** In tokens, as the servers counted them; a part is undefined where too few of them did. */
export interface UsualSizes {
  readonly output: { readonly p50: number; readonly p90: number } | undefined;
  readonly promptP90: number | undefined;
}

/** With fewer answers than this a quantile says more of chance than of the backend. */
export const leastAnswers = 5;

/** What a backend did longer ago than this many answers says little of today. */
const keptAnswers = 100;

/** Enough for the windows of a few backends; reading more would hold up the editor's start. */
const entriesAtStart = 500;

/** Must be made with the ledger, before its first entry of this window. Older entries are read once the file is open. */
export function createSpeeds(ledger: Pick<Ledger, 'onDidAppend' | 'whenOpen' | 'recent'>): Speeds {
  let answers = new RecentAnswers();
  let isDisposed = false;
  const subscription = ledger.onDidAppend((entry) => answers.add(entry));
  return {
    of: (backendId, task) => answers.get(backendId, task)?.speed(),
    usualSizes: (backendId, task) => answers.get(backendId, task)?.sizes() ?? answers.get(undefined, task)?.sizes(),
    whenRead: ledger.whenOpen.then(() => {
      if (isDisposed) return;
      // What this window has written by now is among them.
      answers = new RecentAnswers();
      for (const entry of [...ledger.recent(entriesAtStart)].reverse()) answers.add(entry);
    }),
    dispose() {
      isDisposed = true;
      subscription.dispose();
    },
  };
}

/** A window over the last answers for each task of each backend, and one for each task over all backends. */
class RecentAnswers {
  readonly #windows = new Map<string, AnswerWindow>();

  get(backendId: string | undefined, task: Task): AnswerWindow | undefined {
    return this.#windows.get(keyOf(backendId, task));
  }

  /** A warm-up is no answer. One that the person broke off tells neither how long it would have been nor how quick. */
  add(entry: LedgerEntry): void {
    if (entry.task === 'warm-up' || entry.outcome === 'cancelled' || entry.outcome === 'failed') return;
    this.#windowFor(keyOf(entry.backendId, entry.task), entry.model).add(entry);
    this.#windowFor(keyOf(undefined, entry.task), undefined).add(entry);
  }

  /** A backend whose model has changed is another backend. */
  #windowFor(key: string, model: string | undefined): AnswerWindow {
    const known = this.#windows.get(key);
    if (known !== undefined && known.model === model) return known;
    const begun = new AnswerWindow(model);
    this.#windows.set(key, begun);
    return begun;
  }
}

function keyOf(backendId: string | undefined, task: Task): string {
  return JSON.stringify([task, backendId ?? null]);
}

class AnswerWindow {
  readonly model: string | undefined;
  readonly #firstTokenMs: number[] = [];
  readonly #tokensPerSecond: number[] = [];
  readonly #outputTokens: number[] = [];
  readonly #promptTokens: number[] = [];
  /** Kept until the next answer, since the router asks at each key. */
  #speed: { readonly value: Speed | undefined } | undefined;

  constructor(model: string | undefined) {
    this.model = model;
  }

  add(entry: LedgerEntry): void {
    this.#speed = undefined;
    keep(this.#firstTokenMs, entry.timeToFirstTokenMs);
    if (entry.outcome !== 'completed') return;
    keep(this.#tokensPerSecond, rateOf(entry));
    keep(this.#outputTokens, entry.outputTokens);
    keep(this.#promptTokens, entry.inputTokens);
  }

  speed(): Speed | undefined {
    this.#speed ??= { value: this.#countSpeed() };
    return this.#speed.value;
  }

  sizes(): UsualSizes | undefined {
    const [p50, p90] = [usually(this.#outputTokens, 0.5), usually(this.#outputTokens, 0.9)];
    const promptP90 = usually(this.#promptTokens, 0.9);
    if (p50 === undefined || p90 === undefined)
      return promptP90 === undefined ? undefined : { output: undefined, promptP90 };
    return { output: { p50, p90 }, promptP90 };
  }

  #countSpeed(): Speed | undefined {
    const firstTokenP50Ms = usually(this.#firstTokenMs, 0.5);
    const firstTokenP95Ms = usually(this.#firstTokenMs, 0.95);
    if (firstTokenP50Ms === undefined || firstTokenP95Ms === undefined) return undefined;
    return { firstTokenP50Ms, firstTokenP95Ms, tokensPerSecond: usually(this.#tokensPerSecond, 0.5) };
  }
}

function keep(values: number[], value: number | undefined): void {
  if (value !== undefined) values.push(value);
  if (values.length > keptAnswers) values.shift();
}

function usually(values: readonly number[], fraction: number): number | undefined {
  return values.length < leastAnswers ? undefined : quantileOf(values, fraction);
}

/** The rate after the first token, (n − 1) / time, as in a measurement, which the ledger does not keep. */
function rateOf({ outputTokens, timeToFirstTokenMs, totalMs }: LedgerEntry): number | undefined {
  if (outputTokens === undefined || outputTokens < 2 || timeToFirstTokenMs === undefined) return undefined;
  const durationMs = totalMs - timeToFirstTokenMs;
  return durationMs <= 0 ? undefined : ((outputTokens - 1) * 1000) / durationMs;
}
