import { join } from 'node:path';
import { cached, type Report } from '../../support/cache.ts';
import { runCommand } from '../../support/command.ts';
import { ensurePythonPackages } from '../../support/python.ts';

/**
 * A second real model for the bench: a copy of `source` whose weights are rounded once more. It is of the same family and
 * size, since no other model is at hand without the internet; the report says so.
 */
export async function ensureCoarserModel(source: string, report?: Report): Promise<string> {
  const gguf = await ensurePythonPackages('gguf', '0.19.0', ['gguf==0.19.0'], report);
  const folder = await cached(
    'coarser-model',
    '1',
    async (target) => {
      const script = join(import.meta.dirname, 'coarserModel.py');
      const env = { PYTHONPATH: gguf.folder };
      await runCommand(gguf.python.command, [script, source, join(target, fileName)], { env });
    },
    report,
  );
  return join(folder, fileName);
}

const fileName = 'SmolLM2-135M-Instruct.Q4_0.gguf';
