import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startCodeServer } from '../../test/support/codeServer.ts';
import { findOnPath } from '../../test/support/command.ts';
import { run } from '../run.ts';

export interface OpenEditorOptions {
  readonly vsix: string;
  readonly workspace: string;
  /** A folder for the editor's profile, so that the person's own settings stay as they are. */
  readonly folder: string;
  readonly backends: Readonly<Record<string, object>>;
  readonly report: (line: string) => void;
}

const whatToDo = [
  'Open shapes.py, go to the end of the file and type “def add(a, b):” and Enter: grey text is a suggestion. Tab takes it.',
  'Click the Watershed icon at the left, or press Ctrl+Alt+J, and ask a question.',
  'The shield at the bottom right shows what it cost and how long it took; click it for everything else.',
];

/** Opens the person's VS Code, or VS Code in their browser, and returns when they are done. */
export async function openEditor(options: OpenEditorOptions): Promise<void> {
  const code = findOnPath('code');
  if (code === undefined) await openInBrowser(options);
  else await openDesktop(code, options);
}

async function openDesktop(code: string, { vsix, workspace, folder, backends, report }: OpenEditorOptions) {
  const user = join(folder, 'code');
  await mkdir(join(user, 'User'), { recursive: true });
  await writeFile(join(user, 'User', 'settings.json'), JSON.stringify(settingsFor(backends), undefined, 2));
  const profile = ['--user-data-dir', user, '--extensions-dir', join(folder, 'code-extensions')];
  await run(code, [...profile, '--install-extension', vsix, '--force']);
  report('VS Code opens now. This command ends when its window is closed.');
  for (const line of whatToDo) report(line);
  await run(code, [...profile, '--new-window', '--wait', '--disable-workspace-trust', workspace]);
}

async function openInBrowser({ vsix, workspace, folder, backends, report }: OpenEditorOptions) {
  const server = await startCodeServer(
    {
      userDataDir: join(folder, 'code-server'),
      extensionsDir: join(folder, 'code-server-extensions'),
      settings: settingsFor(backends),
      vsix,
    },
    report,
  );
  const url = server.url(workspace);
  report(`VS Code runs in your browser: ${url}`);
  for (const line of whatToDo) report(line);
  report('Press Ctrl+C to stop.');
  openUrl(url);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await server.stop();
}

function settingsFor(backends: OpenEditorOptions['backends']): Record<string, unknown> {
  return { 'watershed.backends': backends, 'workbench.startupEditor': 'none', 'editor.quickSuggestions': true };
}

/** Best effort: the address stands on the terminal in any case. */
function openUrl(url: string): void {
  const opener = ['xdg-open', 'open'].map(findOnPath).find((path) => path !== undefined);
  if (opener === undefined) return;
  spawn(opener, [url], { stdio: 'ignore', detached: true })
    .once('error', () => {})
    .unref();
}
