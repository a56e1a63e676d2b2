import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPython } from '../../support/python.ts';
import type { Task } from './tasks.ts';

/** `does-not-parse` can be known before an answer is shown, the others only by running it. */
export type Verdict = 'passed' | 'failed' | 'does-not-parse' | 'timed-out';

/**
 * Runs a task's calls on code that a model wrote, in a process of its own with an empty environment and an empty folder, for
 * at most `limitMs`. Python runs isolated, with an audit hook against files, processes and sockets and with limits of memory
 * and time; JavaScript in a bare context of a Node without permissions. This keeps mistakes of small models away from the
 * machine; it is no wall against malice.
 */
export async function runInSandbox(task: Task, code: string, limitMs = 10_000): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'watershed-task-'));
  try {
    const { functionName, cases } = task;
    // Only the runner says this word, and only at its end, so an answer that ends the process early has not passed.
    const word = randomUUID();
    const output = await run(await commandFor(task), {
      input: JSON.stringify({ code, functionName, cases, word }),
      folder,
      limitMs,
    });
    if (output === undefined) return 'timed-out';
    const verdict = output
      .split('\n')
      .find((line) => line.startsWith(`${word} `))
      ?.slice(word.length + 1);
    return verdict === 'passed' || verdict === 'does-not-parse' ? verdict : 'failed';
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function commandFor({ language }: Task): Promise<readonly [string, ...string[]]> {
  const runner = (name: string) => join(import.meta.dirname, 'runners', name);
  if (language === 'python') return [(await findPython()).command, '-I', '-S', '-B', runner('runner.py')];
  const path = runner('runner.cjs');
  return [process.execPath, '--permission', `--allow-fs-read=${path}`, '--max-old-space-size=256', path];
}

interface Run {
  readonly input: string;
  readonly folder: string;
  readonly limitMs: number;
}

/** What the command wrote to its output; undefined when it did not end in time. */
function run([command, ...args]: readonly [string, ...string[]], { input, folder, limitMs }: Run) {
  return new Promise<string | undefined>((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, env: {}, stdio: ['pipe', 'pipe', 'ignore'] });
    let output = '';
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, limitMs);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    // A process that ends before it has read everything closes the pipe; its verdict is then missing, which says enough.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', () => {
      clearTimeout(timer);
      resolve(isLate ? undefined : output);
    });
    child.stdin.end(input);
  });
}
