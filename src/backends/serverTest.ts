import * as z from 'zod';
import type { ConnectionTest } from '../contract/backend.ts';
import { BackendError } from '../contract/errors.ts';
import type { Connection } from './connection.ts';
import type { ServerIdentity } from './server.ts';

/**
 * Asks a server what it has. Where something else answers at its address, the error says what that is.
 * @throws BackendError, or the signal's reason when it was aborted
 */
export async function testServer(
  connection: Connection,
  ask: (connection: Connection, signal: AbortSignal) => Promise<ConnectionTest>,
  signal: AbortSignal,
): Promise<ConnectionTest> {
  try {
    return await ask(connection, signal);
  } catch (error) {
    if (!(error instanceof BackendError) || error.kind !== 'bad-reply') throw error;
    const found = await identify(connection, signal);
    throw found === undefined ? error : toMisplaced(connection.server, found, error);
  }
}

/** What answers at an address, and how to write that into the settings. */
interface Identified {
  readonly name: string;
  readonly kind: string;
  readonly url: string;
}

const signs = [
  { name: 'Ollama', kind: 'ollama', path: '/api/version', schema: z.object({ version: z.string() }), base: '' },
  { name: 'llama.cpp', kind: 'llama.cpp', path: '/props', schema: z.object({ total_slots: z.number() }), base: '' },
  {
    name: 'an OpenAI-compatible server',
    kind: 'openai-compatible',
    path: '/v1/models',
    schema: z.object({ data: z.array(z.unknown()) }),
    base: '/v1',
  },
] as const;

async function identify(connection: Connection, signal: AbortSignal): Promise<Identified | undefined> {
  const root = connection.url.replace(/\/v1$/, '');
  for (const { name, kind, path, schema, base } of signs) {
    if (await answers(connection.at(root), path, schema, signal)) return { name, kind, url: `${root}${base}` };
  }
  return undefined;
}

async function answers(connection: Connection, path: string, schema: z.ZodType<unknown>, signal: AbortSignal) {
  try {
    await connection.ask(path, schema, { signal });
    return true;
  } catch {
    // Whatever went wrong, this is not the sign of that server.
    signal.throwIfAborted();
    return false;
  }
}

function toMisplaced(server: ServerIdentity, found: Identified, cause: unknown): BackendError {
  const { host } = new URL(server.origin);
  const advice = `set the kind "${found.kind}" and the URL "${found.url}"`;
  const message = `At ${host} ${found.name} answers. If you want to use it as “${server.id}”, ${advice}; else correct the port.`;
  return new BackendError({ kind: 'bad-reply', backendId: server.id, message, cause });
}
