import { createInspector } from '../../../src/privacy/inspect.ts';
import { chat } from '../../contract/support/requests.ts';

/** Times in milliseconds. */
export interface Latency {
  readonly rounds: number;
  readonly p50: number;
  readonly p95: number;
}

/** The first inspections load secretlint and compile what is run often. */
const warmUpRounds = 20;

/** How long the inspection of one new prompt takes, by every detector that the inspector has. */
export async function measureInspection(prompts: readonly string[], rounds: number): Promise<Latency> {
  const inspector = createInspector({ exclusions: { ruleFor: () => undefined } });
  const times: number[] = [];
  for (let round = -warmUpRounds; round < rounds; round++) {
    const prompt = prompts[(round + warmUpRounds) % prompts.length] ?? '';
    // Another last line each time, so that nothing is taken from what was inspected before.
    const request = chat(`${prompt}\nquestion ${round}`, { id: `bench-${round}`, conversationId: `bench-${round}` });
    const startMs = performance.now();
    await inspector.inspect(request);
    const tookMs = performance.now() - startMs;
    if (round >= 0) times.push(tookMs);
  }
  times.sort((one, other) => one - other);
  return { rounds, p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
}

function quantile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return Math.round(value * 100) / 100;
}
