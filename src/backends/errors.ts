import * as z from 'zod';
import { BackendError, type BackendErrorKind } from '../contract/errors.ts';
import { describeFault, type FaultDetail } from './faultSentences.ts';
import type { ServerIdentity } from './server.ts';

/** A fault of a kind that is known already, with its sentence. */
export function toFault(
  kind: BackendErrorKind,
  server: ServerIdentity,
  detail: FaultDetail & { readonly cause?: unknown } = {},
) {
  const { retryAfterMs, cause } = detail;
  return new BackendError({
    kind,
    backendId: server.id,
    message: describeFault(kind, server, detail),
    retryAfterMs,
    cause,
  });
}

/** An answer that says that something is wrong. */
export interface ErrorReply {
  /** The HTTP status, or what an error inside a stream gives in its place; undefined when it gives nothing. */
  readonly status: number | undefined;
  /** The parsed JSON body; undefined when it was not JSON. */
  readonly body: unknown;
  readonly retryAfterMs?: number | undefined;
  /** Whether a key was sent along. */
  readonly hadKey: boolean;
}

/** Classifies an error answer by its status and by the code fields that servers define, never by its text. */
export function classifyReply(server: ServerIdentity, reply: ErrorReply): BackendError {
  const codes = readErrorCodes(reply.body);
  const { status, retryAfterMs } = reply;
  const isOutOfCredit = status === 402 || codes.some((code) => creditCodes.has(code));
  const cause = new Error(`Status ${status ?? 'none'}, codes [${codes.filter(isPlainCode).join(', ')}].`);
  return toFault(kindOf(server, reply, codes), server, { status, retryAfterMs, isOutOfCredit, cause });
}

/** Classifies an error that stands inside a stream which began well; its code, if it is a number, is a status. */
export function classifyStreamError(server: ServerIdentity, error: unknown): BackendError {
  const body = { error };
  const details = errorOf(body);
  const code = typeof details === 'object' ? Number(details.code ?? Number.NaN) : Number.NaN;
  return classifyReply(server, { status: Number.isInteger(code) ? code : undefined, body, hadKey: true });
}

/** Whether the server was not there to answer, so that what it told before may not hold any more. */
export function isServerAway(error: unknown): boolean {
  return error instanceof BackendError && awayKinds.has(error.kind);
}

const awayKinds: ReadonlySet<BackendErrorKind> = new Set([
  'unreachable',
  'loading',
  'model-missing',
  'timed-out',
  'bad-reply',
]);

/** Sources: the error references of OpenAI, Anthropic, llama.cpp (server README) and vLLM, read November 2026. */
const kindsByCode: ReadonlyMap<string, BackendErrorKind> = new Map([
  ['context_length_exceeded', 'context-too-long'],
  ['exceed_context_size_error', 'context-too-long'],
  ['request_too_large', 'context-too-long'],
  ['model_not_found', 'model-missing'],
  ['NotFoundError', 'model-missing'],
  ['authentication_error', 'unauthorized'],
  ['permission_error', 'unauthorized'],
  ['invalid_api_key', 'unauthorized'],
  ['rate_limit_error', 'rate-limited'],
  ['rate_limit_exceeded', 'rate-limited'],
  ['insufficient_quota', 'rate-limited'],
  ['unavailable_error', 'loading'],
  ['timeout_error', 'timed-out'],
  ['overloaded_error', 'server-fault'],
  ['api_error', 'server-fault'],
  ['server_error', 'server-fault'],
]);
const creditCodes = new Set([
  ...['insufficient_quota', 'billing_error', 'contract_spend_limit_reached', 'enforced_spend_limit_reached'],
  ...['linked_organization_billing_unavailable', 'linked_organization_spend_limit_reached'],
]);
function kindOf(server: ServerIdentity, reply: ErrorReply, codes: readonly string[]): BackendErrorKind {
  const kind =
    codes.map((code) => kindsByCode.get(code)).find((known) => known !== undefined) ??
    kindOfStatus(server, reply, codes);
  return kind === 'unauthorized' && !reply.hadKey ? 'key-missing' : kind;
}

function kindOfStatus(
  server: ServerIdentity,
  { status, body }: ErrorReply,
  codes: readonly string[],
): BackendErrorKind {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 402 || status === 429) return 'rate-limited';
  if (status === 404) {
    const namesModel =
      server.kind === 'ollama'
        ? typeof errorOf(body) === 'string'
        : codes.includes('not_found_error') && server.kind === 'anthropic';
    return namesModel ? 'model-missing' : 'bad-reply';
  }
  if (status === 405) return 'bad-reply';
  if (status === 408) return 'timed-out';
  if (status === 413) return 'context-too-long';
  if (status !== undefined && status < 500) return paramOf(body) === 'model' ? 'model-missing' : 'bad-request';
  return 'server-fault';
}

const errorBodySchema = z.object({
  error: z.union([
    z.string(),
    z.object({
      type: z.string().nullish().catch(undefined),
      code: z.union([z.string(), z.number()]).nullish().catch(undefined),
      param: z.string().nullish().catch(undefined),
      /** Anthropic's. */
      details: z.object({ error_code: z.string().nullish() }).nullish().catch(undefined),
    }),
  ]),
});

function errorOf(body: unknown) {
  const parsed = errorBodySchema.safeParse(body);
  return parsed.success ? parsed.data.error : undefined;
}

/** The strings in which a server says what is wrong; numbers in `code` repeat the status. */
function readErrorCodes(body: unknown): string[] {
  const error = errorOf(body);
  if (error === undefined || typeof error === 'string') return [];
  return [error.code, error.details?.error_code, error.type].filter((code) => typeof code === 'string');
}

function paramOf(body: unknown): string | undefined {
  const error = errorOf(body);
  return typeof error === 'object' ? (error.param ?? undefined) : undefined;
}

/** A code and not a text that stands where a code should. */
function isPlainCode(code: string): boolean {
  return /^[\w.-]{1,60}$/.test(code);
}
