import type { CompletionSnapshot } from '../../../src/completion/snapshot.ts';
import { Editor } from '../../unit/completion/harness.ts';
import { quantile } from './quantile.ts';

/** Our own work for one call in an 8,000-line file, without an editor, in milliseconds. */
export interface MicroReport {
  readonly typedThroughMs: Quantiles;
  readonly cacheMs: Quantiles;
  readonly gateMs: Quantiles;
}

interface Quantiles {
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  readonly count: number;
}

const lineCount = 8_000;
const rounds = 40;
const answer = 'const total = first.amount + second.amount;';

/** Times hits and closed gates in the middle of a long file. The first tenth of the calls warms up and is left out. */
export async function measureMicro(): Promise<MicroReport> {
  const line = (number: number) => `  const value${number} = compute(${number}, 'text');\n`;
  const above = Array.from({ length: lineCount / 2 }, (_, number) => line(number)).join('');
  const below = Array.from({ length: lineCount / 2 }, (_, number) => line(number + lineCount / 2)).join('');
  const typedThroughMs: number[] = [];
  const cacheMs: number[] = [];
  const gateMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const editor = new Editor(`${above}  █\n${below}`, { answers: [answer] });
    await editor.ask();
    const time = (typed: string, rest = '') => {
      const snapshot = toSnapshot(editor.snapshot, `${above}  ${typed}`, `${rest}\n${below}`);
      const startedMs = performance.now();
      const found = editor.engine.complete(snapshot, new AbortController().signal);
      return { tookMs: performance.now() - startedMs, found };
    };
    for (let length = 1; length < answer.length - 1; length++) {
      const { tookMs, found } = time(answer.slice(0, length));
      if (found === undefined || found instanceof Promise) throw new Error(`No hit after ${length} characters.`);
      typedThroughMs.push(tookMs);
    }
    for (let length = answer.length - 2; length > 0; length -= 2) {
      // A gate that closes hides the ghost, and what comes then is found in the cache.
      gateMs.push(time(answer.slice(0, length), 'words').tookMs);
      const { tookMs, found } = time(answer.slice(0, length));
      if (found !== undefined && !(found instanceof Promise)) cacheMs.push(tookMs);
    }
    editor.engine.dispose();
  }
  return { typedThroughMs: toQuantiles(typedThroughMs), cacheMs: toQuantiles(cacheMs), gateMs: toQuantiles(gateMs) };
}

/** As VS Code hands it over: one flat text, cut at the cursor. */
function toSnapshot(snapshot: CompletionSnapshot, before: string, after: string): CompletionSnapshot {
  const text = Buffer.from(before + after).toString('utf8');
  return { ...snapshot, textBefore: text.slice(0, before.length), textAfter: text.slice(before.length) };
}

function toQuantiles(times: readonly number[]): Quantiles {
  const warm = times.slice(Math.ceil(times.length / 10));
  return { p50: quantile(warm, 0.5), p99: quantile(warm, 0.99), count: warm.length };
}
