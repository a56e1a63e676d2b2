import { BackendError } from '../contract/errors.ts';
import { toFault } from './errors.ts';
import type { ServerIdentity } from './server.ts';

/**
 * Classifies what a fetch or the reading of an answer threw, by class and by Node's error codes. `otherwise` is the
 * kind of what has no known code: before there is an answer it is the connection, after that the answer.
 */
export function classifyThrown(
  server: ServerIdentity,
  error: unknown,
  otherwise: 'unreachable' | 'bad-reply',
): BackendError {
  if (error instanceof BackendError) return error;
  const codes = nodeCodesOf(error);
  const isCertificateProblem = codes.some((code) => certificateCodes.has(code));
  // HPE_…: what answers does not speak HTTP.
  if (codes.some((code) => code.startsWith('HPE_'))) return toFault('bad-reply', server, { cause: error });
  const isUnknownName = codes.includes('ENOTFOUND') || codes.includes('EAI_AGAIN');
  const isNetwork = isCertificateProblem || codes.some((code) => networkCodes.has(code));
  const detail = { isCertificateProblem, isUnknownName, cause: error };
  return toFault(isNetwork ? 'unreachable' : otherwise, server, detail);
}

/** Whether the connection broke, as opposed to an answer that cannot be understood. */
export function isConnectionFault(error: unknown): boolean {
  return nodeCodesOf(error).some((code) => brokenConnectionCodes.has(code));
}

/** A connection that was open and is not any more. */
const brokenConnectionCodes = setOf('ECONNRESET EPIPE ETIMEDOUT UND_ERR_SOCKET ERR_STREAM_PREMATURE_CLOSE');

/** Codes of Node (errors of the system, DNS and TLS) and of undici, which is behind its fetch. */
const networkCodes = new Set([
  ...brokenConnectionCodes,
  ...setOf('ECONNREFUSED ECONNABORTED EHOSTUNREACH ENETUNREACH ENOTFOUND EAI_AGAIN'),
  ...setOf('UND_ERR_CONNECT_TIMEOUT UND_ERR_HEADERS_TIMEOUT UND_ERR_BODY_TIMEOUT'),
]);

const certificateCodes = new Set([
  ...setOf('DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN CERT_HAS_EXPIRED ERR_TLS_CERT_ALTNAME_INVALID'),
  ...setOf('UNABLE_TO_VERIFY_LEAF_SIGNATURE UNABLE_TO_GET_ISSUER_CERT_LOCALLY'),
]);

/** The codes of an error and of what caused it: undici wraps the socket's error in a TypeError. */
function nodeCodesOf(error: unknown): string[] {
  const codes: string[] = [];
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if ('code' in current && typeof current.code === 'string') codes.push(current.code);
    if (current instanceof AggregateError) codes.push(...current.errors.flatMap(nodeCodesOf));
    current = current.cause;
  }
  return codes;
}

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
