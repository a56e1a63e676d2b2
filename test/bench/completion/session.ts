import { globSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { launchBrowser } from '../../support/browser.ts';
import { startCodeServer } from '../../support/codeServer.ts';
import { createEditorPage, type EditorPage } from '../../support/editorPage.ts';
import { startLlamaServer } from '../../support/llamaServer.ts';
import { ensureSmallModel } from '../../support/models.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { meterId } from '../../support/watershed.ts';
import { type CountingProxy, startCountingProxy } from './countingProxy.ts';
import { floorItem, writeFloorExtension } from './floorExtension.ts';
import { findExtensionHost } from './hostProcess.ts';
import { startInstantServer } from './instantServer.ts';

/** What stands behind the extension. `floor` has another extension, and nothing behind it. */
export type Engine = 'floor' | 'instant' | 'real';

export interface SessionOptions {
  readonly engine: Engine;
  /** How many requests the real server answers at once. */
  readonly slots: number;
  readonly vsix: string;
  readonly modelPath?: string;
}

/** A fresh editor, a fresh server and a fresh workspace for one row. */
export interface BenchSession {
  readonly editor: EditorPage;
  readonly workspace: string;
  /** Undefined in the floor's row. */
  readonly proxy: CountingProxy | undefined;
  /** The real server itself, for its counters and for the comparison with what it says by itself. */
  readonly serverUrl: string | undefined;
  readonly extensionHostPid: number;
  ledger(): readonly LedgerRow[];
  /** The lines of the extension's channel, debug lines included. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

const ledgerRow = z.object({
  requestId: z.string(),
  task: z.string(),
  startedAtMs: z.number(),
  timeToFirstTokenMs: z.number().nullable(),
  totalMs: z.number(),
  outcome: z.string(),
});

export type LedgerRow = z.infer<typeof ledgerRow>;

/** Where the model of the bench stands in a slot, and how long a chat answer may get. */
const contextTokensPerSlot = 4096;
const chatAnswerTokens = 1500;

/** One configuration for all rows. Typing over a closer works after an undo too, as after a paste of a person's own. */
const benchSettings = { 'editor.autoClosingOvertype': 'always' };

export async function startSession(options: SessionOptions): Promise<BenchSession> {
  const stops: (() => Promise<void>)[] = [];
  try {
    return await open(options, stops);
  } catch (error) {
    for (const stop of stops.reverse()) await stop();
    throw error;
  }
}

async function open(options: SessionOptions, stops: (() => Promise<void>)[]): Promise<BenchSession> {
  const { engine, vsix } = options;
  const isFloor = engine === 'floor';
  const home = await temporaryFolder('bench');
  const workspace = join(home, 'workspace');
  await mkdir(workspace);
  const server = isFloor ? undefined : await startServer(options);
  if (server !== undefined) stops.push(server.stop);
  const proxy = server === undefined ? undefined : await startCountingProxy(server.url);
  if (proxy !== undefined) stops.push(proxy.stop);
  const [userDataDir, extensionsDir] = [join(home, 'user'), join(home, 'extensions')];
  if (isFloor) await writeFloorExtension(extensionsDir);
  const roles = ['completion', 'chat'];
  const backends =
    proxy === undefined
      ? {}
      : { bench: { kind: 'llama.cpp', url: proxy.url, model: engine === 'real' ? 'smollm2' : 'instant', roles } };
  const code = await startCodeServer({
    ...{ userDataDir, extensionsDir, settings: { ...benchSettings, 'watershed.backends': backends } },
    ...(isFloor ? {} : { vsix }),
  });
  const browser = await launchBrowser();
  stops.push(code.stop, () => browser.close());
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  // The page's address is the way to tell a VS Code in a browser the level of one extension's log.
  const payload = encodeURIComponent(JSON.stringify([['logLevel', 'watershed.watershed=debug']]));
  const editor = createEditorPage(page, { ...code, url: (folder) => `${code.url(folder)}&payload=${payload}` });
  await editor.open(workspace);
  await editor.waitForStatusItem(isFloor ? floorItem : meterId);
  const storage = join(userDataDir, 'User', 'globalStorage', 'watershed.watershed');
  return {
    ...{ editor, workspace, proxy, serverUrl: engine === 'real' ? server?.url : undefined },
    extensionHostPid: findExtensionHost(code.pid),
    ledger: () => readLedger(join(storage, 'ledger.sqlite')),
    log: () => readLog(code.logsDir),
    async stop() {
      for (const stop of stops.reverse()) await stop();
    },
  };
}

async function startServer({ engine, slots, modelPath }: SessionOptions) {
  if (engine === 'instant') return startInstantServer();
  return startLlamaServer({
    modelPath: modelPath ?? (await ensureSmallModel()),
    contextTokens: contextTokensPerSlot * slots,
    slots,
    alias: 'smollm2',
    isGreedy: true,
    maxOutputTokens: chatAnswerTokens,
  });
}

/** Writes a file into the workspace and opens it with the cursor behind `before`. */
export async function openAt(session: BenchSession, path: string, before: string, after: string): Promise<void> {
  const { editor, workspace } = session;
  const file = join(workspace, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, before + after);
  await editor.openFile(file);
  const lines = before.split('\n');
  await editor.goTo(lines.length, (lines.at(-1) ?? '').length + 1);
  await editor.page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
  await editor.waitIdle();
}

function readLedger(path: string): readonly LedgerRow[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return z.array(ledgerRow).parse(database.prepare('SELECT * FROM attempts ORDER BY id').all());
  } finally {
    database.close();
  }
}

async function readLog(logsDir: string): Promise<string> {
  const files = globSync(join(logsDir, '*', 'exthost*', 'watershed.watershed', 'Watershed.log')).sort();
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('');
}
