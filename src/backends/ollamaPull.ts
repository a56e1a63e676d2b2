import * as z from 'zod';
import { type Clock, createSystemClock } from '../base/clock.ts';
import type { KeySource } from '../contract/backend.ts';
import { BackendError } from '../contract/errors.ts';
import type { Locality } from '../contract/routing.ts';
import type { PullProgress } from '../contract/setup.ts';
import { Connection, noKeys } from './connection.ts';
import type { Gate } from './gate.ts';
import { guardOllamaLines } from './ollamaLines.ts';

export interface PullOptions {
  readonly gate: Gate;
  /** Of an Ollama server. */
  readonly url: string;
  /** As Ollama names it, for example `qwen2.5-coder:1.5b-base`. */
  readonly model: string;
  /** Where that server is; on this machine unless said. */
  readonly locality?: Locality;
  /** For a server behind a gateway that asks for a key; none unless given. */
  readonly keys?: KeySource;
  readonly clock?: Clock;
}

/** Ollama checks what it has downloaded in silence, for minutes with a large model. */
const deadlines = { firstByteMs: 60_000, silenceMs: 600_000 };

/**
 * Lets an Ollama server fetch a model, and tells how far it is. Leaving the loop stops it; what is there already is
 * kept for the next try.
 * @throws BackendError (for an unknown model too, which Ollama reports inside a stream with the status 200), or the
 *   signal's reason when it was aborted
 */
export async function* pullModel(options: PullOptions, signal: AbortSignal): AsyncGenerator<PullProgress, void, void> {
  const { gate, url, model, locality = 'local', keys = noKeys, clock = createSystemClock() } = options;
  const { origin } = new URL(url);
  const server = { id: origin, kind: 'ollama', model, origin } as const;
  const connection = new Connection({ server, url, locality: () => locality, gate, keys, clock });
  const exchange = await connection.open(deadlines, signal);
  const checkedFetch = guardOllamaLines(exchange.fetch, (text) => toPullFault(origin, model, new Error(text)));
  try {
    const { Ollama } = await import('ollama');
    const stream = await new Ollama({ host: url, fetch: checkedFetch }).pull({ model, stream: true });
    for await (const line of stream) yield toProgress(line);
    exchange.throwIfEnded();
  } catch (error) {
    // The client throws when a stream ends before it has said that all is there.
    if (exchange.hasEnded) throw toPullFault(origin, model, error);
    throw exchange.explain(error);
  } finally {
    exchange.dispose();
  }
}

const progressSchema = z.object({
  status: z.string(),
  completed: z.number().optional(),
  total: z.number().optional(),
});

function toProgress(line: unknown): PullProgress {
  const { status, completed, total } = progressSchema.parse(line);
  return { status, completedBytes: completed, totalBytes: total };
}

function toPullFault(origin: string, model: string, cause: unknown): BackendError {
  return new BackendError({
    kind: 'server-fault',
    backendId: origin,
    message: `Ollama could not get “${model}”. Check its name in the Ollama library, the network and the free disk space.`,
    cause,
  });
}
