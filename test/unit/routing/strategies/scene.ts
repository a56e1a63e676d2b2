import type { Clock } from '../../../../src/base/clock.ts';
import { AdmittedRequest } from '../../../../src/contract/admission.ts';
import type { AnswerCheck } from '../../../../src/contract/answerCheck.ts';
import { BackendError, type BackendErrorKind, NoRouteError } from '../../../../src/contract/errors.ts';
import type { LedgerEntry } from '../../../../src/contract/ledger.ts';
import type { Request } from '../../../../src/contract/request.ts';
import type { Plan, Route } from '../../../../src/contract/routing.ts';
import type { SendEnd, SendPart } from '../../../../src/contract/send.ts';
import { type AnswerEnd, type AnswerStream, unknownUsage } from '../../../../src/contract/stream.ts';
import { createMeter } from '../../../../src/metering/meter.ts';
import { createPipeline } from '../../../../src/pipeline.ts';
import { sleep } from '../../../support/clockSleep.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { chat, facts } from '../support.ts';

/** What a scripted backend does, one after the other. It ends with `stop` where the script does not say otherwise. */
export type Act =
  /** A piece of text. */
  | string
  | { readonly waitMs: number }
  | { readonly thinks: string }
  | { readonly calls: string }
  /** A piece of text with the probability of each of its tokens. */
  | { readonly says: string; readonly probabilities: readonly number[] }
  | { readonly fails: BackendErrorKind }
  | { readonly ends: AnswerEnd['finish'] };

export interface Scene {
  /** The script of each route, in the order of the plan. A name that begins with `cloud` is remote. */
  readonly scripts: Readonly<Record<string, readonly Act[]>>;
  readonly plan: Omit<Plan, 'routes' | 'refused'>;
  readonly request?: Request;
  readonly checks?: readonly AnswerCheck[];
  /** Routes that policy refuses when it is asked at last. */
  readonly refuse?: readonly string[];
  /** How long the person thinks about whether a route may be used. */
  readonly consentMs?: Readonly<Record<string, number>>;
  /** Routes at the same server, which serves one request at a time. */
  readonly origins?: Readonly<Record<string, string>>;
}

/** Sends one request through the real pipeline and the real meter to scripted backends. */
export function play(scene: Scene) {
  const clock = new FakeClock();
  const stop = new AbortController();
  const rows: LedgerEntry[] = [];
  const admitted: Request[] = [];
  const open = new Set<string>();
  const started: string[] = [];
  /** For each origin, when the request before is over. */
  const busy = new Map<string, Promise<void>>();
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  const meter = createMeter({
    ledger: { append: (entry) => rows.push(entry) },
    prices: { costUsd: async () => 0 },
    clock,
    priceOf: () => undefined,
  });
  const { send } = createPipeline({
    inspect: async () => ({ findings: [], lookedFor: [] }),
    staysHere: () => false,
    facts: () => facts({ backends: [] }),
    plan: () => ({ ...scene.plan, routes: Object.keys(scene.scripts).map((id) => routeTo(scene, id)), refused: [] }),
    explainNoRoute: () => new NoRouteError('no-backend', 'Nothing is set up.'),
    async admit(request, _inspection, route, signal) {
      const thinkingMs = scene.consentMs?.[route.backendId] ?? 0;
      if (thinkingMs > 0) await sleep(clock, thinkingMs, signal);
      if (scene.refuse?.includes(route.backendId)) {
        return { refused: { code: 'test', text: `${route.backendId} is not allowed.` } };
      }
      admitted.push(request);
      return { admitted: new AdmittedRequest(request, route) };
    },
    mayContact: () => undefined,
    backend(id) {
      const { backendId: _, reasons: __, ...route } = routeTo(scene, id);
      return {
        facts: { id, kind: 'llama.cpp', roles: ['chat'], canWarm: false, ...route },
        contextTokens: () => undefined,
        capabilities: () => ({ tools: false, images: false, logProbabilities: false }),
        rateLimit: () => undefined,
        async *stream(_admitted, signal) {
          started.push(id);
          open.add(id);
          const before = busy.get(route.origin);
          const over = Promise.withResolvers<void>();
          busy.set(route.origin, over.promise);
          try {
            await before;
            return yield* perform(scene.scripts[id] ?? [], id, clock, signal);
          } finally {
            open.delete(id);
            over.resolve();
          }
        },
      };
    },
    measure: meter.measure,
    health: { noteSuccess: () => undefined, noteFailure: () => undefined },
    checks: scene.checks ?? [],
    clock,
    log: { debug: write, info: write, warn: write, error: write },
  });
  const stream = send(scene.request ?? chat('Why?'), stop.signal);
  return { stream, clock, stop, rows, admitted, open, started, lines };
}

/** Plays a scene to its end and tells everything that the caller saw. */
export async function playToEnd(scene: Scene) {
  const played = play(scene);
  const watched = watch(played.stream);
  await played.clock.advance(600_000);
  const seen = await watched;
  const outcomes = played.rows.map(({ backendId, outcome }) => `${backendId} ${outcome}`);
  return { ...played, ...seen, outcomes };
}

/** Follows an answer: what was shown in its order, the first reason of each route, and how it was over. */
export async function watch(stream: AsyncGenerator<SendPart, SendEnd, void>) {
  const shown: string[] = [];
  const why: string[] = [];
  try {
    for (;;) {
      const next = await stream.next();
      if (next.done === true) return { shown, why, end: next.value, error: undefined };
      const part = next.value;
      if (part.type === 'route') {
        shown.push(`[${part.route.backendId}]`);
        why.push(`${part.route.backendId}: ${part.route.reasons[0].text}`);
      } else if (part.type === 'tool-call') shown.push(`${part.call.name}()`);
      else shown.push(part.type === 'reasoning-delta' ? `(${part.text})` : part.text);
    }
  } catch (error) {
    return { shown, why, end: undefined, error };
  }
}

async function* perform(script: readonly Act[], backendId: string, clock: Clock, signal: AbortSignal): AnswerStream {
  const usage = { ...unknownUsage, uncachedInputTokens: 100, outputTokens: 10 };
  for (const act of script) {
    signal.throwIfAborted();
    if (typeof act === 'string') yield { type: 'text-delta', text: act };
    else if ('waitMs' in act) await sleep(clock, act.waitMs, signal);
    else if ('thinks' in act) yield { type: 'reasoning-delta', text: act.thinks };
    else if ('calls' in act) yield { type: 'tool-call', call: { id: '1', name: act.calls, argumentsJson: '{}' } };
    else if ('says' in act) {
      yield { type: 'text-delta', text: act.says, logProbabilities: act.probabilities.map(Math.log) };
    } else if ('fails' in act) {
      throw new BackendError({ kind: act.fails, backendId, message: `${backendId} is ${act.fails}.` });
    } else return { finish: act.ends, usage, timings: undefined, servedModel: undefined };
  }
  signal.throwIfAborted();
  return { finish: 'stop', usage, timings: undefined, servedModel: undefined };
}

function routeTo({ origins }: Scene, backendId: string): Route {
  return {
    backendId,
    model: 'm',
    origin: origins?.[backendId] ?? `http://${backendId}`,
    locality: backendId.startsWith('cloud') ? 'remote' : 'local',
    reasons: [{ layer: 'task', code: 'chosen', text: 'Chosen.' }],
  };
}
