import type { PullProgress } from '../contract/setup.ts';

/** What a progress bar is told: it can only grow. */
export interface PullStep {
  readonly message: string;
  readonly incrementPercent: number;
}

/**
 * Turns what Ollama reports into steps of one bar. A model comes in several files, each of which counts from zero, so the
 * bar shows the furthest that any of them has come.
 */
export function createPullMeter(): (progress: PullProgress) => PullStep {
  let shownPercent = 0;
  return ({ status, completedBytes, totalBytes }) => {
    const percent = percentOf(completedBytes, totalBytes);
    if (percent === undefined) return { message: status, incrementPercent: 0 };
    const incrementPercent = Math.max(0, percent - shownPercent);
    shownPercent += incrementPercent;
    return { message: `${status} ${Math.floor(percent)} %`, incrementPercent };
  };
}

function percentOf(completedBytes: number | undefined, totalBytes: number | undefined): number | undefined {
  if (completedBytes === undefined || totalBytes === undefined || totalBytes <= 0) return undefined;
  return Math.min(100, (100 * completedBytes) / totalBytes);
}
