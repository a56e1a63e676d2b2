/** A duration as a person reads it: `85 ms`, `1.4 s`, `2 min 5 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  if (durationMs < 59_950) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A price of one answer. A local answer has no API price; an unknown price is never shown as zero. */
export function formatCost(costUsd: number | undefined, locality: 'local' | 'remote'): string {
  if (costUsd === 0 || (costUsd === undefined && locality === 'local')) return '$0';
  if (costUsd === undefined) return 'cost unknown';
  if (costUsd < 0.0001) return 'below $0.0001';
  if (costUsd < 1) return `$${Number(costUsd.toPrecision(2))}`;
  return `$${costUsd.toFixed(2)}`;
}

export function formatRate(tokensPerSecond: number): string {
  return `${tokensPerSecond < 10 ? tokensPerSecond.toFixed(1) : grouped(tokensPerSecond)} tokens/s`;
}

/** Tokens in and out; undefined when the server counted neither. */
export function formatTokens(inputTokens: number | undefined, outputTokens: number | undefined): string | undefined {
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  if (outputTokens === undefined) return `${grouped(inputTokens ?? 0)} tokens in`;
  if (inputTokens === undefined) return `${grouped(outputTokens)} tokens out`;
  return `${grouped(inputTokens)} tokens in, ${grouped(outputTokens)} out`;
}

/** An estimate, marked as one. */
export function formatEstimatedTokens(tokens: number): string {
  return tokens < 1000 ? `~${tokens} tokens` : `~${grouped(Math.round(tokens / 100) / 10, 1)}k tokens`;
}

/** The host and port of an origin, for a sentence. */
export function formatHost(origin: string): string {
  return origin.replace(/^[a-z]+:\/\//, '');
}

function grouped(amount: number, fractionDigits = 0): string {
  return amount.toLocaleString('en-US', { maximumFractionDigits: fractionDigits });
}
