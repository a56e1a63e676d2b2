import { parseProbeOptions, readLines } from './probe/lines.ts';
import { createProbe } from './probe/probe.ts';

/** Asks the code of the extension without an editor: JSON lines in, JSON lines out. probe/lines.ts says which. */
const { command, defaults } = parseProbeOptions(process.argv.slice(2));
const probe = createProbe();
for await (const line of readLines(process.stdin, defaults)) {
  console.log(JSON.stringify('error' in line ? line : await probe[command](line).catch(toError)));
}
// Servers that were started for this run end with it.
process.exit();

function toError(error: unknown): { readonly error: string } {
  return { error: error instanceof Error ? error.message : String(error) };
}
