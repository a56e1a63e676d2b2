/** What llama.cpp itself has counted since it was started. */
export interface ServerCounters {
  /** Prompt tokens that were evaluated; those found in the cache are not among them. */
  readonly promptTokens: number;
  readonly generatedTokens: number;
}

/** Reads llama.cpp's /metrics (tools/server/README.md: Prometheus text, with --metrics). */
export async function readServerCounters(url: string): Promise<ServerCounters> {
  const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(20_000) });
  const text = await response.text();
  const counter = (name: string) => Number(new RegExp(`^llamacpp:${name} (\\S+)`, 'm').exec(text)?.[1] ?? Number.NaN);
  return { promptTokens: counter('prompt_tokens_total'), generatedTokens: counter('tokens_predicted_total') };
}
