import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packageExtension } from '../../../scripts/package.ts';
import { type BenchReport, readBaseline, saveBaseline } from './baseline.ts';
import { measureRow } from './measureRow.ts';
import { measureMicro } from './micro.ts';
import type { RowReport } from './rowReport.ts';
import { rowPlans } from './rows.ts';
import { toTable } from './table.ts';
import { loadTraces, type Trace } from './trace.ts';

/** The bench of inline completion; README.md says what it does and how to read it. */
const { values } = parseArgs({
  options: {
    rows: { type: 'string' },
    traces: { type: 'string', default: join(import.meta.dirname, 'traces') },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    twice: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    'save-baseline': { type: 'boolean', default: false },
    vsix: { type: 'string' },
    model: { type: 'string' },
  },
});

const baselinePath = join(import.meta.dirname, 'baseline.json');
const names = values.rows?.split(',') ?? [...rowPlans.map(({ name }) => name), 'micro'];
const unknown = names.filter((name) => name !== 'micro' && !rowPlans.some((plan) => plan.name === name));
if (unknown.length > 0) {
  console.error(`There is no row ${unknown.join(', ')}. Rows: ${rowPlans.map(({ name }) => name).join(', ')}, micro.`);
  process.exit(2);
}
const plans = rowPlans.filter(({ name }) => names.includes(name));
const micro = names.includes('micro') ? await measureMicro() : undefined;
const report: BenchReport = { rows: plans.length === 0 ? [] : await measureRows(), micro };
console.log(toTable(report, await readBaseline(baselinePath)));
if (values['save-baseline']) await saveBaseline(baselinePath, report);
if (values.json) console.log(JSON.stringify(report));
// Servers and editors that were started for this run end with it.
process.exit(report.rows.every(({ isAsMeant }) => isAsMeant) ? 0 : 1);

async function measureRows(): Promise<readonly RowReport[]> {
  const traces = choose(await loadTraces(resolve(values.traces)));
  const vsix = resolve(values.vsix ?? (await packageExtension()));
  const rows: RowReport[] = [];
  for (const plan of plans) {
    const model = values.model === undefined ? {} : { modelPath: resolve(values.model) };
    const report = (line: string) => console.error(line);
    rows.push(await measureRow(plan, { traces, vsix, ...model, isTwice: values.twice, report }));
  }
  return rows;
}

function choose(traces: readonly Trace[]): readonly Trace[] {
  const wanted = values.only?.split(',');
  const chosen =
    wanted === undefined ? traces : traces.filter(({ name }) => wanted.some((part) => name.includes(part)));
  return values.quick ? chosen.slice(0, 2) : chosen;
}
