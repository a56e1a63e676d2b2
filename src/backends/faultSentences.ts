import type { BackendErrorKind } from '../contract/errors.ts';
import { nameOf, type ServerIdentity } from './server.ts';

/** What else is known of a fault. */
export interface FaultDetail {
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
  /** The server says that the account, not the rate, is used up. */
  readonly isOutOfCredit?: boolean | undefined;
  /** The server gave signs of life and came to no end in time. */
  readonly isSlow?: boolean | undefined;
  /** It was not sent, since too many others wait for the server (`full`), or it had to wait for too long (`slow`). */
  readonly queue?: 'full' | 'slow' | undefined;
  /** The name could not be looked up. */
  readonly isUnknownName?: boolean | undefined;
  /** The server's certificate is not trusted here. */
  readonly isCertificateProblem?: boolean | undefined;
}

const chooseAnother = 'or choose another server with “Watershed: Set Up”';

/** One or two sentences for the person: what happened and what to do. They hold no key and no text of the person's. */
export function describeFault(kind: BackendErrorKind, server: ServerIdentity, detail: FaultDetail = {}): string {
  const name = nameOf(server);
  const { host } = new URL(server.origin);
  const model = server.model === '' ? 'its model' : `“${server.model}”`;
  const status = detail.status === undefined ? '' : ` (status ${detail.status})`;
  switch (kind) {
    case 'unreachable':
      return describeUnreachable(server, host, detail);
    case 'loading':
      return `${name} at ${host} is still loading ${model}. It answers as soon as that is done.`;
    case 'model-missing':
      return describeMissingModel(server, host);
    case 'unauthorized':
      return `${name} refused the key${status}. Enter a valid one for ${server.origin} with “Watershed: Set API Key”.`;
    case 'key-missing':
      return `There is no key for ${server.origin}. Enter one with “Watershed: Set API Key”.`;
    case 'rate-limited':
      return describeLimit(name, detail);
    case 'timed-out':
      return `${name} at ${host} ${detail.isSlow || status !== '' ? 'took too long' : 'was silent for too long'}${status}. Try again, choose a smaller model, ${chooseAnother}.`;
    case 'context-too-long':
      return `The prompt is longer than ${name} takes for ${model}. Shorten it, or give the model a larger context.`;
    case 'refused':
      return `Watershed refused to send this to ${host}.`;
    case 'bad-request':
      return `${name} rejected the request${status}. Check the model ${model} and the entry “${server.id}” in “watershed.backends”.`;
    case 'bad-reply':
      return `What answers at ${host} does not speak the language of ${describeKind(server)}. Check the address and the port of “${server.id}” in “watershed.backends”.`;
    case 'server-fault':
      return `${name} at ${host} failed${status}. Look at its log, try again later, ${chooseAnother}.`;
  }
}

function describeUnreachable(server: ServerIdentity, host: string, detail: FaultDetail): string {
  if (detail.isCertificateProblem) {
    return `The certificate of ${host} is not trusted on this machine. Install its authority's certificate, or check the address.`;
  }
  if (detail.isUnknownName) {
    return `The name ${host} cannot be found. Check the network and the address of “${server.id}” in “watershed.backends”.`;
  }
  switch (server.kind) {
    case 'llama.cpp':
      return `llama.cpp is not running at ${host}. Start llama-server, ${chooseAnother}.`;
    case 'ollama':
      return `Ollama is not running at ${host}. Start it with “ollama serve”, ${chooseAnother}.`;
    default:
      return `${host} cannot be reached. Check the network and the address of “${server.id}” in “watershed.backends”.`;
  }
}

function describeMissingModel(server: ServerIdentity, host: string): string {
  if (server.kind === 'ollama') {
    return `Ollama at ${host} does not have the model “${server.model}”. Get it with “ollama pull ${server.model}”, or choose another one with “Watershed: Set Up”.`;
  }
  const command = server.kind === 'llama.cpp' ? 'Set Up' : 'Add Backend';
  return `${nameOf(server)} does not offer the model “${server.model}”. Choose one of its models with “Watershed: ${command}”.`;
}

function describeLimit(name: string, detail: FaultDetail): string {
  if (detail.queue === 'full') return `Too many requests wait for ${name} already. Try again when some have ended.`;
  if (detail.queue === 'slow')
    return `${name} was busy with other requests for too long. Try again when they have ended.`;
  if (detail.isOutOfCredit) return `The account at ${name} has no credit left. Add some there, ${chooseAnother}.`;
  if (detail.retryAfterMs === undefined) return `${name} has had too many requests. Try again in a while.`;
  return `${name} has had too many requests. It asks to wait ${Math.ceil(detail.retryAfterMs / 1000)} s.`;
}

function describeKind(server: ServerIdentity): string {
  switch (server.kind) {
    case 'llama.cpp':
      return 'llama.cpp';
    case 'ollama':
      return 'Ollama';
    case 'anthropic':
      return 'Anthropic';
    default:
      return 'an OpenAI-compatible server';
  }
}
