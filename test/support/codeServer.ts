import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, type Report } from './cache.ts';
import { retryOnce, runCommand } from './command.ts';
import { type EditorSettings, skippedBuiltinExtensions, stillSettings } from './editorSettings.ts';
import { freePort, startServer, waitUntilReady } from './process.ts';

export interface CodeServerOptions {
  readonly userDataDir: string;
  readonly extensionsDir: string;
  /** Laid over `stillSettings`. */
  readonly settings?: EditorSettings;
  /** The path of a packaged extension, installed before the start. */
  readonly vsix?: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Leaves workspace trust on, for the tests that are about it; then the setting must be on as well. */
  readonly trust?: boolean;
  readonly extraArgs?: readonly string[];
}

export interface CodeServer {
  readonly pid: number;
  /** The page of the editor with this folder (an absolute path) open. */
  url(folder: string): string;
  /** Holds a folder for each start, and there exthostN/PUBLISHER.NAME/CHANNEL.log. */
  readonly logsDir: string;
  readonly settingsPath: string;
  stop(): Promise<void>;
}

const version = '4.139.1';

/** VS Code 1.139.1 as a server, from npm. Gives the folder of VS Code itself. */
export async function ensureCodeServer(report: Report = () => undefined): Promise<string> {
  const build = async (folder: string) => {
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
    const vscode = join(folder, vscodePath);
    await npmInstall(folder, [`code-server@${version}`], report);
    await npmInstall(vscode, ['--omit=dev'], report);
    await npmInstall(join(vscode, 'extensions'), ['--omit=dev'], report);
    await replaceNativeParts(join(vscode, 'node_modules', '@vscode'));
  };
  return join(await cached('code-server', version, build, report), vscodePath);
}

/** Starts the editor's server on a loopback port; without options for it, no workspace trust and no marketplace. */
export async function startCodeServer(options: CodeServerOptions, report?: Report): Promise<CodeServer> {
  const vscode = await ensureCodeServer(report);
  const userFolder = join(options.userDataDir, 'User');
  const settingsPath = join(userFolder, 'settings.json');
  await mkdir(userFolder, { recursive: true });
  await mkdir(options.extensionsDir, { recursive: true });
  await writeFile(settingsPath, JSON.stringify({ ...stillSettings, ...options.settings }, undefined, 2));
  const main = join(vscode, 'out', 'server-main.js');
  const folders = [
    ...['--user-data-dir', options.userDataDir],
    ...['--server-data-dir', join(options.userDataDir, 'server')],
    ...['--extensions-dir', options.extensionsDir],
    '--accept-server-license-terms',
  ];
  const env = { ...quietEnvironment(), ...options.env };
  if (options.vsix !== undefined) {
    await runCommand(process.execPath, [main, ...folders, '--install-extension', options.vsix, '--force'], { env });
  }
  const port = options.port ?? (await freePort());
  const network = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'];
  const trust = options.trust === true ? [] : ['--disable-workspace-trust'];
  const server = await startServer({
    name: 'code-server',
    command: process.execPath,
    args: [main, ...network, ...folders, '--telemetry-level', 'off', ...trust, ...(options.extraArgs ?? [])],
    env: { ...withoutEditorVariables(process.env), ...env },
  });
  const origin = `http://127.0.0.1:${port}`;
  await waitUntilReady('code-server', server, { url: `${origin}/version`, deadlineMs: 60_000 });
  return {
    pid: server.pid,
    url: (folder) => `${origin}/?folder=${encodeURI(folder)}`,
    logsDir: join(options.userDataDir, 'logs'),
    settingsPath,
    stop: server.stop,
  };
}

const vscodePath = 'node_modules/code-server/lib/vscode';

async function npmInstall(folder: string, args: readonly string[], report: Report): Promise<void> {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await retryOnce(`npm install in ${folder}`, report, () =>
    runCommand('npm', ['install', ...quiet, ...args], { cwd: folder, env: { FORCE_NODE_VERSION: '24' } }),
  );
}

/**
 * Two native packages would need a C++ compiler. The logger gets a stand-in, or there would be no log files and no
 * Output panel. The watchdog ends an extension host whose parent hangs: here the process group is ended instead.
 */
async function replaceNativeParts(packages: string): Promise<void> {
  const logger = join(packages, 'spdlog', 'index.js');
  await rm(logger);
  await copyFile(join(import.meta.dirname, 'spdlogShim.cjs'), logger);
  await writeFile(join(packages, 'native-watchdog', 'index.js'), 'exports.start = () => undefined;\n');
}

function quietEnvironment(): Record<string, string> {
  return {
    EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '', itemUrl: '', resourceUrlTemplate: '' }),
    VSCODE_SKIP_BUILTIN_EXTENSIONS: skippedBuiltinExtensions.join(','),
  };
}

/** A terminal inside VS Code sets variables that would make this server talk to that window. */
function withoutEditorVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('VSCODE_')));
}
