import { createHash } from 'node:crypto';
import { ClientRequest, Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Readable } from 'node:stream';
import { aborted } from '../base/abort.ts';
import type { AdmittedRequest, Contact, MayContact } from '../contract/admission.ts';
import type { DepartingPrompt, Departure, RecordDeparture } from '../contract/egress.ts';
import { BackendError } from '../contract/errors.ts';
import type { Locality } from '../contract/routing.ts';

/** One connection about to be opened, without its content. */
export interface ContactRecord {
  readonly origin: string;
  readonly locality: Locality;
  readonly method: string;
  /** The path alone, without a query. */
  readonly path: string;
  readonly requestBytes: number;
}

export interface GateOptions {
  /** Asked at each call, so that a change of the privacy mode holds at once. */
  readonly mayContact: MayContact;
  /** The editor's own fetch, which knows the person's proxy and certificates. Nothing on this machine goes through it. */
  readonly remoteFetch: typeof fetch;
  /** Told of each connection just before it is opened. */
  readonly onDidContact?: ((record: ContactRecord) => void) | undefined;
  /** Writes down what leaves this machine, before it does; where that fails, nothing is sent. */
  readonly recordDeparture: RecordDeparture;
}

/** For whom a fetch is made. */
export interface Purpose {
  /** How errors call the backend; it defaults to the origin. */
  readonly backendId?: string;
  /** The request whose prompt is sent; undefined for what carries none. */
  readonly admitted?: AdmittedRequest | undefined;
}

/** The only place that opens connections. */
export interface Gate {
  /**
   * A fetch that reaches this contact's origin and nothing else. A loopback address is reached directly: no proxy, no
   * name look-up. Redirects are never followed.
   * @throws BackendError of kind `refused` (from the fetch), or whatever the network throws
   */
  fetchFor(contact: Contact, purpose?: Purpose): typeof fetch;
  /** Closes every connection to this machine. */
  dispose(): void;
}

export function createGate(options: GateOptions): Gate {
  const kept = { keepAlive: true, scheduling: 'lifo' } as const;
  // What leaves has a connection of its own each time: on one that was used before it might be sent again, unrecorded.
  const agents = {
    local: { plain: new HttpAgent(kept), secure: new HttpsAgent(kept) },
    remote: { plain: new HttpAgent(), secure: new HttpsAgent() },
  };

  /** A request may have waited long since it was admitted: in a queue, for a limit, for the record to be written. */
  function throwIfRefused(contact: Contact, { admitted }: Purpose): void {
    if (admitted?.route.locality === 'local' && contact.locality === 'remote') {
      throw new Refused(
        `${contact.origin} was found to run its model elsewhere, so what was meant for it was not sent.`,
      );
    }
    const refusal = options.mayContact(contact) ?? admitted?.refusalNow();
    if (refusal !== undefined) throw new Refused(refusal.text);
  }

  async function open(contact: Contact, call: Call, purpose: Purpose): Promise<Response> {
    const isLoopback = isLoopbackHost(call.url.hostname);
    if (contact.locality === 'local' && !isLoopback) {
      throw new Refused(`${call.url.host} is not a literal loopback address, so it does not count as this machine.`);
    }
    throwIfRefused(contact, purpose);
    call.signal?.throwIfAborted();
    if (contact.locality === 'remote') {
      await writeDown(options.recordDeparture, toDeparture(contact, call, purpose));
      call.signal?.throwIfAborted();
      throwIfRefused(contact, purpose);
    }
    options.onDidContact?.(toRecord(contact, call));
    if (isLoopback)
      return fetchDirectly(call, agents[contact.locality][call.url.protocol === 'https:' ? 'secure' : 'plain']);
    return options.remoteFetch(call.url, { ...call, redirect: 'manual' });
  }

  return {
    fetchFor(contact, purpose = {}) {
      const { backendId = contact.origin } = purpose;
      return async (input, init) => {
        try {
          const call = toCall(input, init);
          if (call.url.origin !== contact.origin) {
            throw new Refused(`Watershed refused to contact ${call.url.origin}: only ${contact.origin} was agreed on.`);
          }
          return await withoutRedirect(await open(contact, call, purpose), call.url);
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          throw new BackendError({ kind: 'refused', backendId, message: error.message });
        }
      };
    },
    dispose() {
      for (const { plain, secure } of Object.values(agents)) {
        plain.destroy();
        secure.destroy();
      }
    },
  };
}

/** A refusal before it is known which backend it is for. */
class Refused extends Error {
  override readonly name = 'Refused';
}

