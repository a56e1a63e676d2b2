import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Frame } from 'playwright-core';
import { launchBrowser } from '../../test/support/browser.ts';
import { startCodeServer } from '../../test/support/codeServer.ts';
import { createEditorPage, type EditorPage } from '../../test/support/editorPage.ts';
import { keyToGhostMs, readScreen, recordScreen } from '../../test/support/ghostHistory.ts';
import { meterId } from '../../test/support/watershed.ts';

/** What the check saw; each field is proof that one part of the path happened. */
export interface CheckResult {
  readonly ghost: string;
  readonly keyToGhostMs: number;
  readonly accepted: boolean;
  readonly answer: string;
  /** How many different lengths of the answer were seen on the screen while it streamed. */
  readonly answerSteps: number;
  readonly answerMeta: string;
  readonly timeToFirstTokenMs: number;
  readonly outputTokens: number;
  readonly status: string;
  readonly benchmarkRows: number;
  readonly ledgerRows: number;
}

export interface CheckOptions {
  readonly vsix: string;
  readonly workspace: string;
  /** A folder for the editor's profile and the screenshots. */
  readonly folder: string;
  readonly backends: Readonly<Record<string, object>>;
  readonly report: (line: string) => void;
}

/** Uses the extension in a real editor without a person. @throws as soon as one part does not happen */
export async function check({ vsix, workspace, folder, backends, report }: CheckOptions): Promise<CheckResult> {
  const userDataDir = join(folder, 'user');
  await mkdir(folder, { recursive: true });
  const settings = { 'watershed.backends': backends };
  const server = await startCodeServer(
    { userDataDir, extensionsDir: join(folder, 'extensions'), settings, vsix },
    report,
  );
  const browser = await launchBrowser(report);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const editor = createEditorPage(page, server);
    await editor.open(workspace);
    await editor.waitForStatusItem(meterId);
    const completion = await completeInSample(editor, join(workspace, 'shapes.py'), report);
    await editor.screenshot(join(folder, 'ghost.png'));
    const chat = await askTheChat(editor, report);
    await editor.screenshot(join(folder, 'chat.png'));
    const status = await readStatus(editor);
    report(`status bar: ${status}`);
    const benchmarkRows = await runBenchmark(editor);
    report(`benchmark: a report with ${benchmarkRows} rows`);
    await editor.screenshot(join(folder, 'benchmark.png'));
    const ledger = readLedger(join(userDataDir, 'User', 'globalStorage', 'watershed.watershed', 'ledger.sqlite'));
    return { ...completion, ...chat, status, benchmarkRows, ...ledger };
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function completeInSample(editor: EditorPage, file: string, report: CheckOptions['report']) {
  await editor.openFile(file);
  await editor.press('Control+End');
  await recordScreen(editor.page);
  await editor.typeText('def add(a, b):\n', 60);
  const ghost = await editor.waitForGhost(/\S/, 60_000);
  const [latencyMs = Number.NaN] = keyToGhostMs(await readScreen(editor.page)).slice(-1);
  if (!(latencyMs > 0)) throw new Error('No time from a key to its ghost text was seen.');
  report(`ghost text after ${Math.round(latencyMs)} ms: ${JSON.stringify(ghost)}`);
  await editor.acceptGhost();
  if (!(await editor.editorText()).endsWith(`def add(a, b):\n    ${ghost}`)) {
    throw new Error('The accepted ghost text does not stand at the end of the file.');
  }
  return { ghost, keyToGhostMs: Math.round(latencyMs), accepted: true };
}

/** Some 20 tokens: at 80 a second they are over before the view is drawn four times. */
const fewWords = 80;

/** Asks again after an answer that is so short that it may be over before it is drawn a second time. */
async function askTheChat(editor: EditorPage, report: CheckOptions['report']) {
  await editor.runCommand('Watershed: Open Chat');
  const frame = await editor.webviewFrame({ title: 'Watershed Chat' });
  for (let asked = 1; asked <= 3; asked++) {
    const answer = await askOnce(frame, asked);
    report(`chat: ${answer.answer.length} characters in ${answer.answerSteps} steps; ${answer.answerMeta}`);
    if (answer.answer.trim() === '') throw new Error('The chat gave an empty answer.');
    if (answer.answerSteps >= 2) return answer;
    if (answer.answer.length > fewWords) break;
  }
  throw new Error('The answer did not stream: it came all at once.');
}

async function askOnce(frame: Frame, asked: number) {
  const input = frame.getByTestId('input');
  await input.fill('Write three sentences about rivers.');
  await input.press('Enter');
  const answerSteps = await watchAnswer(frame, asked);
  const answer = await frame.getByTestId('answer-text').last().innerText();
  const answerMeta = await frame.getByTestId('meta-line').last().innerText();
  return { answer, answerSteps, answerMeta };
}

/** Watches the newest answer, of as many as were asked for, grow until its meta line stands under it. */
async function watchAnswer(frame: Frame, asked: number): Promise<number> {
  const lengths = new Set<number>();
  const deadlineMs = performance.now() + 120_000;
  while ((await frame.getByTestId('meta-line').count()) < asked) {
    if (performance.now() > deadlineMs) {
      const shown = await frame.locator('body').innerText();
      throw new Error(`The chat did not finish its answer within 120 s. It shows:\n${shown}`);
    }
    const texts = await frame.getByTestId('answer-text').allInnerTexts();
    lengths.add(texts.slice(asked - 1).join('').length);
    await frame.page().waitForTimeout(20);
  }
  lengths.delete(0);
  return lengths.size;
}

async function readStatus(editor: EditorPage): Promise<string> {
  const item = editor.statusItemLocator(meterId);
  // The item is rewritten once a second at most.
  await item.filter({ hasText: /\$\d.* ms|\$\d.* s/ }).waitFor({ timeout: 10_000 });
  const status = await editor.statusItem(meterId);
  if (status === undefined) throw new Error('The status bar shows no meter.');
  return status.text;
}

async function runBenchmark(editor: EditorPage): Promise<number> {
  await editor.runCommand('Watershed: Run Benchmark');
  const frame = await editor.webviewFrame({ title: 'Watershed benchmark' }, 300_000);
  const rows = await frame.locator('tbody tr').count();
  if (rows === 0) throw new Error('The benchmark report has no row.');
  return rows;
}

function readLedger(path: string) {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const { rows } = database.prepare('SELECT count(*) AS rows FROM attempts').get() ?? {};
    const chat = database.prepare("SELECT * FROM attempts WHERE task = 'chat' ORDER BY id LIMIT 1").get();
    const seen = {
      ledgerRows: Number(rows),
      timeToFirstTokenMs: Math.round(Number(chat?.['timeToFirstTokenMs'])),
      outputTokens: Number(chat?.['outputTokens']),
    };
    if (!Object.values(seen).every((figure) => figure > 0)) {
      throw new Error(`The ledger does not hold what was seen: ${JSON.stringify(seen)}`);
    }
    return seen;
  } finally {
    database.close();
  }
}
