/** One example: its features, in which most may be zero, and its targets, each 0 or 1. */
export interface Example {
  readonly features: readonly Feature[];
  /** One for each kind, exactly one of which is 1, and last whether the question is demanding. */
  readonly targets: readonly number[];
}

export interface Feature {
  readonly index: number;
  readonly value: number;
}

/** For each target a row of weights, the bias last. */
export type Model = readonly Float64Array[];

/**
 * Fits a softmax over all targets but the last and a logistic over the last one, by AdaGrad over the whole set, with a
 * penalty of half `ridge` times the squared weights (the bias is free). It is deterministic.
 */
export function fit(examples: readonly Example[], featureCount: number, ridge: number): Model {
  const heads = examples[0]?.targets.length ?? 0;
  const weights = Array.from({ length: heads }, () => new Float64Array(featureCount + 1));
  const seen = weights.map(() => new Float64Array(featureCount + 1).fill(1e-8));
  for (let step = 0; step < 400; step++) {
    const gradients = weights.map((row) => row.map((weight, index) => (index < featureCount ? ridge * weight : 0)));
    for (const example of examples) addGradient(gradients, weights, example);
    weights.forEach((row, head) => {
      const [gradient, squares] = [gradients[head], seen[head]];
      if (gradient === undefined || squares === undefined) return;
      for (let index = 0; index < row.length; index++) {
        const slope = gradient[index] ?? 0;
        squares[index] = (squares[index] ?? 0) + slope * slope;
        row[index] = (row[index] ?? 0) - (0.5 * slope) / Math.sqrt(squares[index] ?? 1);
      }
    });
  }
  return weights;
}

function addGradient(gradients: readonly Float64Array[], weights: Model, { features, targets }: Example): void {
  predict(weights, features).forEach((probability, head) => {
    const gradient = gradients[head];
    if (gradient === undefined) return;
    const error = probability - (targets[head] ?? 0);
    for (const { index, value } of features) gradient[index] = (gradient[index] ?? 0) + error * value;
    gradient[gradient.length - 1] = (gradient[gradient.length - 1] ?? 0) + error;
  });
}

/** The probabilities of the targets, in their order. */
export function predict(model: Model, features: readonly Feature[]): readonly number[] {
  const sums = model.map((row) =>
    features.reduce((sum, { index, value }) => sum + (row[index] ?? 0) * value, row.at(-1) ?? 0),
  );
  const kinds = sums.slice(0, -1);
  const highest = Math.max(...kinds);
  const powers = kinds.map((sum) => Math.exp(sum - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return [...powers.map((power) => power / total), 1 / (1 + Math.exp(-(sums.at(-1) ?? 0)))];
}
