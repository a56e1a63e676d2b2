import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser } from './browser.ts';
import { reportToStderr } from './cache.ts';
import { startCodeServer } from './codeServer.ts';
import { findOnPath } from './command.ts';
import { createEditorPage, type EditorPage } from './editorPage.ts';
import { keyToGhostMs, readScreen, recordScreen } from './ghostHistory.ts';
import { startLiteLlm } from './liteLlm.ts';
import { startLlamaServer } from './llamaServer.ts';
import { ensureFimModel, ensureSmallModel } from './models.ts';
import { findOllamaBuildTools, insertTemplate, startOllama } from './ollamaServer.ts';
import { selfcheckItem, selfcheckText, writeSelfcheckExtension } from './selfcheckExtension.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** Starts every engine and the editor once and prints a line for each; exits 1 when one of them does not work. */
async function selfcheck(): Promise<void> {
  await check('small model on llama.cpp', checkSmallModel);
  await check('fill-in-the-middle model on llama.cpp', checkFimModel);
  const tools = await findOllamaBuildTools();
  if (tools.kind === 'missing' && findOnPath('ollama') === undefined) console.log(`skipped  Ollama: ${tools.reason}`);
  else await check('Ollama', checkOllama);
  await check('LiteLLM gateway', checkLiteLlm);
  await check('code-server and Chromium', checkEditor);
}

async function check(name: string, run: () => Promise<string>): Promise<void> {
  const startedMs = performance.now();
  try {
    const seen = await run();
    console.log(`ok  ${((performance.now() - startedMs) / 1000).toFixed(1)} s  ${name}: ${seen}`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`FAILED  ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function checkSmallModel(): Promise<string> {
  const modelPath = await ensureSmallModel(reportToStderr);
  const server = await startLlamaServer({ modelPath, alias: 'small' }, reportToStderr);
  const reply = await post(`${server.url}/completion`, { prompt, n_predict: 6, temperature: 0 });
  assert.match(reply, /return a \+ b/);
  await server.stop();
  await assert.rejects(fetch(server.url), 'a stopped server must not answer');
  return '/completion continues the function';
}

async function checkFimModel(): Promise<string> {
  const modelPath = await ensureFimModel(reportToStderr);
  const server = await startLlamaServer({ modelPath, apiKey: 'secret' }, reportToStderr);
  const body = { input_prefix: prompt, input_suffix: '\n', n_predict: 4, verbose: true };
  const reply = await post(`${server.url}/infill`, body, { authorization: 'Bearer secret' });
  assert.match(reply, /<fim_prefix>.*<fim_suffix>.*<fim_middle>/);
  await assert.rejects(post(`${server.url}/infill`, body), /401/);
  await server.stop();
  return '/infill composes the prompt and asks for the key';
}

async function checkOllama(): Promise<string> {
  const ollama = await startOllama(
    {
      models: [
        { name: 'small', ggufPath: await ensureSmallModel() },
        { name: 'fim', ggufPath: await ensureFimModel(), template: insertTemplate },
      ],
    },
    reportToStderr,
  );
  const options = { num_predict: 6, temperature: 0 };
  const reply = await post(`${ollama.url}/api/generate`, { model: 'small', prompt, raw: true, stream: false, options });
  assert.match(reply, /return a \+ b/);
  assert.match(await post(`${ollama.url}/api/show`, { model: 'fim' }), /"insert"/);
  await ollama.stop();
  return 'generates, and the second model can insert';
}

async function checkLiteLlm(): Promise<string> {
  const upstream = await startLlamaServer({ modelPath: await ensureSmallModel() }, reportToStderr);
  const gateway = await startLiteLlm({ upstreamUrl: upstream.url }, reportToStderr);
  const body = { model: gateway.model, messages: [{ role: 'user', content: 'Hi' }], max_tokens: 5 };
  const authorization = { authorization: `Bearer ${gateway.masterKey}` };
  assert.match(await post(`${gateway.url}/v1/chat/completions`, body, authorization), /"usage"/);
  assert.match(await post(`${gateway.url}/v1/messages`, body, { 'x-api-key': gateway.masterKey }), /"output_tokens"/);
  await assert.rejects(post(`${gateway.url}/v1/chat/completions`, body), /401/);
  await gateway.stop();
  await upstream.stop();
  return 'answers in both formats and asks for the key';
}

async function checkEditor(): Promise<string> {
  const home = await temporaryFolder('selfcheck');
  const workspace = join(home, 'workspace');
  const file = join(workspace, 'add.py');
  await mkdir(workspace);
  await writeFile(file, 'def add(a, b):\n');
  await writeSelfcheckExtension(join(home, 'extensions'));
  const folders = { userDataDir: join(home, 'user'), extensionsDir: join(home, 'extensions') };
  const server = await startCodeServer(folders, reportToStderr);
  const browser = await launchBrowser(reportToStderr);
  const editor = createEditorPage(await browser.newPage({ viewport: { width: 1280, height: 800 } }), server);
  await editor.open(workspace);
  await editor.openFile(file);
  await editor.waitForStatusItem(selfcheckItem);
  const medianMs = await checkGhostText(editor);
  await checkWorkbench(editor);
  await browser.close();
  await server.stop();
  return `ghost text ${medianMs.toFixed(0)} ms after the key (median), status bar, commands, webview, themes, settings`;
}

async function checkGhostText(editor: EditorPage): Promise<number> {
  await recordScreen(editor.page);
  await editor.press('Control+End');
  await editor.typeText('    ret', 150);
  await editor.waitForGhost(selfcheckText.slice(3));
  await editor.acceptGhost();
  assert.equal(await editor.ghostText(), undefined);
  assert.equal(await editor.editorText(), `def add(a, b):\n    ${selfcheckText}`);
  const times = keyToGhostMs(await readScreen(editor.page)).toSorted((one, other) => one - other);
  return times[Math.floor(times.length / 2)] ?? Number.NaN;
}

async function checkWorkbench(editor: EditorPage): Promise<void> {
  assert.equal((await editor.statusItem(selfcheckItem))?.text, 'ready');
  assert.equal(await editor.statusTooltip(selfcheckItem), 'first line\n\nsecond line');
  await editor.runCommand('Selfcheck: Ask');
  assert.match(await editor.inputPrompt(), /Your name\?/);
  await editor.answerInput('Ada');
  await editor.clickButton('Fine');
  await editor.waitForStatusItem(selfcheckItem, /Fine/);
  await editor.runCommand('Selfcheck: Pick');
  assert.deepEqual(await editor.pickableItems(), ['red', 'green', 'greener']);
  await editor.pickItem('green');
  await editor.waitForStatusItem(selfcheckItem, /^green$/);
  await editor.runCommand('Selfcheck: Open Panel');
  const panel = await editor.webviewFrame({ title: 'Selfcheck' });
  assert.equal(await panel.locator('#hello').textContent(), 'Hello');
  for (const theme of ['dark', 'highContrast', 'highContrastLight', 'light'] as const) await editor.setTheme(theme);
  await editor.openSettings('@ext:selfcheck.pieces');
  assert.match((await editor.settingRow('selfcheck.isOn').textContent()) ?? '', /Whether it is on/);
}

async function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 300)}`);
  return text;
}

const prompt = 'def add(a, b):\n    ';

await selfcheck();
