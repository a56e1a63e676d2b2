import type { CostTotal } from './summary.ts';

/** `$0.0042`, `$12.30`; four decimals below a cent, since most answers cost less. */
export function formatUsd(usd: number | undefined): string {
  if (usd === undefined) return 'unknown';
  if (usd === 0) return '$0';
  if (usd < 0.0001) return 'under $0.0001';
  return usd < 0.00995 ? `$${usd.toFixed(4)}` : dollars.format(usd);
}

/** `$0.02`, `at least $0.02` where some costs are unknown, or `unknown` where all are. */
export function formatCost({ knownUsd, unknownCount }: CostTotal): string {
  if (unknownCount === 0) return formatUsd(knownUsd);
  return knownUsd === 0 ? 'unknown' : `at least ${formatUsd(knownUsd)}`;
}

/** `430 ms`, `1.2 s`, `2 min 5 s`. */
export function formatMs(durationMs: number | undefined): string {
  if (durationMs === undefined) return 'unknown';
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  const seconds = durationMs / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const wholeSeconds = Math.round(seconds);
  return wholeSeconds < 60 ? `${wholeSeconds} s` : `${Math.floor(wholeSeconds / 60)} min ${wholeSeconds % 60} s`;
}

/** `1 token`, `1,234 tokens`. */
export function formatTokens(tokens: number | undefined): string {
  if (tokens === undefined) return 'unknown';
  return tokens === 1 ? '1 token' : `${whole.format(tokens)} tokens`;
}

/** `41 tokens/s`, `3.2 tokens/s`. */
export function formatRate(tokensPerSecond: number | undefined): string {
  if (tokensPerSecond === undefined) return 'unknown';
  return `${tokensPerSecond < 9.95 ? tokensPerSecond.toFixed(1) : whole.format(tokensPerSecond)} tokens/s`;
}

/** `31 %`, or a dash where there is nothing to have a share of. A share that is not all or nothing never reads so. */
export function formatShare(share: number | undefined): string {
  if (share === undefined) return '–';
  const percent = Math.round(share * 100);
  return `${share > 0 && share < 1 ? Math.min(99, Math.max(1, percent)) : percent} %`;
}

/** `1,234`. */
export function formatCount(count: number): string {
  return whole.format(count);
}

const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