interface Call {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | null;
  readonly signal: AbortSignal | null;
}

function toCall(input: string | URL | Request, init: RequestInit | undefined): Call {
  if (input instanceof Request) throw new TypeError('The gate takes a URL, not a Request.');
  const body = init?.body ?? null;
  if (body !== null && typeof body !== 'string') throw new TypeError('The gate sends text only.');
  return {
    url: new URL(input),
    method: init?.method ?? 'GET',
    headers: new Headers(init?.headers),
    body,
    signal: init?.signal ?? null,
  };
}

function toRecord(contact: Contact, call: Call): ContactRecord {
  return {
    origin: contact.origin,
    locality: contact.locality,
    method: call.method,
    path: call.url.pathname,
    requestBytes: Buffer.byteLength(call.body ?? ''),
  };
}

/** The address is the one that is asked, and not the one that the backend was set up with: they are the same by now. */
function toDeparture(contact: Contact, call: Call, { backendId, admitted }: Purpose): Departure {
  const body = call.body ?? '';
  return {
    backendId: backendId ?? contact.origin,
    provider: contact.kind,
    origin: call.url.origin,
    method: call.method,
    path: call.url.pathname,
    bodyBytes: Buffer.byteLength(body),
    bodySha256: createHash('sha256').update(body).digest('hex'),
    body,
    prompt: admitted === undefined ? undefined : toPrompt(admitted),
  };
}

function toPrompt({ request, route, contents }: AdmittedRequest): DepartingPrompt {
  return {
    requestId: request.id,
    task: request.task === 'completion' && request.warm !== undefined ? 'warm-up' : request.task,
    model: route.model,
    reasons: route.reasons.map(({ text }) => text),
    ...contents,
  };
}

async function writeDown(record: RecordDeparture, departure: Departure): Promise<void> {
  try {
    await record(departure);
  } catch (error) {
    throw new Refused(error instanceof Error ? error.message : 'What leaves this machine could not be written down.');
  }
}

/** URL parsing has already turned every spelling of an IPv4 address into four decimal numbers. */
function isLoopbackHost(hostname: string): boolean {
  return /^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === '[::1]';
}

async function withoutRedirect(response: Response, url: URL): Promise<Response> {
  const isRedirect = response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400);
  if (!isRedirect) return response;
  await response.body?.cancel();
  const location = response.headers.get('location');
  const target = location !== null && URL.canParse(location, url.href) ? new URL(location, url) : undefined;
  const where = target === undefined ? 'elsewhere' : `to ${target.origin}${target.pathname}`;
  throw new Refused(
    `${url.host} redirects ${where}. Watershed never follows a redirect; if that is the right server, put its address into the settings.`,
  );
}

/**
 * Talks to an address of this machine. It uses the class and not http.request, because editors replace that function
 * to insert a proxy and an agent of their own.
 */
function fetchDirectly(call: Call, agent: HttpAgent): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new ClientRequest({
      protocol: call.url.protocol,
      hostname: call.url.hostname.replace(/^\[|\]$/g, ''),
      port: call.url.port,
      path: call.url.pathname + call.url.search,
      method: call.method,
      headers: Object.fromEntries(call.headers),
      agent,
    });
    const onAbort = () => request.destroy(toError(call.signal?.reason));
    call.signal?.addEventListener('abort', onAbort, { once: true });
    let isAnswered = false;
    request.on('error', (error) => {
      // The body reports what happens after the answer has begun.
      if (isAnswered) return;
      call.signal?.removeEventListener('abort', onAbort);
      // A server may close an idle connection at the moment at which it is used again. It has read nothing then, and
      // each dead connection leaves the agent's pool, so this ends with a fresh one.
      if (request.reusedSocket && isConnectionReset(error)) resolve(fetchDirectly(call, agent));
      else reject(error);
    });
    request.once('response', (message) => {
      isAnswered = true;
      call.signal?.removeEventListener('abort', onAbort);
      resolve(toResponse(message, call.signal));
    });
    request.end(call.body ?? undefined);
  });
}

function toResponse(message: IncomingMessage, signal: AbortSignal | null): Response {
  const onAbort = () => message.destroy(toError(signal?.reason));
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  message.once('close', () => signal?.removeEventListener('abort', onAbort));
  const status = message.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const hasBody = ![204, 205, 304].includes(status);
  if (!hasBody) message.resume();
  return new Response(hasBody ? Readable.toWeb(message) : null, { status, headers });
}

function isConnectionReset(error: Error): boolean {
  return 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : aborted;
}
