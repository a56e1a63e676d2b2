import type { Task } from '../../../src/contract/request.ts';
import { type Core, createCore } from '../../../src/core.ts';
import { silentLog } from '../../contract/support/backends.ts';
import { type Answer, startScriptedServer } from '../../contract/support/scriptedServer.ts';
import { FakeClock, settle } from '../../support/fakeClock.ts';
import { answered, type Fault } from './faults.ts';
import type { Protocol } from './protocols.ts';
import { startSelfSigned } from './selfSigned.ts';

/** One cell: what breaks, for which task, and whether a good server stands behind the broken one. */
export interface Cell {
  readonly protocol: Protocol;
  readonly fault: Fault;
  readonly task: Task;
  readonly routes: 'alone' | 'chain';
}

/** The real core before real servers, with a clock that stands still until it is told to go on. */
export interface Scene extends AsyncDisposable {
  readonly core: Core;
  readonly clock: FakeClock;
  /** Lets the first server be well, or broken as it is meant. */
  break(): Promise<void>;
  /** How often the prompt was sent to the first server since it broke. */
  askedCount(): number;
  /** How often a connection to the first server was asked for since it broke. */
  contactCount(): number;
}

export async function openScene({ protocol, fault, task, routes }: Cell): Promise<Scene> {
  const clock = new FakeClock();
  const { format } = protocol;
  const path = format.promptPath(task);
  const well = answered({ protocol, task, clock });
  let current: Answer = well;
  const first = await startScriptedServer({
    ...format.probes,
    [path](response, request) {
      // A connection that was kept would be tried anew by itself, since a server may close those at any time.
      response.setHeader('connection', 'close');
      return current(response, request);
    },
  });
  const second = await startScriptedServer({ ...format.probes, [path]: well });
  const secure = fault.place === 'self-signed' ? await startSelfSigned() : undefined;
  const firstUrl = secure?.url ?? (fault.place === 'dead-name' ? 'http://watershed.invalid' : first.url);
  const entry = (url: string) => ({ ...format.entry(url, task), ...protocol.entry });
  // A name is never this machine. The server behind it is as remote, or it would be asked first.
  const isRemote = fault.place === 'dead-name';
  const firstEntry = isRemote ? { ...entry(firstUrl), location: 'remote' } : entry(firstUrl);
  const secondEntry = isRemote && task === 'chat' ? { ...entry(second.url), location: 'remote' } : entry(second.url);
  let contacts = 0;
  let askedBefore = 0;
  const core = createCore({
    ...{ clock, log: silentLog, ledgerPath: undefined, remoteFetch: fetch },
    keys: { get: async () => format.key },
    consent: { isGranted: () => true, ask: async () => true },
    privacyMode: () => 'guarded',
    // The chains lead from a free server to one that may cost, too.
    routing: () => ({
      strategies: { completion: 'fallback', chat: 'tiered' },
      allowsPaidFallback: true,
      dailyBudgetUsd: undefined,
    }),
    workspaceTrusted: () => true,
    backendSettings: () => (routes === 'alone' ? { first: firstEntry } : { first: firstEntry, second: secondEntry }),
    onDidContact({ origin }) {
      if (origin === new URL(firstUrl).origin) contacts++;
    },
  });
  const asked = () => first.requests.filter((request) => request.path === path).length;
  return {
    ...{ core, clock },
    async break() {
      contacts = 0;
      askedBefore = asked();
      current = fault.answer?.({ protocol, task, clock }) ?? well;
      if (fault.place === 'nowhere') await first.stop();
    },
    askedCount: () => asked() - askedBefore,
    contactCount: () => contacts,
    async [Symbol.asyncDispose]() {
      core.dispose();
      await settle();
      await Promise.all([first.stop(), second.stop(), secure?.stop()]);
    },
  };
}
