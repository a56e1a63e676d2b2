import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';

/**
 * The fields of a line; each command reads those that it needs.
 *
 * - `inspect`: `{ text, path? }` gives `{ findings, lookedFor }`
 * - `route`: `{ task?, prompt | prefix, suffix?, path?, override?, mode?, backends? }` gives the plan, with reasons, and
 *   the findings. Without `backends` an imagined local and an imagined cloud model are decided between; nobody is contacted.
 * - `complete`: `{ path?, prefix, suffix?, backends? }` gives `{ text, source, timings, tokens, backend, fault }`. Without
 *   `backends` a local server that runs is used, or the small model that `npm start` sets up.
 *
 * `backends` is written like the setting `watershed.backends`. The options `--backends JSON` and `--mode MODE` hold for
 * lines that say nothing else.
 */
const lineSchema = z.object({
  text: z.string().default(''),
  task: z.enum(['completion', 'chat']).default('chat'),
  prompt: z.string().default(''),
  path: z.string().default(''),
  languageId: z.string().default(''),
  prefix: z.string().default(''),
  suffix: z.string().default(''),
  override: z.enum(['auto', 'local', 'cloud']).default('auto'),
  mode: z.enum(['local-only', 'guarded', 'open']).default('guarded'),
  backends: z.record(z.string(), z.unknown()).optional(),
});
export type ProbeLine = z.infer<typeof lineSchema>;

const commandSchema = z.enum(['inspect', 'route', 'complete']);

interface ProbeOptions {
  readonly command: z.infer<typeof commandSchema>;
  /** Fields for lines that do not have them. */
  readonly defaults: Readonly<Record<string, unknown>>;
}

export function parseProbeOptions(args: readonly string[]): ProbeOptions {
  const options = { backends: { type: 'string' }, mode: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  const command = commandSchema.safeParse(positionals[0]);
  if (!command.success) {
    console.error('Say what to ask: npm run -s probe -- inspect, route or complete; then write JSON lines.');
    process.exit(2);
  }
  const { backends, ...rest } = values;
  return {
    command: command.data,
    defaults: backends === undefined ? rest : { ...rest, backends: JSON.parse(backends) },
  };
}

/** The lines of a stream; one that is not understood becomes an error that says why. */
export async function* readLines(
  input: NodeJS.ReadableStream,
  defaults: ProbeOptions['defaults'],
): AsyncGenerator<ProbeLine | { readonly error: string }> {
  for await (const text of createInterface({ input })) {
    if (text.trim() !== '') yield parseLine(text, defaults);
  }
}

function parseLine(text: string, defaults: ProbeOptions['defaults']): ProbeLine | { readonly error: string } {
  try {
    const parsed = lineSchema.safeParse({ ...defaults, ...z.record(z.string(), z.unknown()).parse(JSON.parse(text)) });
    return parsed.success ? parsed.data : { error: z.prettifyError(parsed.error) };
  } catch {
    return { error: 'This line is not a JSON object.' };
  }
}
