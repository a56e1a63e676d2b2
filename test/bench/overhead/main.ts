import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { llamaCppFormat } from '../../contract/formats/llamaCpp.ts';
import { startScriptedServer, stream } from '../../contract/support/scriptedServer.ts';
import { startLlamaServer } from '../../support/llamaServer.ts';
import { ensureSmallModel } from '../../support/models.ts';
import { measure, type Overhead } from './measure.ts';

/**
 * What the whole path of a chat costs over a bare HTTP client: `npm run -s bench:overhead`, with `--real` before a
 * llama.cpp with the small model too, `--json` for one JSON object as the last line, `--save-baseline` to keep the
 * figures. Nothing else should run on the machine. The exit code is 1 where the goal is missed.
 */
const goalMs = 5;
const { values } = parseArgs({
  options: {
    real: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    'save-baseline': { type: 'boolean', default: false },
    rounds: { type: 'string', default: '200' },
  },
});
const baselinePath = join(import.meta.dirname, 'baseline.json');

const results: Record<string, Overhead> = { instant: await beforeInstantServer(Number(values.rounds)) };
if (values.real) results['real'] = await beforeLlamaServer(Number(values.rounds));

const baseline: Record<string, Overhead> = JSON.parse(readFileSync(baselinePath, 'utf8'));
for (const [server, figures] of Object.entries(results)) {
  console.log(`\n${server} (${figures.rounds} chats each way, alternately; ms to the first text)`);
  const rows = { 'bare fetch': figures.bareMs, Watershed: figures.watershedMs, more: figures.moreMs };
  for (const [name, { p50, p95 }] of Object.entries(rows)) {
    console.log(`  ${name.padEnd(12)} p50 ${p50.toFixed(2).padStart(8)}   p95 ${p95.toFixed(2).padStart(8)}`);
  }
  const before = baseline[server];
  if (before !== undefined) console.log(`  more, in the baseline: p50 ${before.moreMs.p50.toFixed(2)}`);
}
if (values['save-baseline']) writeFileSync(baselinePath, `${JSON.stringify({ ...baseline, ...results }, null, 2)}\n`);
if (values.json) console.log(JSON.stringify(results));
process.exitCode = Object.values(results).every(({ moreMs }) => moreMs.p50 <= goalMs) ? 0 : 1;

async function beforeInstantServer(rounds: number): Promise<Overhead> {
  await using server = await startScriptedServer({
    ...llamaCppFormat.probes,
    '/v1/chat/completions': stream(llamaCppFormat.encode('chat', { text: ['Hello', ', ', 'world'] })),
  });
  return await measure(server.url, rounds);
}

async function beforeLlamaServer(rounds: number): Promise<Overhead> {
  const server = await startLlamaServer({ modelPath: await ensureSmallModel(), alias: 'smollm2' });
  try {
    return await measure(server.url, rounds);
  } finally {
    await server.stop();
  }
}
