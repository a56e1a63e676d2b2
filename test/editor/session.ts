import { existsSync, globSync } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after } from 'node:test';
import type { Frame } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { openChat, openNewConversation } from '../support/chatFrame.ts';
import { type CodeServer, startCodeServer } from '../support/codeServer.ts';
import { createEditorPage, type EditorPage } from '../support/editorPage.ts';
import type { EditorSettings } from '../support/editorSettings.ts';
import { type ModelServer, startLlamaServer } from '../support/llamaServer.ts';
import { ensureSmallModel } from '../support/models.ts';
import { type RecordingProxy, startRecordingProxy } from '../support/recordingProxy.ts';
import { SetupError } from '../support/setupError.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { until } from '../support/until.ts';
import { meterId } from '../support/watershed.ts';

/** One real editor with the packaged extension and a real model, shared by all the tests of this folder. */
export interface Session {
  readonly editor: EditorPage;
  readonly code: CodeServer;
  readonly model: ModelServer;
  /** A second real server that counts as remote, behind a proxy that remembers what was sent to it. */
  readonly cloud: RecordingProxy;
  readonly workspace: string;
  /** The ledger's rows, oldest first. */
  ledger(): readonly LedgerRow[];
  /** What became of suggestions, the oldest first. */
  suggestions(): readonly SuggestionRow[];
  /** The Watershed channel of the Output panel. */
  log(): Promise<string>;
  /** The chat with the keyboard in its box. */
  chat(): Promise<Frame>;
  /** The same with an empty conversation on the screen. */
  newConversation(): Promise<Frame>;
  /** Lays settings over the person's own; the page is loaded again, and the extension with it. */
  configure(settings: EditorSettings): Promise<void>;
  /** Settings that hold at the start of a test: the local model alone, guarded mode. */
  reset(): Promise<void>;
}

export interface LedgerRow {
  readonly startedAtMs: number;
  readonly task: string;
  readonly backendId: string;
  readonly locality: string;
  readonly outcome: string;
  /** Null unless the outcome is `failed`. */
  readonly errorKind: string | null;
  readonly costUsd: number | null;
  readonly reasons: string;
}

export interface SuggestionRow {
  readonly requestId: string;
  readonly languageId: string;
  readonly backendId: string;
  readonly model: string;
  readonly outcome: string;
  readonly returnedLength: number;
  readonly acceptedLength: number;
  readonly keptAfter30s: number | null;
  readonly keptAfter5min: number | null;
}

let shared: Promise<Session> | undefined;
const stops: (() => Promise<void>)[] = [];

/** The shared session; the first call starts it. */
export function session(): Promise<Session> {
  shared ??= start();
  return shared;
}

after(async () => {
  for (const stop of stops.reverse()) await stop();
});

/** The attempts that began at a moment or later: the row of an earlier one is written when that is over. */
export function askedSince(fromMs: number, rows: readonly LedgerRow[]): readonly LedgerRow[] {
  return rows.filter(({ startedAtMs }) => startedAtMs >= fromMs);
}

/** Settings for the local model, and for the one that counts as remote. */
export function localBackend(url: string): object {
  return { kind: 'llama.cpp', url, model: 'smollm2', roles: ['completion', 'chat'] };
}

export function cloudBackend(url: string): object {
  return { kind: 'openai-compatible', url: `${url}/v1`, model: 'smollm2', roles: ['chat'] };
}

/** What a test may have switched. */
const usual: EditorSettings = {
  'watershed.privacy.mode': 'guarded',
  'watershed.completion.enabled': true,
  'watershed.completion.trigger': 'automatic',
  'watershed.completion.languages': {},
  'watershed.routing.chat.strategy': 'tiered',
  'watershed.routing.allowPaidFallback': false,
  'watershed.budget.dailyUsd': null,
};

/** The VSIX that the stage before has packed. */
export async function packagedExtension(): Promise<string> {
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  const path = resolve(`watershed-${version}.vsix`);
  if (!existsSync(path))
    throw new SetupError(`There is no ${path}. Run “npm test -- package editor”, which packs it first.`);
  return path;
}

async function start(): Promise<Session> {
  const home = await temporaryFolder('editor');
  const workspace = join(home, 'workspace');
  await cp(resolve('scripts/start/sample'), workspace, { recursive: true });
  const modelPath = await ensureSmallModel();
  const model = await startLlamaServer({ modelPath, alias: 'smollm2', maxOutputTokens: 120, isGreedy: true });
  const cloudModel = await startLlamaServer({ modelPath, alias: 'smollm2', threads: 1, maxOutputTokens: 60 });
  const cloud = await startRecordingProxy(cloudModel.url);
  const userDataDir = join(home, 'user');
  const initial = { 'watershed.backends': { local: localBackend(model.url) } };
  const code = await startCodeServer({
    ...{ userDataDir, extensionsDir: join(home, 'extensions'), settings: initial },
    vsix: await packagedExtension(),
  });
  const browser = await launchBrowser();
  stops.push(model.stop, cloudModel.stop, cloud.stop, code.stop, () => browser.close());
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const editor = createEditorPage(page, code);
  await editor.open(workspace);
  await editor.waitForStatusItem(meterId);
  const configure = async (settings: EditorSettings) => {
    await editor.updateSettings(settings);
    await editor.waitForStatusItem(meterId);
    await editor.waitIdle();
  };
  const ledgerPath = join(userDataDir, 'User', 'globalStorage', 'watershed.watershed', 'ledger.sqlite');
  // The extension makes it while it goes on, and a table that is not there yet cannot be read.
  await until(() => hasTables(ledgerPath), 'The ledger');
  return {
    ...{ editor, code, model, cloud, workspace },
    ledger: () => readRows<LedgerRow>(ledgerPath, 'SELECT * FROM attempts ORDER BY id'),
    suggestions: () => readRows<SuggestionRow>(ledgerPath, 'SELECT * FROM suggestions ORDER BY returnedAtMs'),
    log: () => readLog(code.logsDir),
    chat: () => openChat(editor),
    newConversation: () => openNewConversation(editor),
    configure,
    async reset() {
      await configure({ ...initial, ...usual });
      cloud.forget();
    },
  };
}

function hasTables(path: string): boolean {
  try {
    return readRows(path, "SELECT name FROM sqlite_master WHERE name = 'suggestions'").length > 0;
  } catch {
    // There is no file yet.
    return false;
  }
}

function readRows<Row>(path: string, query: string): readonly Row[] {
  // A window that closes has the file to itself for a moment.
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  try {
    return database.prepare(query).all() as unknown as Row[];
  } finally {
    database.close();
  }
}

async function readLog(logsDir: string): Promise<string> {
  const files = globSync(join(logsDir, '*', 'exthost*', 'watershed.watershed', 'Watershed.log')).sort();
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('');
}
