import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Report } from './cache.ts';
import { SetupError } from './setupError.ts';

export interface CommandOptions {
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface CommandResult {
  /** Undefined when a signal ended the command or it could not be started. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  /** Standard output and standard error in the order in which they came. */
  readonly output: string;
}

/** Runs a command to its end. A command that cannot be started gives a result without an exit code. */
export function tryCommand(command: string, args: readonly string[], options: CommandOptions = {}) {
  return new Promise<CommandResult>((resolve) => {
    let stdout = '';
    let output = '';
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', (error) => resolve({ exitCode: undefined, stdout, output: error.message }));
    child.on('close', (exitCode) => resolve({ exitCode: exitCode ?? undefined, stdout, output }));
  });
}

/** Runs a command that must succeed and gives its standard output. The error holds the last lines of what it wrote. */
export async function runCommand(command: string, args: readonly string[], options: CommandOptions = {}) {
  const result = await tryCommand(command, args, options);
  if (result.exitCode === 0) return result.stdout;
  throw new Error(`${command} ${args.join(' ')} failed (${result.exitCode}): ${lastLines(result.output, 8)}`);
}

/** Downloads fail now and then: this tries once more before it gives up with one line that says what to do. */
export async function retryOnce<T>(what: string, report: Report, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (first) {
    if (first instanceof SetupError) throw first;
    report(`${what} failed, trying once more`);
  }
  try {
    return await action();
  } catch (second) {
    if (second instanceof SetupError) throw second;
    const reason = second instanceof Error ? second.message : String(second);
    throw new SetupError(
      `${what} failed twice; check the connection to the package registry and try again. ${reason}`,
      {
        cause: second,
      },
    );
  }
}

/** The full path of a program on the PATH, or undefined. */
export function findOnPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

export function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not ours to run: both mean that this folder has no such program.
    return false;
  }
}
