import { type ColdPrompt, Warmer } from '../../../src/completion/warmer.ts';
import type { CompletionRequest } from '../../../src/contract/request.ts';
import type { Send, SendEnd } from '../../../src/contract/send.ts';
import { type ServerTimings, type StaticTexts, unknownUsage } from '../../../src/contract/stream.ts';

export const origin = { uri: 'file:///w/a.ts', path: 'a.ts', languageId: 'typescript' };
const route = { backendId: 'local', model: 'm', origin: 'http://127.0.0.1:1', locality: 'local' } as const;
const reasons = [{ layer: 'task', code: 'test', text: 'A test.' }] as const;

export function requestFor(prefix: string, more: Partial<CompletionRequest> = {}): CompletionRequest {
  const rest = { maxOutputTokens: 24, stop: [], override: { kind: 'auto' } } as const;
  return { task: 'completion', id: 'r', origin, prefix, suffix: '', snippets: [], ...rest, ...more };
}

/** A server that has read as much of a prompt as it was asked for, and remembers how often it was asked. */
export function createServer(staticCharacters: number, { timings, staticTexts = 'prefix, suffix' }: ServerKind = {}) {
  const asked: number[] = [];
  const send: Send = async function* (request) {
    const characters = request.task === 'completion' ? (request.warm?.promptCharacters ?? 0) : 0;
    const measured = typeof timings === 'function' ? timings(characters - (asked.at(-1) ?? 0)) : timings;
    asked.push(characters);
    yield { type: 'route', route: { ...route, reasons }, attempt: 1 };
    const end: SendEnd = {
      ...{ finish: 'stop', usage: unknownUsage, timings: measured, servedModel: undefined },
      warmed: { characters: Math.min(characters, staticCharacters), staticCharacters, staticTexts },
      ...{ route: { ...route, reasons }, measurement },
    };
    return end;
  };
  return { asked, send };
}

export interface ServerKind {
  /** Of each slice, or as its new characters make it take. */
  readonly timings?: ServerTimings | ((newCharacters: number) => ServerTimings);
  readonly staticTexts?: StaticTexts;
}

/** What a server tells that takes so long for each new character, and for each slice besides. */
export function takes(characterMs: number, sliceMs = 0): (newCharacters: number) => ServerTimings {
  return (newCharacters) => ({
    ...{ promptMs: sliceMs + newCharacters * characterMs, promptTokens: undefined },
    ...{ generationMs: 0, generatedTokens: 0 },
  });
}

const measurement = {
  ...{ timeToFirstTokenMs: undefined, totalMs: 1, tokensPerSecond: undefined, inputTokens: undefined },
  ...{ cachedInputTokens: undefined, outputTokens: undefined, costUsd: 0 },
};

export const unconcerned = {
  whenCalm: async () => true,
  onMeasured: () => undefined,
  wantsRepeat: () => false,
  onRepeated: () => undefined,
};

export function warmerFor(send: Send, charactersInMs = 100 / 48): Warmer {
  return new Warmer({ ...unconcerned, send, charactersIn: (durationMs) => durationMs * charactersInMs });
}

export function cold(prefix: string): ColdPrompt {
  return { request: requestFor(prefix), knownLength: 0 };
}
