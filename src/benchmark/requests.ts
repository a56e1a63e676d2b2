import { randomUUID } from 'node:crypto';
import type { ChatRequest, CompletionRequest, Request, RouteOverride } from '../contract/request.ts';
import type { BackendFacts } from '../contract/routing.ts';
import type { ConfiguredPrice } from '../metering/prices.ts';
import type { BenchmarkCase, ChatCase, CompletionCase, OwnCodeCase } from './cases.ts';
import { codeOf, nonEmptyLines } from './checks.ts';
import { editSimilarity, normalizeWhitespace } from './similarity.ts';

/** A backend to be tried, with what its price needs. */
export type BenchmarkBackend = Pick<BackendFacts, 'id' | 'model' | 'origin' | 'locality' | 'roles'> & {
  readonly configuredPrice: ConfiguredPrice | undefined;
};

/** One case as one backend is asked it. */
export interface Trial {
  readonly backend: BenchmarkBackend;
  readonly case: BenchmarkCase;
  readonly request: Request;
}

/** How good an answer is. */
export interface Quality {
  /** The check holds; for the person's own code: it is what stood there, white space aside. */
  readonly passed: boolean;
  /** From 0 to 1, how close the answer is to the person's own code; undefined for other cases. */
  readonly similarity: number | undefined;
}

/** Every case that a backend's roles allow, and before them one that only warms the backend up. */
export interface TrialPlan {
  readonly warmUp: Trial;
  readonly trials: readonly Trial[];
}

/**
 * What a backend is asked. Completion cases need its completion role and questions its chat role; the person's own
 * code goes to every backend, as a question to those that only chat, so that all can be compared on it.
 */
export function planTrials(cases: readonly BenchmarkCase[], backend: BenchmarkBackend): TrialPlan | undefined {
  const trials = cases.flatMap((one) => toTrial(one, backend, backend.locality === 'remote' ? reasoningTokens : 0));
  const warmUp = trials.length === 0 ? undefined : warmUpCases.flatMap((one) => toTrial(one, backend, 0))[0];
  return warmUp && { warmUp, trials };
}

const idPrefix = 'benchmark-';

/** Whether a request was made for a benchmark: such a one is allowed by the run, and never asks the person by itself. */
export function isBenchmarkRequest({ id }: Request): boolean {
  return id.startsWith(idPrefix);
}

/** Judges an answer; the same lines are looked at whether it was asked for as a completion or as a question. */
export function judge({ case: asked, request }: Trial, answer: string): Quality {
  if (asked.kind !== 'own-code') return { passed: asked.check(answer), similarity: undefined };
  const text = request.task === 'chat' ? codeOf(answer) : answer;
  const expected = normalizeWhitespace(asked.hidden);
  const lineCount = nonEmptyLines(expected).length;
  const actual = normalizeWhitespace(nonEmptyLines(text).slice(0, lineCount).join('\n'));
  return { passed: actual === expected, similarity: editSimilarity(actual, expected) };
}

/**
 * Room for a cloud model to think before it answers a question; one that does not think stops by itself before. A model
 * on this machine gets none: on a slow one a babbling model would take minutes.
 */
const reasoningTokens = 256;

/** None where the backend has no role for the case. `thinkingTokens` come on top of what an answer needs. */
function toTrial(asked: BenchmarkCase, backend: BenchmarkBackend, thinkingTokens: number): Trial[] {
  const completes = backend.roles.includes('completion');
  const chats = backend.roles.includes('chat');
  if (asked.kind !== 'chat' && completes) {
    return [{ backend, case: asked, request: toCompletionRequest(asked, backend) }];
  }
  if (asked.kind !== 'completion' && chats) {
    return [{ backend, case: asked, request: toChatRequest(asked, backend, thinkingTokens) }];
  }
  return [];
}

function toCompletionRequest(asked: CompletionCase | OwnCodeCase, backend: BenchmarkBackend): CompletionRequest {
  const isOneLine = asked.kind === 'completion' || !asked.hidden.includes('\n');
  return {
    task: 'completion',
    id: newId(),
    origin: asked.origin,
    prefix: asked.prefix,
    suffix: asked.suffix,
    snippets: [],
    maxOutputTokens: asked.maxOutputTokens,
    stop: isOneLine ? ['\n'] : [],
    override: overrideFor(backend),
  };
}

function toChatRequest(asked: ChatCase | OwnCodeCase, backend: BenchmarkBackend, thinkingTokens: number): ChatRequest {
  const message =
    asked.kind === 'chat'
      ? { text: asked.question, origins: [] }
      : { text: toQuestion(asked), origins: [asked.origin] };
  return {
    task: 'chat',
    id: newId(),
    conversationId: newId(),
    messages: [{ role: 'user', ...message }],
    maxOutputTokens: asked.maxOutputTokens + thinkingTokens,
    override: overrideFor(backend),
  };
}

function toQuestion({ origin, prefix, suffix, hidden }: OwnCodeCase): string {
  const count = hidden.split('\n').length;
  const lines = count === 1 ? 'One line is' : `${count} lines are`;
  return (
    `${lines} missing from this piece of ${origin.path} at the mark <MISSING>. ` +
    'Answer with exactly what is missing and nothing else: no explanation, no fence.\n\n' +
    `${prefix}<MISSING>${suffix}`
  );
}

function overrideFor(backend: BenchmarkBackend): RouteOverride {
  return { kind: 'backend', backendId: backend.id };
}

/** New for each request, so that nothing that was found in an earlier one is held against it. */
function newId(): string {
  return `${idPrefix}${randomUUID()}`;
}

/** Unlike every other case, so that no prompt cache gives a later one an unfair start. */
const warmUpCases: readonly BenchmarkCase[] = [
  {
    kind: 'completion',
    id: 'warm-up',
    title: 'Warm-up',
    origin: { uri: 'watershed-benchmark:/warmUp.js', path: 'benchmark/warmUp.js', languageId: 'javascript' },
    prefix: 'console.log(',
    suffix: ');\n',
    maxOutputTokens: 4,
    check: () => true,
  },
  {
    kind: 'chat',
    id: 'warm-up',
    title: 'Warm-up',
    question: 'Say hello.',
    maxOutputTokens: 4,
    check: () => true,
  },
];
