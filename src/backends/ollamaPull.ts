import * as z from 'zod';
import { type Clock, createSystemClock } from '../base/clock.ts';
import { BackendError } from '../contract/errors.ts';
import type { PullProgress } from '../contract/setup.ts';
import { Connection, noKeys } from './connection.ts';
import type { Gate } from './gate.ts';
import { guardOllamaLines } from './ollamaLines.ts';

export interface PullOptions {
  readonly gate: Gate;
  /** Of an Ollama server on this machine. */
  readonly url: string;
  /** As Ollama names it, for example `qwen2.5-coder:1.5b-base`. */
  readonly model: string;
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
  const { gate, url, model, clock = createSystemClock() } = options;
  const { origin } = new URL(url);
  const server = { id: origin, kind: 'ollama', model, origin } as const;
  const connection = new Connection({ server, url, locality: () => 'local', gate, keys: noKeys, clock });
  const exchange = await connection.open({ accepts: ['ndjson'], deadlines, signal });
  const lines = guardOllamaLines(exchange.fetch, (cause) => toPullFault(origin, model, cause));
  try {
    const { Ollama } = await import('ollama');
    const stream = await new Ollama({ host: url, fetch: lines.fetch }).pull({ model, stream: true });
    for await (const line of stream) yield toProgress(line);
    exchange.throwIfEnded();
  } catch (error) {
    // The client throws when a stream ends before it has said that all is there.
    if (lines.hasEnded()) throw toPullFault(origin, model, 'The stream ended early.');
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

function toPullFault(origin: string, model: string, cause: string): BackendError {
  return new BackendError({
    kind: 'server-fault',
    backendId: origin,
    message: `Ollama could not get “${model}”. Check its name in the Ollama library, the network and the free disk space.`,
    cause: new Error(cause),
  });
}
