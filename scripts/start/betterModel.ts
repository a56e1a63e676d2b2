import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGate } from '../../src/backends/gate.ts';
import { pullModel } from '../../src/backends/ollamaPull.ts';
import { cached, type Report } from '../../test/support/cache.ts';
import type { FoundEngine } from './findEngine.ts';

/** What came: a model that Ollama now has, or a file for llama.cpp. */
export type BetterModel =
  | { readonly kind: 'ollama-model'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string };

const ollamaModel = 'qwen2.5-coder:1.5b-base';
/** The model of llama.cpp's preset --fim-qwen-1.5b-default (common/arg.cpp, read November 2026); Apache-2.0. */
const file = 'qwen2.5-coder-1.5b-q8_0.gguf';
const fileUrl = `https://huggingface.co/ggml-org/Qwen2.5-Coder-1.5B-Q8_0-GGUF/resolve/main/${file}`;

/** Fetches a model that fills in the middle well. Where the network does not allow it, the one that is there serves. */
export async function fetchBetterModel({ engine }: FoundEngine, report: Report): Promise<BetterModel | undefined> {
  try {
    return engine.kind === 'ollama' ? await pullIntoOllama(engine.url, report) : await download(report);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    report(`The better model could not be fetched (${reason}), so the one that is there serves.`);
    return undefined;
  }
}

async function pullIntoOllama(url: string, report: Report): Promise<BetterModel> {
  const gate = createGate({ recordDeparture: async () => {}, mayContact: () => undefined, remoteFetch: fetch });
  try {
    let said = '';
    for await (const { status } of pullModel({ gate, url, model: ollamaModel }, new AbortController().signal)) {
      if (status !== said) report(`${ollamaModel}: ${status}`);
      said = status;
    }
    return { kind: 'ollama-model', name: ollamaModel };
  } finally {
    gate.dispose();
  }
}

async function download(report: Report): Promise<BetterModel> {
  const fetchInto = async (folder: string) => {
    report(`fetching ${file} (1.6 GB)`);
    const response = await fetch(fileUrl);
    if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`);
    await pipeline(Readable.fromWeb(response.body), createWriteStream(join(folder, file)));
  };
  return { kind: 'file', path: join(await cached('qwen2.5-coder-1.5b', 'q8_0', fetchInto, report), file) };
}
