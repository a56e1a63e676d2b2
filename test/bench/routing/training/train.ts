import { writeFileSync } from 'node:fs';
import { featureNames, featuresOf } from '../../../../src/routing/classifierFeatures.ts';
import { questionKinds } from '../../../../src/routing/questionCues.ts';
import { readQuestion } from '../../../../src/routing/readQuestion.ts';
import { type LabelledPrompt, readPrompts } from '../prompts.ts';
import { createRandom } from '../random.ts';
import { type Example, type Feature, fit, type Model, predict } from './logistic.ts';
import { ngramBuckets, ngramsOf } from './ngrams.ts';

/**
 * Fits the classifier's weights to the tuning split and writes src/routing/classifierWeights.ts. Before that it compares
 * the candidates by cross-validation inside the tuning split. The held-out prompts are never read here.
 */
const prompts = readPrompts().filter(({ split }) => split === 'tuning');

for (const candidate of candidates()) console.log(crossValidate(candidate));
writeWeights(fit(prompts.map(exampleOf(cueFeatures)), featureNames.length, chosenRidge()));

interface Candidate {
  readonly name: string;
  readonly features: (prompt: string) => readonly Feature[];
  readonly ridge: number;
}

function candidates(): readonly Candidate[] {
  const both = (prompt: string) => [...cueFeatures(prompt), ...ngramFeatures(prompt)];
  return [0.1, 0.3, 1].flatMap((ridge) => [
    { name: `cues, ridge ${ridge}`, features: cueFeatures, ridge },
    { name: `n-grams, ridge ${ridge}`, features: ngramFeatures, ridge },
    { name: `cues and n-grams, ridge ${ridge}`, features: both, ridge },
  ]);
}

/** As good as any with n-grams, and each of its weights can be read. */
function chosenRidge(): number {
  return 0.3;
}

function cueFeatures(prompt: string): readonly Feature[] {
  const values = featuresOf(readQuestion(prompt));
  return values.map((value, index) => ({ index, value })).filter(({ value }) => value !== 0);
}

function ngramFeatures(prompt: string): readonly Feature[] {
  const buckets = ngramsOf(readQuestion(prompt).prose);
  const value = 3 / Math.sqrt(Math.max(8, buckets.length));
  return buckets.map((bucket) => ({ index: featureNames.length + bucket, value }));
}

function exampleOf(features: Candidate['features']) {
  return ({ prompt, code, route }: LabelledPrompt): Example => ({
    features: features(prompt),
    targets: [...questionKinds.map((kind) => Number(kind === code)), Number(route === 'remote')],
  });
}

/** Six folds that a seed has dealt; says how often the side and the kind are right in the fold that was left out. */
function crossValidate({ name, features, ridge }: Candidate): string {
  const random = createRandom(7);
  const all = prompts.map((prompt) => ({
    prompt,
    example: exampleOf(features)(prompt),
    fold: Math.floor(6 * random()),
  }));
  const results = [0, 1, 2, 3, 4, 5].flatMap((fold) => {
    const others = all.filter((one) => one.fold !== fold).map(({ example }) => example);
    const model = fit(others, featureNames.length + ngramBuckets, ridge);
    return all.filter((one) => one.fold === fold).map(({ prompt, example }) => ({ prompt, ...check(model, example) }));
  });
  const shareOf = (chosen: typeof results, right: 'isSideRight' | 'isKindRight') =>
    `${((100 * chosen.filter((one) => one[right]).length) / chosen.length).toFixed(1)} %`;
  const fresh = results.filter(({ prompt }) => prompt.batch === 2);
  const parts = [
    `side ${shareOf(results, 'isSideRight')}, of the second batch ${shareOf(fresh, 'isSideRight')}`,
    `kind ${shareOf(results, 'isKindRight')}, of the second batch ${shareOf(fresh, 'isKindRight')}`,
  ];
  return `${name.padEnd(30)} ${parts.join('; ')}`;
}

function check(model: Model, { features, targets }: Example) {
  const probabilities = predict(model, features);
  const kinds = probabilities.slice(0, -1);
  return {
    isSideRight: (probabilities.at(-1) ?? 0) > 0.5 === (targets.at(-1) === 1),
    isKindRight: targets[kinds.indexOf(Math.max(...kinds))] === 1,
  };
}

function writeWeights(model: Model): void {
  const toWeights = (row: Float64Array | undefined) => {
    const rounded = [...(row ?? [])].map((weight) => Number(weight.toFixed(2)));
    return `{ bias: ${rounded.at(-1)}, weights: [${rounded.slice(0, -1).join(', ')}] }`;
  };
  const kinds = questionKinds.map((kind, index) => `  '${kind}': ${toWeights(model[index])},`);
  const text = `import type { QuestionKind } from './questionCues.ts';

/** Written by test/bench/routing/training/train.ts from the tuning split of the labelled prompts; not by hand. */
export interface LinearWeights {
  readonly bias: number;
  /** In the order of \`featureNames\`, in log-odds for each count. */
  readonly weights: readonly number[];
}

export const kindWeights: Readonly<Record<QuestionKind, LinearWeights>> = {
${kinds.join('\n')}
};

/** Speaks for a demanding question. */
export const demandWeights: LinearWeights = ${toWeights(model.at(-1))};
`;
  writeFileSync(new URL('../../../../src/routing/classifierWeights.ts', import.meta.url), text);
}
