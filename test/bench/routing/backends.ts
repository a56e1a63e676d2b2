import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Report } from '../../support/cache.ts';
import { startLlamaServer } from '../../support/llamaServer.ts';
import { ensureSmallModel } from '../../support/models.ts';
import { ensureCoarserModel } from './coarserModel.ts';

/** One backend to ask, as an entry of `watershed.backends`. */
export interface BenchBackend {
  readonly id: string;
  readonly settings: unknown;
  /** Ends a server that was started for this run. */
  stop(): Promise<void>;
}

/** Starts a backend when its turn comes, so that no two models share the machine. */
export interface BackendPlan {
  readonly id: string;
  readonly what: string;
  start(): Promise<BenchBackend>;
}

/** The cheaper one first. */
export function localPlans(report: Report): readonly BackendPlan[] {
  const plan = (id: string, what: string, modelOf: () => Promise<string>): BackendPlan => ({
    id,
    what,
    async start() {
      const server = await startLlamaServer(
        { modelPath: await modelOf(), slots: 1, threads: 2, isGreedy: true },
        report,
      );
      const settings = { kind: 'llama.cpp', url: server.url, model: id, roles: ['chat'], location: 'this-machine' };
      return { id, settings, stop: server.stop };
    },
  });
  return [
    plan('coarser', 'SmolLM2-135M-Instruct, rounded once more to Q4_0', async () =>
      ensureCoarserModel(await ensureSmallModel(report), report),
    ),
    plan('original', 'SmolLM2-135M-Instruct, Q4_1 as published', () => ensureSmallModel(report)),
  ];
}

/** Backends of the person's own, from a file with an object like `watershed.backends`. @throws ZodError */
export async function plansFromFile(path: string): Promise<readonly BackendPlan[]> {
  const entries = z
    .record(z.string(), z.looseObject({ model: z.string().optional() }))
    .parse(JSON.parse(await readFile(path, 'utf8')));
  const nothingToStop = async () => undefined;
  return Object.entries(entries).map(([id, settings]) => ({
    id,
    what: settings.model ?? id,
    start: async () => ({ id, settings, stop: nothingToStop }),
  }));
}
