import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines } from './command.ts';

export interface ServerCommand {
  /** How messages call it. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment, so that a caller can leave variables out. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

export interface RunningServer {
  readonly pid: number;
  /** The last lines that the server wrote. */
  output(): string;
  /** Becomes true once the process has ended, by itself or through stop. */
  hasEnded(): boolean;
  /** Ends the whole process group: SIGTERM, and SIGKILL after three seconds. Safe to call twice. */
  stop(): Promise<void>;
}

const keptOutputLength = 64_000;
const groups = new Set<number>();

/**
 * Starts a server in a process group of its own. The group ends with this process, however that ends: an exit handler
 * covers exit, SIGINT, SIGTERM and SIGHUP, and a guard process that waits on a pipe covers SIGKILL.
 */
export async function startServer(server: ServerCommand): Promise<RunningServer> {
  const child = spawn(server.command, server.args, {
    cwd: server.cwd,
    env: server.env ?? process.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = await spawned(child, server.name);
  const guard = startGuard(pid);
  groups.add(pid);
  installExitHandlers();
  let output = '';
  let ended = false;
  const collect = (text: string) => {
    output = (output + text).slice(-keptOutputLength);
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', collect);
    if (stream instanceof Socket) stream.unref();
  }
  const exit = new Promise<void>((resolve) => {
    child.once('exit', () => {
      ended = true;
      resolve();
    });
  });
  child.unref();
  const end = async () => {
    signalGroup(pid, 'SIGTERM');
    await Promise.race([exit, sleep(3_000)]);
    // Members of the group may outlive their leader.
    signalGroup(pid, 'SIGKILL');
    await exit;
    groups.delete(pid);
    guard.kill('SIGKILL');
  };
  let stopping: Promise<void> | undefined;
  return {
    pid,
    output: () => lastLines(output, 30),
    hasEnded: () => ended,
    stop: () => {
      stopping ??= end();
      return stopping;
    },
  };
}

export interface Readiness {
  /** Ready when this URL answers with a success status. */
  readonly url: string;
  readonly deadlineMs: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Waits until the server answers; throws with its last output when it ends or the deadline passes. It is stopped then. */
export async function waitUntilReady(name: string, server: RunningServer, readiness: Readiness): Promise<void> {
  const startedMs = performance.now();
  while (!(await answers(readiness))) {
    const isLate = performance.now() - startedMs > readiness.deadlineMs;
    if (server.hasEnded() || isLate) {
      await server.stop();
      const what = isLate ? `did not answer within ${readiness.deadlineMs / 1000} s` : 'ended while starting';
      throw new Error(`${name} ${what}. Its last output:\n${server.output()}`);
    }
    await sleep(50);
  }
}

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('The system gave no port.'));
      });
    });
  });
}

async function answers(readiness: Readiness): Promise<boolean> {
  try {
    const response = await fetch(readiness.url, {
      headers: { ...readiness.headers },
      signal: AbortSignal.timeout(2_000),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Refused and too slow both mean: not ready yet.
    return false;
  }
}

function spawned(child: ChildProcess, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${name} could not be started: ${error.message}`)));
    child.once('spawn', () => {
      if (child.pid !== undefined) resolve(child.pid);
    });
  });
}

/** Reading from the pipe ends when the writer, this process, is gone. */
function startGuard(pid: number): ChildProcess {
  const guard = spawn('/bin/sh', ['-c', 'read -r _; kill -s KILL -- "-$1"', 'guard', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => guard.kill());
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  guard.unref();
  return guard;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!isGone) throw error;
  }
}

function endAllGroups(): void {
  for (const pid of groups) signalGroup(pid, 'SIGKILL');
  groups.clear();
}

let hasExitHandlers = false;

function installExitHandlers(): void {
  if (hasExitHandlers) return;
  hasExitHandlers = true;
  process.once('exit', endAllGroups);
  const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
  process.once('SIGHUP', () => process.exit(exitCodes.SIGHUP));
  process.once('SIGINT', () => process.exit(exitCodes.SIGINT));
  process.once('SIGTERM', () => process.exit(exitCodes.SIGTERM));
}
