/**
 * The smallest of `values` that `fraction` (0 to 1) of them do not exceed; undefined without any. For a handful of
 * values: a latency sketch holds many.
 */
export function quantileOf(values: readonly number[], fraction: number): number | undefined {
  const rank = Math.max(1, Math.ceil(fraction * values.length));
  return [...values].sort((a, b) => a - b)[rank - 1];
}
