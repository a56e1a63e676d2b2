import type { Clock } from '../base/clock.ts';
import type { BackendFacts } from '../contract/routing.ts';
import type { Explain, Send } from '../contract/send.ts';
import type { ConfiguredPrice, Prices } from '../metering/prices.ts';
import { committedCases } from './cases.ts';
import { cutCases, type SourceFile } from './ownCases.ts';
import { describeCloudCalls, previewCloudCalls } from './preview.ts';
import { renderReportHtml } from './reportHtml.ts';
import { runBenchmark } from './run.ts';

/** How many pieces of the person's open files are tried: enough to tell models apart, few enough to wait for. */
const ownCaseCount = 10;

export interface BenchmarkParts {
  readonly send: Send;
  readonly explain: Explain;
  readonly prices: Pick<Prices, 'maxCostUsd'>;
  readonly clock: Clock;
  readonly backends: () => readonly BackendFacts[];
  readonly settingsOf: (backendId: string) => { readonly price?: ConfiguredPrice | undefined } | undefined;
  /** The remote origins that benchmark requests may be sent to; a run puts in what the person agreed to, and takes it out after. */
  readonly allowedOrigins: Set<string>;
}

/** A run that is ready to start. */
export interface PreparedRun {
  /** Which clouds it would call and what that costs at most; undefined where it would call none. */
  readonly cloudWarning: string | undefined;
  run(
    withCloud: boolean,
    onProgress: (message: string, share: number) => void,
    signal: AbortSignal,
  ): Promise<{ renderHtml(page: { readonly nonce: string }): string }>;
}

/** Cuts cases from the files and works out what a run over every configured backend would do. */
export async function prepareBenchmark(files: readonly SourceFile[], parts: BenchmarkParts): Promise<PreparedRun> {
  const cases = [...committedCases, ...cutCases(files, { maxCases: ownCaseCount, seed: parts.clock.now() })];
  const all = parts.backends().map((facts) => ({ ...facts, configuredPrice: parts.settingsOf(facts.id)?.price }));
  const cloudCalls = await previewCloudCalls(cases, all, parts);
  return {
    cloudWarning: describeCloudCalls(cloudCalls),
    async run(withCloud, onProgress, signal) {
      const { send, clock, allowedOrigins } = parts;
      const backends = withCloud ? all : all.filter(({ locality }) => locality === 'local');
      const origins = cloudCalls.map(({ backend }) => backend.origin);
      if (withCloud) for (const origin of origins) allowedOrigins.add(origin);
      try {
        const report = await runBenchmark({ cases, backends, send, clock, onProgress }, signal);
        return { renderHtml: (page) => renderReportHtml(report, page) };
      } finally {
        for (const origin of origins) allowedOrigins.delete(origin);
      }
    },
  };
}
