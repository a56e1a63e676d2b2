import assert from 'node:assert/strict';
import { AdmittedRequest } from '../../../src/contract/admission.ts';
import type { Backend } from '../../../src/contract/backend.ts';
import { BackendError, type BackendErrorKind } from '../../../src/contract/errors.ts';
import type { ChatRequest, CompletionRequest, Request } from '../../../src/contract/request.ts';
import type { AnswerEnd, AnswerPart, AnswerStream } from '../../../src/contract/stream.ts';

const origin = { uri: 'file:///work/add.py', path: 'add.py', languageId: 'python' };

export function completion(prefix: string, rest: Partial<CompletionRequest> = {}): CompletionRequest {
  return {
    task: 'completion',
    id: 'completion-1',
    origin,
    prefix,
    suffix: '',
    snippets: [],
    maxOutputTokens: 16,
    stop: ['\n'],
    override: { kind: 'auto' },
    ...rest,
  };
}

export function chat(question: string, rest: Partial<ChatRequest> = {}): ChatRequest {
  return {
    task: 'chat',
    id: 'chat-1',
    conversationId: 'conversation-1',
    messages: [{ role: 'user', text: question, origins: [] }],
    maxOutputTokens: 16,
    override: { kind: 'auto' },
    ...rest,
  };
}

/** An admission as privacy would give it for the backend as it is known now. */
export function admit(request: Request, backend: Backend): AdmittedRequest {
  const { id, model, origin: serverOrigin, locality } = backend.facts;
  const reason = { layer: 'task', code: 'test', text: 'The test asked for it.' } as const;
  return new AdmittedRequest(request, { backendId: id, model, origin: serverOrigin, locality, reasons: [reason] });
}

export interface Answered {
  readonly parts: readonly AnswerPart[];
  readonly text: string;
  readonly reasoning: string;
  readonly end: AnswerEnd;
}

/** Sends a request and reads the whole answer. */
export async function ask(
  backend: Backend,
  request: Request,
  signal = new AbortController().signal,
): Promise<Answered> {
  const parts: AnswerPart[] = [];
  const stream = backend.stream(admit(request, backend), signal);
  for (;;) {
    const { done, value } = await stream.next();
    if (!done) {
      parts.push(value);
      continue;
    }
    const join = (type: AnswerPart['type']) =>
      parts.flatMap((part) => (part.type === type && part.type !== 'tool-call' ? [part.text] : [])).join('');
    return { parts, text: join('text-delta'), reasoning: join('reasoning-delta'), end: value };
  }
}

export function startStream(backend: Backend, request: Request, signal: AbortSignal): AnswerStream {
  return backend.stream(admit(request, backend), signal);
}

export async function drain(answer: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of answer);
}

/** For assert.rejects: fails with the message where the kind is another one. */
export function isFault(error: unknown, kind: BackendErrorKind): boolean {
  assert.ok(error instanceof BackendError, String(error));
  assert.equal(error.kind, kind, error.message);
  return true;
}
