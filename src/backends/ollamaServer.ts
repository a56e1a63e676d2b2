import * as z from 'zod';
import type { ConnectionTest } from '../contract/backend.ts';
import type { Connection } from './connection.ts';
import { type FimCandidate, findFormats, guessFormat } from './fim/probe.ts';
import { summarizeModels } from './summarizeModels.ts';

/** What Ollama tells about one of its models without a prompt. */
export interface OllamaModelFacts {
  /** Whether Ollama forwards prompts for this model to another machine. */
  readonly isRemote: boolean;
  /** `completion`, `insert`, `thinking`, `vision`, `tools`, `embedding`; empty where the server is too old to say. */
  readonly capabilities: readonly string[];
  readonly isLoaded: boolean;
  /** What the model is loaded with; undefined while it is not, and where the server is too old to say. */
  readonly contextTokens: number | undefined;
  /** Tells a model from another one that was given the same name; undefined while it is not loaded. */
  readonly digest: string | undefined;
  /** Bytes of the loaded model with its context, and how many of them are in video memory; undefined as the context. */
  readonly sizeBytes: number | undefined;
  readonly videoMemoryBytes: number | undefined;
  /** Milliseconds since the Unix epoch at which it is unloaded if nobody asks for it. */
  readonly loadedUntilMs: number | undefined;
  readonly otherLoadedModels: readonly string[];
}

export async function askOllamaModel(
  connection: Connection,
  model: string,
  signal: AbortSignal,
): Promise<OllamaModelFacts> {
  const show = await connection.ask('/api/show', showSchema, { body: { model }, signal });
  const running = await connection.ask('/api/ps', runningSchema, { signal });
  const loaded = running.models.find(({ name }) => isSameModel(name, model));
  return {
    isRemote: isCloudName(model) || Boolean(show.remote_host) || Boolean(show.remote_model),
    capabilities: show.capabilities ?? [],
    isLoaded: loaded !== undefined,
    contextTokens: loaded?.context_length,
    digest: loaded?.digest,
    sizeBytes: loaded?.size,
    videoMemoryBytes: loaded?.size_vram,
    loadedUntilMs: toTimeMs(loaded?.expires_at),
    otherLoadedModels: running.models.filter((other) => other !== loaded).map(({ name }) => name),
  };
}

export interface OllamaLoad {
  readonly model: string;
  readonly keep_alive: string;
  readonly options: object;
}

/** Lets Ollama load a model without a prompt. From a slow disk that takes minutes. */
export async function loadOllamaModel(connection: Connection, load: OllamaLoad, signal: AbortSignal): Promise<void> {
  const deadlines = { firstByteMs: 600_000, silenceMs: 10_000 };
  await connection.ask('/api/generate', z.object({ done: z.literal(true) }), { body: load, deadlines, signal });
}

/**
 * Which families a model may be of: by its vocabulary, which some megabytes of `/api/show` hold, else by the tokens that
 * its template for filling in uses, else by its name.
 */
export async function* findOllamaFormats(
  connection: Connection,
  model: string,
  signal: AbortSignal,
): AsyncGenerator<FimCandidate, void, void> {
  const show = await connection.ask('/api/show', showSchema, { body: { model, verbose: true }, signal });
  const vocabulary = vocabularySchema.safeParse(show.model_info?.['tokenizer.ggml.tokens']);
  if (vocabulary.success) {
    const known = new Set(vocabulary.data);
    const hasTokens = async (tokens: readonly string[]) => tokens.every((token) => known.has(token));
    for await (const format of findFormats(model, hasTokens)) yield { format, evidence: 'vocabulary' };
    return;
  }
  if (!show.capabilities?.includes('insert')) return;
  const template = show.template ?? '';
  const inTemplate = async (tokens: readonly string[]) => tokens.every((token) => template.includes(token));
  for await (const format of findFormats(model, inTemplate)) yield { format, evidence: 'template' };
  const guessed = guessFormat(model);
  if (guessed !== undefined) yield { format: guessed, evidence: 'name' };
}

/** `describeFilling` gives a sentence on how the model fills in; undefined leaves it to what Ollama itself says. */
export async function testOllama(
  connection: Connection,
  describeFilling: (facts: OllamaModelFacts) => Promise<string | undefined>,
  signal: AbortSignal,
): Promise<ConnectionTest> {
  const models = (await listOllamaModels(connection, signal)).map(({ name }) => name);
  const { model } = connection.server;
  const listedName = models.find((name) => isSameModel(name, model)) ?? model;
  const summary = summarizeModels({ ...connection.server, model: listedName }, models);
  if (model === '') return { models, summary };
  const facts = await askOllamaModel(connection, model, signal);
  const toldFilling = facts.capabilities.includes('insert') ? 'It can fill in the middle.' : undefined;
  const remarks = [
    summary,
    facts.isRemote ? 'It runs this model on another machine.' : undefined,
    (await describeFilling(facts)) ?? toldFilling,
  ];
  return { models, summary: remarks.filter((remark) => remark !== undefined).join(' ') };
}

export interface OllamaModel {
  readonly name: string;
  readonly sizeBytes: number | undefined;
  /** Like `1.5B`; undefined where the server does not say. */
  readonly parameterSize: string | undefined;
  readonly isRemote: boolean;
}

export async function listOllamaModels(connection: Connection, signal: AbortSignal): Promise<readonly OllamaModel[]> {
  // Other servers list their models at Ollama's path too, but only Ollama tells its version.
  await connection.ask('/api/version', versionSchema, { signal });
  const { models } = await connection.ask('/api/tags', tagsSchema, { signal });
  return models.map(({ name, size, details, remote_host, remote_model }) => ({
    name,
    sizeBytes: size,
    parameterSize: details?.parameter_size || undefined,
    isRemote: isCloudName(name) || Boolean(remote_host) || Boolean(remote_model),
  }));
}

/** Names of models that Ollama forwards to its own cloud: `gpt-oss:120b-cloud`, `kimi-k2:cloud`. */
export function isCloudName(model: string): boolean {
  return /[-:]cloud$/i.test(model);
}

function toTimeMs(time: string | undefined): number | undefined {
  const timeMs = Date.parse(time ?? '');
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

function isSameModel(listed: string, model: string): boolean {
  return listed === model || listed === `${model}:latest`;
}

const versionSchema = z.object({ version: z.string() });

const showSchema = z.object({
  capabilities: z.array(z.string()).nullish(),
  template: z.string().nullish(),
  model_info: z.record(z.string(), z.unknown()).nullish(),
  remote_host: z.string().nullish(),
  remote_model: z.string().nullish(),
});

const vocabularySchema = z.array(z.string()).min(1);

const runningSchema = z.object({
  models: z
    .array(
      z.object({
        name: z.string(),
        context_length: z.number().optional(),
        digest: z.string().optional(),
        size: z.number().optional(),
        size_vram: z.number().optional(),
        expires_at: z.string().optional(),
      }),
    )
    .nullish()
    .transform((models) => models ?? []),
});

const tagsSchema = z.object({
  models: z
    .array(
      z.object({
        name: z.string(),
        size: z.number().optional(),
        details: z.object({ parameter_size: z.string().nullish() }).nullish(),
        remote_host: z.string().nullish(),
        remote_model: z.string().nullish(),
      }),
    )
    .nullish()
    .transform((models) => models ?? []),
});
