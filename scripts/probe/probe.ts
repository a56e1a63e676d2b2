import { randomUUID } from 'node:crypto';
import { createSystemClock } from '../../src/base/clock.ts';
import { type CompletionEngine, createCompletionEngine } from '../../src/completion/engine.ts';
import type { CompletionSnapshot } from '../../src/completion/snapshot.ts';
import { allOn } from '../../src/completion/switches.ts';
import type { LedgerEntry } from '../../src/contract/ledger.ts';
import type { Log } from '../../src/contract/log.ts';
import type { OriginFile, Request } from '../../src/contract/request.ts';
import { type Core, createCore } from '../../src/core.ts';
import { startEngine } from '../start/engine.ts';
import type { ProbeLine } from './lines.ts';

const imaginedBackends = {
  local: { kind: 'llama.cpp', url: 'http://127.0.0.1:8080', model: 'local', roles: ['completion', 'chat'] },
  cloud: { kind: 'openai-compatible', url: 'https://cloud.example/v1', model: 'cloud', roles: ['chat'] },
};

/** Answers lines by the same code as in the editor. */
export function createProbe() {
  const hosts = new Map<string, Host>();
  const hostFor = (mode: ProbeLine['mode'], backends: unknown): Host => {
    const key = JSON.stringify([mode, backends]);
    const host = hosts.get(key) ?? createHost(mode, backends);
    hosts.set(key, host);
    return host;
  };
  let found: Promise<unknown> | undefined;
  const foundBackends = () => {
    found ??= startEngine(false, (line) => console.error(line)).then(({ backends }) => backends);
    return found;
  };

  return {
    async inspect({ text, path, languageId, mode }: ProbeLine): Promise<unknown> {
      const { core } = hostFor(mode, imaginedBackends);
      return (await core.explain(chatRequest(text, originOf(path, languageId)))).inspection;
    },

    async route(line: ProbeLine): Promise<unknown> {
      const { core } = hostFor(line.mode, line.backends ?? imaginedBackends);
      const origin = originOf(line.path, line.languageId);
      const request =
        line.task === 'chat' ? chatRequest(line.prompt, origin, line.override) : completionRequest(line, fileOf(line));
      const { plan, inspection } = await core.explain(request);
      return { ...plan, findings: inspection.findings, problems: core.settingsProblems() };
    },

    async complete(line: ProbeLine): Promise<unknown> {
      return complete(hostFor(line.mode, line.backends ?? (await foundBackends())), line);
    },
  };
}

/** The extension's objects for one mode and one set of backends. */
interface Host {
  readonly core: Core;
  readonly engine: CompletionEngine;
}

function createHost(mode: ProbeLine['mode'], backends: unknown): Host {
  const clock = createSystemClock();
  const core = createCore({
    ...{ clock, log: stderrLog },
    keys: { get: async () => undefined },
    consent: { isGranted: () => false, ask: async () => false },
    privacyMode: () => mode,
    workspaceTrusted: () => true,
    backendSettings: () => backends,
    remoteFetch: fetch,
    ledgerPath: undefined,
  });
  const settings = () => ({ switches: allOn, contextTokens: undefined });
  return { core, engine: createCompletionEngine({ send: core.send, clock, log: stderrLog, settings }) };
}

async function complete({ core, engine }: Host, line: ProbeLine): Promise<unknown> {
  const entries: LedgerEntry[] = [];
  const faults: string[] = [];
  const listeners = [
    core.ledger.onDidAppend((entry) => entries.push(entry)),
    engine.onDidFault(({ message }) => faults.push(message)),
  ];
  const startedMs = performance.now();
  const ghost = await engine.complete(snapshotOf(line), new AbortController().signal);
  const totalMs = performance.now() - startedMs;
  for (const listener of listeners) listener.dispose();
  const entry = entries.at(-1);
  return {
    text: ghost?.text.slice(ghost.replaceBefore),
    source: ghost?.source,
    timings: { totalMs, timeToFirstTokenMs: entry?.timeToFirstTokenMs, requestMs: entry?.totalMs },
    tokens: { input: entry?.inputTokens, cached: entry?.cachedInputTokens, output: entry?.outputTokens },
    backend: entry?.backendId,
    fault: faults[0],
  };
}

function snapshotOf(line: ProbeLine): CompletionSnapshot {
  return {
    origin: fileOf(line),
    cursorOffset: line.prefix.length,
    textBefore: line.prefix,
    textAfter: line.suffix,
    eol: '\n',
    insertSpaces: true,
    tabSize: 4,
    trigger: 'manual',
    hasSelection: false,
    cursorCount: 1,
    selectedSuggestion: undefined,
    isExcluded: false,
  };
}

function chatRequest(text: string, origin: OriginFile, override: ProbeLine['override'] = 'auto'): Request {
  const messages = [{ role: 'user' as const, text, origins: origin.path === '' ? [] : [origin] }];
  const ids = { id: randomUUID(), conversationId: randomUUID() };
  return { task: 'chat', ...ids, messages, maxOutputTokens: undefined, override: { kind: override } };
}

function completionRequest({ prefix, suffix, prompt, override }: ProbeLine, origin: OriginFile): Request {
  const text = { prefix: prefix === '' ? prompt : prefix, suffix, snippets: [], stop: [] };
  return { task: 'completion', id: randomUUID(), origin, ...text, maxOutputTokens: 48, override: { kind: override } };
}

/** The file that is completed; one without a path is new. */
function fileOf({ path, languageId }: ProbeLine): OriginFile {
  return originOf(path === '' ? 'untitled' : path, languageId);
}

function originOf(path: string, languageId: string): OriginFile {
  return { uri: `file:///probe/${path}`, path, languageId };
}

const stderrLog: Log = {
  debug: () => {},
  info: (line) => console.error(line),
  warn: (line) => console.error(line),
  error: (line) => console.error(line),
};
