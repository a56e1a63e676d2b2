import { classifyQuestion } from '../../../src/routing/complexity.ts';
import { mean } from '../completion/quantile.ts';
import type { LabelledPrompt } from './prompts.ts';
import { bootstrap, type Estimate, wilson } from './statistics.ts';

/** One way of choosing a side, over the held-out prompts. */
export interface ChooserRow {
  readonly name: string;
  /** How often the side agrees with the label of the task's kind. */
  readonly accuracy: Estimate;
  /** The mean of the shares that are right among the local and among the cloud prompts. */
  readonly balancedAccuracy: Estimate;
  /** The share of prompts that go to a cloud. */
  readonly cloudShare: number;
  /** How often the kind is right; undefined for those that do not name one. */
  readonly kindAccuracy: Estimate | undefined;
}

/** The chance, 0 to 1, that a prompt goes to a cloud. */
type Chooser = (prompt: LabelledPrompt) => number;

/** Everything that is tuned here is tuned with the first argument alone. */
export function compareChoosers(
  tuning: readonly LabelledPrompt[],
  heldOut: readonly LabelledPrompt[],
): readonly ChooserRow[] {
  const threshold = bestLength(tuning);
  const share = mean(heldOut.map(byClassifier)) ?? 0;
  const kindsRight = heldOut.filter(({ prompt, code }) => classifyQuestion(prompt).kind === code).length;
  return [
    toRow('classifier', heldOut, byClassifier, wilson(kindsRight, heldOut.length)),
    toRow('random, same share', heldOut, () => share),
    toRow(`length only, over ${threshold}`, heldOut, ({ prompt }) => Number(prompt.length > threshold)),
    toRow('always local', heldOut, () => 0),
    toRow('always cloud', heldOut, () => 1),
    toRow('oracle', heldOut, ({ route }) => Number(route === 'remote')),
  ];
}

/** Sides by language, of the held-out prompts alone. */
export function accuracyByLanguage(heldOut: readonly LabelledPrompt[]): Readonly<Record<string, Estimate>> {
  const languages = [...new Set(heldOut.map(({ language }) => language))];
  const of = (language: string) => {
    const chosen = heldOut.filter((prompt) => prompt.language === language);
    const right = chosen.filter((prompt) => byClassifier(prompt) === Number(prompt.route === 'remote')).length;
    return wilson(right, chosen.length);
  };
  return Object.fromEntries(languages.map((language) => [language, of(language)]));
}

/** The length above which a cloud is best chosen, by balanced accuracy; in characters. */
export function bestLength(prompts: readonly LabelledPrompt[]): number {
  const lengths = [...new Set(prompts.map(({ prompt }) => prompt.length))];
  const scores = lengths.map((limit) => balanced(prompts, ({ prompt }) => Number(prompt.length > limit)));
  return lengths[scores.indexOf(Math.max(...scores))] ?? 0;
}

function byClassifier({ prompt }: LabelledPrompt): number {
  return Number(classifyQuestion(prompt).level === 'complex');
}

function toRow(
  name: string,
  prompts: readonly LabelledPrompt[],
  chooser: Chooser,
  kindAccuracy?: Estimate,
): ChooserRow {
  const cases = prompts.map((prompt) => ({ ...prompt, chance: chooser(prompt) }));
  const choose = ({ chance }: (typeof cases)[number]) => chance;
  const right = (all: typeof cases | readonly (typeof cases)[number][]) =>
    mean(all.map((one) => rightness(one, choose(one)))) ?? 0;
  return {
    name,
    accuracy: bootstrap(cases, right),
    balancedAccuracy: bootstrap(
      cases,
      (all) =>
        mean((['local', 'remote'] as const).map((side) => right(all.filter(({ route }) => route === side)))) ?? 0,
    ),
    cloudShare: mean(cases.map(choose)) ?? 0,
    kindAccuracy,
  };
}

function balanced(prompts: readonly LabelledPrompt[], chooser: Chooser): number {
  const of = (side: LabelledPrompt['route']) =>
    mean(prompts.filter(({ route }) => route === side).map((prompt) => rightness(prompt, chooser(prompt)))) ?? 0;
  return (of('local') + of('remote')) / 2;
}

/** The expected share of right choices for one prompt. */
function rightness({ route }: Pick<LabelledPrompt, 'route'>, chance: number): number {
  return route === 'remote' ? chance : 1 - chance;
}
