import { BackendError, NoRouteError } from '../../../src/contract/errors.ts';
import type { LedgerEntry } from '../../../src/contract/ledger.ts';
import type { Request } from '../../../src/contract/request.ts';
import type { Core } from '../../../src/core.ts';
import { chat, completion } from '../../contract/support/requests.ts';
import { type FakeClock, settle } from '../../support/fakeClock.ts';
import type { Fault } from './faults.ts';
import { type Cell, openScene, type Scene } from './scene.ts';

/** What one cell comes to, in words for the table. */
export interface Outcome {
  /** What the person sees: an answer, half of one, a sentence. */
  readonly seen: string;
  /** The rows of the ledger, and how often the broken server was asked where that is not once. */
  readonly ledger: string;
  /** When the broken one is asked again; empty where it is not out of order. */
  readonly again: string;
}

/** Plays one cell from the first good answer to the time at which the broken server is asked again. */
export async function playCell(cell: Cell): Promise<Outcome> {
  await using scene = await openScene(cell);
  const { core, clock } = scene;
  const { place } = cell.fault;
  // A server that was well before: what it tells about itself is known by then.
  if (place === undefined || place === 'nowhere') await ask(scene, toRequest(cell));
  await scene.break();
  let failedAtMs = clock.now();
  const rows: LedgerEntry[] = [];
  const listeners = [
    core.health.onDidChange((id) => {
      if (id === 'first') failedAtMs = clock.now();
    }),
    core.ledger.onDidAppend((row) => rows.push(row)),
  ];
  const seen = await ask(scene, toRequest(cell), cell.fault);
  for (const listener of listeners) listener.dispose();
  const asked = scene.askedCount();
  const again = await whenAskedAgain(cell, scene, failedAtMs);
  if (clock.pendingCount > 0) throw new Error(`${clock.pendingCount} timers are left.`);
  const [first = 'no row', ...others] = rows.map(describeRow);
  const times = asked > 1 ? `, asked ${asked} times` : '';
  return { seen, ledger: [`${first}${times}`, ...others].join('; '), again };
}

/** Looks when the first server is contacted again, and fails where it is before the time that its health tells. */
async function whenAskedAgain(cell: Cell, scene: Scene, failedAtMs: number): Promise<string> {
  const { core, clock } = scene;
  const health = core.health.of('first');
  const isLeftAlone = health.state === 'cooling-down' && health.untilMs > clock.now();
  if (isLeftAlone && cell.routes === 'chain') {
    const before = scene.contactCount();
    await ask(scene, toRequest(cell), cell.fault);
    if (scene.contactCount() !== before) throw new Error('It was asked before its time.');
  }
  if (isLeftAlone) await clock.advance(health.untilMs - clock.now() + 1);
  const before = scene.contactCount();
  await ask(scene, toRequest(cell), cell.fault);
  const isAsked = scene.contactCount() > before;
  if (health.state !== 'cooling-down') return isAsked ? 'at once' : 'never';
  return isAsked ? `after ${(health.untilMs - failedAtMs) / 1000} s` : 'never';
}

function toRequest({ task, fault, routes }: Cell): Request {
  const request = task === 'chat' ? chat('Say hello.') : completion('def add(a, b):\n    ');
  // No completion leaves this machine unless it is asked for by name.
  if (fault.place !== 'dead-name' || task === 'chat' || routes === 'chain') return request;
  return { ...request, override: { kind: 'backend', backendId: 'first' } };
}

/** Sends a request, lets time go on as the fault needs it, and says what the person sees. */
async function ask({ core, clock }: Scene, request: Request, fault?: Fault): Promise<string> {
  const seen = receive(core, request);
  if (fault?.pace === undefined) return seen;
  return advanceUntil(clock, seen, fault.pace === 'steps' ? 10 : 1_000);
}

async function receive(core: Core, request: Request): Promise<string> {
  let text = '';
  const said = () => (text === '' ? '' : `“${text}”, then: `);
  try {
    const parts = core.send(request, new AbortController().signal);
    for (;;) {
      const next = await parts.next();
      if (next.done === true) {
        const half = next.value.finish === 'interrupted' ? ', marked as cut off' : '';
        return `“${text}”${half}`;
      }
      if (next.value.type === 'text-delta') text += next.value.text;
    }
  } catch (error) {
    if (!(error instanceof BackendError || error instanceof NoRouteError)) throw error;
    if (error.message.includes('secret')) throw new Error('The sentence repeats what the server wrote.');
    return said() + error.message.replaceAll(/127\.0\.0\.1(:\d+)?/g, 'HOST');
  }
}

async function advanceUntil<T>(clock: FakeClock, promise: Promise<T>, stepMs: number): Promise<T> {
  let isSettled = false;
  const settled = promise.finally(() => {
    isSettled = true;
  });
  settled.catch(() => undefined);
  await settle();
  while (!isSettled) await clock.advance(stepMs);
  return settled;
}

function describeRow({ backendId, outcome, errorKind, costUsd }: LedgerEntry): string {
  const cost = costUsd === undefined ? 'cost unknown' : costUsd === 0 ? 'free' : `$${costUsd.toFixed(6)}`;
  return [backendId, outcome, errorKind, cost].filter((part) => part !== undefined).join(' ');
}
