import * as z from 'zod';
import { BackendError } from '../contract/errors.ts';
import type { Connection } from './connection.ts';
import type { Deadlines } from './exchange.ts';
import type { FilledModel } from './fim/fillings.ts';
import { type FimCandidate, findFormats } from './fim/probe.ts';
import { probeSource, type TryPrompt, testFilling } from './fim/selfTest.ts';
import { readLayout } from './fim/toldLayout.ts';
import { type LlamaCppFacts, vocabularyOf } from './llamaCppServer.ts';

export interface LlamaCppModelOptions {
  readonly server: LlamaCppFacts;
  readonly tryPrompt: TryPrompt;
  /** For `/infill`, which reads a prompt too. */
  readonly deadlines: Deadlines;
}

/** How to find out how the model of a llama.cpp server fills in: by its vocabulary, else by what `/infill` makes of a text. */
export function llamaCppModel(connection: Connection, options: LlamaCppModelOptions): FilledModel {
  const { server, tryPrompt, deadlines } = options;
  return {
    key: server.fullName,
    name: server.model,
    test: (signal) => testFilling(candidatesOf({ connection, server, deadlines, signal }), tryPrompt, signal),
  };
}

interface Ask {
  readonly connection: Connection;
  readonly server: LlamaCppFacts;
  readonly deadlines: Deadlines;
  readonly signal: AbortSignal;
}

async function* candidatesOf(ask: Ask): AsyncGenerator<FimCandidate, void, void> {
  let isKnown = false;
  for await (const format of findFormats(ask.server.fullName, vocabularyOf(ask.connection, ask.signal))) {
    isKnown = true;
    yield { format, evidence: 'vocabulary' };
  }
  const format = isKnown ? undefined : await askInfill(ask);
  if (format !== undefined) yield { format, evidence: 'infill' };
}

/**
 * Lets `/infill` lay out the probe. It refuses for a model that cannot fill in, and its answer repeats the prompt with
 * its control tokens: what it takes from the model's file can so be used for prompts of our own, which keep the file's
 * real path, more of the prefix, and the cache.
 */
async function askInfill({ connection, server, deadlines, signal }: Ask) {
  const { prefix, suffix } = probeSource;
  const body = { input_prefix: prefix, input_suffix: suffix, n_predict: 1, temperature: 0 };
  try {
    const { prompt } = await connection.ask('/infill', infilledSchema, { body, deadlines, signal });
    return readLayout(prompt.startsWith(server.firstToken) ? prompt.slice(server.firstToken.length) : prompt);
  } catch (error) {
    // A refusal is an answer too: without the tokens it is 501, and older servers have other codes for it.
    const isRefused = error instanceof BackendError && refusals.has(error.kind);
    if (!isRefused) throw error;
    return undefined;
  }
}

const refusals: ReadonlySet<string> = new Set(['server-fault', 'bad-request', 'bad-reply']);

const infilledSchema = z.object({ prompt: z.string() });
