import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readLabelledTexts } from '../../fixtures/privacy/labelledTexts.ts';
import { scoreTexts, scoreVendorKeys } from '../../fixtures/privacy/score.ts';
import { makeVendorKeyTexts, vendorKeyFormatCount } from '../../fixtures/privacy/vendorKeys.ts';
import { reportToStderr } from '../../support/cache.ts';
import { ensureCorpus, firstCorpus, secondCorpus } from './corpus.ts';
import { countFalseFindings } from './falseFindings.ts';
import { measureInspection } from './latency.ts';
import { adversarialPrompts, realisticPrompts } from './prompts.ts';
import { goalsOf, type PrivacyFigures, printTable } from './report.ts';

/**
 * How much is found, how much of it wrongly, and how long it takes: `npm run -s bench:privacy`, with `--json` for one JSON
 * object as the last line, `--save-baseline` to keep the figures, `--findings` to list each false finding. The README says
 * what is measured. The exit code is 1 where a goal is missed.
 */
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    'save-baseline': { type: 'boolean', default: false },
    findings: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '200' },
  },
});
const rounds = Number(values.rounds);
const baselinePath = join(import.meta.dirname, 'baseline.json');

const first = await ensureCorpus('first', firstCorpus, reportToStderr);
const second = await ensureCorpus('second', secondCorpus, reportToStderr);

const texts = readLabelledTexts();
const tuned = await scoreTexts(texts.filter(({ part }) => part === 'tuned'));
const heldOut = await scoreTexts(texts.filter(({ part }) => part === 'held-out'));
const vendorKeys = await scoreVendorKeys([1, 2, 3].flatMap((seed) => makeVendorKeyTexts(seed)));
const firstFindings = await countFalseFindings(first);
const secondFindings = await countFalseFindings(second);

const adversarial = [];
for (const [name, text] of Object.entries(adversarialPrompts(100_000))) {
  adversarial.push({ name, ...(await measureInspection([text], Math.min(rounds, 20))) });
}
const figures: PrivacyFigures = {
  vendorKeys: { formats: vendorKeyFormatCount, recall: vendorKeys.recall },
  passwords: {
    tuned: { recall: tuned.recall, precision: tuned.precision },
    heldOut: { recall: heldOut.recall, precision: heldOut.precision },
  },
  firstCorpus: withoutLines(firstFindings),
  secondCorpus: withoutLines(secondFindings),
  latencyMs: {
    '8 KB': await measureInspection(await realisticPrompts(first, 8_000, 100), rounds),
    '100 KB': await measureInspection(await realisticPrompts(first, 100_000, 40), rounds),
    'worst made-up text, 100 KB': adversarial.reduce((worst, one) => (one.p95 > worst.p95 ? one : worst)),
  },
};

const baseline: PrivacyFigures | undefined = existsSync(baselinePath)
  ? JSON.parse(readFileSync(baselinePath, 'utf8'))
  : undefined;
printTable(figures, baseline);
if (values.findings) console.log([...firstFindings.lines, ...secondFindings.lines].join('\n'));
if (values['save-baseline']) writeFileSync(baselinePath, `${JSON.stringify(figures, null, 2)}\n`);
if (values.json) console.log(JSON.stringify(figures));
process.exitCode = goalsOf(figures).every(({ isReached }) => isReached) ? 0 : 1;

function withoutLines({ lines: _, ...counts }: Awaited<ReturnType<typeof countFalseFindings>>) {
  return counts;
}
