import { createSystemClock } from '../../../src/base/clock.ts';
import { type Core, createCore } from '../../../src/core.ts';
import { silentLog } from '../../contract/support/backends.ts';
import { chat } from '../../contract/support/requests.ts';

/** Times in milliseconds. */
export interface Overhead {
  readonly rounds: number;
  readonly bareMs: Percentiles;
  readonly watershedMs: Percentiles;
  /** The difference of each pair, in the order in which they were measured. */
  readonly moreMs: Percentiles;
}

interface Percentiles {
  readonly p50: number;
  readonly p95: number;
}

/** A few rounds first: packages are loaded, connections opened and code compiled once. */
const warmUpRounds = 20;
const question = 'Say hello.';

/** Asks a llama.cpp server by a bare fetch and by the real core, alternately, so that both meet the same machine. */
export async function measure(url: string, rounds: number): Promise<Overhead> {
  const core = makeCore(url);
  const bare: number[] = [];
  const watershed: number[] = [];
  for (let round = -warmUpRounds; round < rounds; round++) {
    const bareMs = await timeBare(url);
    const ownMs = await timeCore(core);
    if (round < 0) continue;
    bare.push(bareMs);
    watershed.push(ownMs);
  }
  core.dispose();
  const more = watershed.map((ownMs, index) => ownMs - (bare[index] ?? 0));
  return { rounds, bareMs: percentiles(bare), watershedMs: percentiles(watershed), moreMs: percentiles(more) };
}

function makeCore(url: string): Core {
  return createCore({
    ...{ clock: createSystemClock(), log: silentLog, ledgerPath: undefined, remoteFetch: fetch },
    keys: { get: async () => undefined },
    consent: { isGranted: () => true, ask: async () => true },
    privacyMode: () => 'guarded',
    workspaceTrusted: () => true,
    backendSettings: () => ({ bench: { kind: 'llama.cpp', url, roles: ['chat'] } }),
  });
}

async function timeCore(core: Core): Promise<number> {
  const startMs = performance.now();
  let firstMs: number | undefined;
  const request = chat(question, { id: crypto.randomUUID(), conversationId: crypto.randomUUID(), maxOutputTokens: 4 });
  for await (const part of core.send(request, new AbortController().signal)) {
    if (part.type === 'text-delta') firstMs ??= performance.now() - startMs;
  }
  return firstMs ?? Number.NaN;
}

/** The least that a client can do: the same body, and the first event with text. */
async function timeBare(url: string): Promise<number> {
  const startMs = performance.now();
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      messages: [{ role: 'user', content: question }],
      max_tokens: 4,
      stream: true,
      stream_options: { include_usage: true },
      cache_prompt: true,
    }),
  });
  if (response.body === null) throw new Error('The server answered without a body.');
  let firstMs: number | undefined;
  let received = '';
  for await (const bytes of response.body) {
    received += Buffer.from(bytes).toString('utf8');
    if (/"content": ?"[^"]/.test(received)) firstMs ??= performance.now() - startMs;
  }
  return firstMs ?? Number.NaN;
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN) * 100) / 100;
  return { p50: at(0.5), p95: at(0.95) };
}
