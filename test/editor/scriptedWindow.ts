import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { launchBrowser } from '../support/browser.ts';
import { startCodeServer } from '../support/codeServer.ts';
import { createEditorPage, type EditorPage } from '../support/editorPage.ts';
import { skippedBuiltinExtensions } from '../support/editorSettings.ts';
import { readScreen, recordScreen } from '../support/ghostHistory.ts';
import type { GhostExpectation } from '../support/ghostText.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { until } from '../support/until.ts';
import { meterId } from '../support/watershed.ts';
import { type FastServer, startFastServer } from './fastServer.ts';
import { writeLuaExtension } from './luaExtension.ts';
import { localBackend, packagedExtension } from './session.ts';

/** A real editor whose model says at once what a test wrote down: for what must be on the screen to the letter. */
export interface ScriptedWindow {
  readonly editor: EditorPage;
  readonly server: FastServer;
  readonly workspace: string;
  /** Opens a file with this text and puts the cursor where █ stands. */
  openAt(name: string, document: string): Promise<void>;
  /** The text on the disk, after a save. */
  saved(): Promise<string>;
  /** Begins a new history of the screen, and of what the server is asked. */
  watch(): Promise<Watch>;
  /** Waits for a ghost; the server answers at once, so no longer than a slow machine takes. */
  ghost(expected: GhostExpectation): Promise<string>;
  /** Longer than a pause, every debounce and every scripted answer. */
  pause(): Promise<void>;
  /** Waits until the server has been asked so often. */
  untilAsked(count: number): Promise<void>;
  /** The Watershed channel of the Output panel. */
  log(): Promise<string>;
}

export interface Watch {
  /** Each change of the ghost on the screen since; undefined: it went away. */
  ghosts(): Promise<readonly (string | undefined)[]>;
  /** What stood before the cursor in each request since. */
  asked(): readonly string[];
}

let shared: Promise<ScriptedWindow> | undefined;
const stops: (() => Promise<unknown>)[] = [];

/** The shared window; the first call starts it. Where that failed, the next one tries again. */
export function scriptedWindow(): Promise<ScriptedWindow> {
  shared ??= start().catch((error) => {
    shared = undefined;
    throw error;
  });
  return shared;
}

after(async () => {
  for (const stop of stops.reverse()) await stop();
});

/** Parts of VS Code that the other tests leave out, for what these are about: notebooks, and the commit message. */
const wantedExtensions = ['vscode.git', 'vscode.git-base', 'vscode.ipynb'];

async function start(): Promise<ScriptedWindow> {
  const home = await temporaryFolder('scripted');
  const workspace = join(home, 'workspace');
  await mkdir(workspace);
  execFileSync('git', ['init', '--quiet', workspace]);
  const server = await startFastServer();
  stops.push(server.stop);
  const extensionsDir = join(home, 'extensions');
  await writeLuaExtension(extensionsDir);
  const code = await startCodeServer({
    ...{ userDataDir: join(home, 'user'), extensionsDir },
    vsix: await packagedExtension(),
    settings: {
      'watershed.backends': { local: localBackend(server.url) },
      'chat.disableAIFeatures': false,
      'git.openRepositoryInParentFolders': 'never',
      // Or a long list of changes scrolls to the file in front, away from the input for the commit message.
      'scm.autoReveal': false,
    },
    env: {
      VSCODE_SKIP_BUILTIN_EXTENSIONS: skippedBuiltinExtensions.filter((id) => !wantedExtensions.includes(id)).join(','),
    },
    extraArgs: ['--log', 'debug'],
  });
  stops.push(code.stop);
  const browser = await launchBrowser();
  stops.push(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const editor = createEditorPage(page, code);
  await editor.open(workspace);
  await editor.waitForStatusItem(meterId, /./, 60_000);
  // From here on the server answers at once; what comes before takes as long as the machine does.
  page.setDefaultTimeout(10_000);
  return {
    ...{ editor, server, workspace },
    async openAt(name, document) {
      const [before = '', after] = document.split('█');
      if (after === undefined) throw new Error('The document has no █.');
      const path = join(workspace, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, before + after);
      await editor.openFile(path);
      const lines = before.split('\n');
      await editor.goTo(lines.length, (lines.at(-1)?.length ?? 0) + 1);
      await editor.page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
      await editor.waitIdle();
    },
    saved: () => editor.editorText(),
    async watch() {
      const known = server.asked.length;
      const shown = await editor.ghostText();
      await recordScreen(editor.page);
      // A first change of the page, so that the recording begins with what is shown.
      await editor.page.evaluate('void (document.body.dataset.watched = performance.now())');
      return {
        async ghosts() {
          const events = await readScreen(editor.page);
          const ghosts = events.flatMap((event) => (event.kind === 'ghost' ? [event.text] : []));
          return shown !== undefined && ghosts[0] === shown ? ghosts.slice(1) : ghosts;
        },
        asked: () => server.asked.slice(known).map(({ before }) => before),
      };
    },
    ghost: (expected) => editor.waitForGhost(expected, 15_000),
    pause: () => editor.page.waitForTimeout(1_000),
    untilAsked: (count) => until(() => server.asked.length >= count, `Request ${count}`, 15_000),
    async log() {
      const files = globSync(join(code.logsDir, '*', 'exthost*', 'watershed.watershed', 'Watershed.log')).sort();
      return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('');
    },
  };
}
