import type { Finding, Inspection } from '../../../src/contract/inspection.ts';
import type { ChatRequest, CompletionRequest, OriginFile } from '../../../src/contract/request.ts';
import type { Route } from '../../../src/contract/routing.ts';
import { alphabets } from '../../../src/privacy/vendorFormats/vendorFormat.ts';

export function file(path: string, workspace = 'file:///w'): OriginFile {
  return { uri: `${workspace}/${path}`, path, languageId: 'plaintext' };
}

export function completion(parts: Partial<CompletionRequest> = {}): CompletionRequest {
  return {
    task: 'completion',
    id: 'c1',
    origin: file('src/a.ts'),
    prefix: '',
    suffix: '',
    snippets: [],
    maxOutputTokens: 64,
    stop: [],
    override: { kind: 'auto' },
    ...parts,
  };
}

export function chat(text: string, parts: Partial<ChatRequest> = {}): ChatRequest {
  return {
    task: 'chat',
    id: 'q1',
    conversationId: 'conversation',
    messages: [{ role: 'user', text, origins: [] }],
    maxOutputTokens: undefined,
    override: { kind: 'auto' },
    ...parts,
  };
}

export function finding(kind: Finding['kind'] = 'vendor-secret'): Finding {
  return { kind, rule: 'rule', place: 'message 1', line: 1, reason: 'The prompt holds a key (message 1, line 1).' };
}

export function inspection(...findings: readonly Finding[]): Inspection {
  return { findings, lookedFor: ['everything'] };
}

const reasons: Route['reasons'] = [{ layer: 'task', code: 'any', text: 'Any.' }];

export const localRoute: Route = {
  backendId: 'llama',
  model: 'qwen',
  origin: 'http://127.0.0.1:8080',
  locality: 'local',
  reasons,
};

export const cloudRoute: Route = {
  backendId: 'cloud',
  model: 'large',
  origin: 'https://api.example.com',
  locality: 'remote',
  reasons,
};

/**
 * Text that looks random and is the same each time. The secrets of these tests are made with it, so that no scanner finds
 * one in this repository.
 */
export function random(length: number, alphabet: keyof typeof alphabets = 'alnum', seed = 1): string {
  const letters = expand(alphabets[alphabet]);
  let state = seed * 2_654_435_761;
  let text = '';
  while (text.length < length) {
    // Constants of the generator that Numerical Recipes calls quick and dirty.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += letters.charAt(Math.floor((state / 2 ** 32) * letters.length));
  }
  return text;
}

/** The letters of a character class such as `a-z0-9_-`. */
function expand(characterClass: string): string {
  return characterClass.replace(/(.)-(.)/g, (_, first: string, last: string) => {
    const length = last.charCodeAt(0) - first.charCodeAt(0) + 1;
    return Array.from({ length }, (_, index) => String.fromCharCode(first.charCodeAt(0) + index)).join('');
  });
}
