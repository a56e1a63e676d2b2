import { cached, type Report } from './cache.ts';
import { findOnPath, retryOnce, runCommand, tryCommand } from './command.ts';
import { SetupError } from './setupError.ts';

export interface Python {
  /** The full path of the interpreter. */
  readonly command: string;
  /** Like 3.11: packages with native parts fit one such version only. */
  readonly version: string;
}

const candidates = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
const describe = 'import sys; print(f"{sys.version_info[0]}.{sys.version_info[1]} {sys.executable}")';

/** Finds an interpreter of version 3.10 or later on the PATH. */
export async function findPython(): Promise<Python> {
  for (const candidate of candidates) {
    if (findOnPath(candidate) === undefined) continue;
    const { exitCode, stdout } = await tryCommand(candidate, ['-c', describe]);
    const [, minor, command] = /^3\.(\d+) (.+)$/.exec(stdout.trim()) ?? [];
    if (exitCode === 0 && command !== undefined && Number(minor) >= 10) return { command, version: `3.${minor}` };
  }
  throw new SetupError(
    'Python 3.10 or later is needed and was not found: install python3 (on Debian: python3 and python3-pip).',
  );
}

/**
 * Installs packages into a cached folder of their own, for PYTHONPATH. The folder is keyed by the Python version too.
 * `arguments_` are what pip install takes, such as `--no-deps` and pinned requirements.
 */
export async function ensurePythonPackages(
  name: string,
  version: string,
  pipArguments: readonly string[],
  report?: Report,
) {
  const python = await findPython();
  const folder = await cached(
    `${name}-python${python.version}`,
    version,
    (target) => pip(python, ['install', '--no-warn-conflicts', '--target', target, ...pipArguments], report),
    report,
  );
  return { python, folder };
}

/** Runs pip for this interpreter, by whichever of `python -m pip`, `pip3` and `uv` is there. */
export async function pip(python: Python, pipArguments: readonly string[], report: Report = () => undefined) {
  const [command, ...first] = await findPip(python);
  const quiet = { PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_ROOT_USER_ACTION: 'ignore', PIP_NO_INPUT: '1' };
  await retryOnce(`pip ${pipArguments.slice(-1)}`, report, () =>
    runCommand(command, [...first, ...pipArguments, '--quiet'], { env: quiet }),
  );
}

async function findPip(python: Python): Promise<readonly [string, ...string[]]> {
  const ways: readonly (readonly [string, ...string[]])[] = [
    [python.command, '-m', 'pip'],
    ['pip3', '--python', python.command],
    ['uv', 'tool', 'run', '--python', python.command, 'pip'],
  ];
  for (const way of ways) {
    const [command, ...first] = way;
    const { exitCode } = await tryCommand(command, [...first, '--version']);
    if (exitCode === 0) return way;
  }
  throw new SetupError(
    `No pip for ${python.command}: install python3-pip (Debian), or run "${python.command} -m ensurepip", or install uv.`,
  );
}
