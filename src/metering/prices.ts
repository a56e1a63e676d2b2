import type { calcPrice as CalculatePrice } from '@pydantic/genai-prices';
import type { Log } from '../contract/log.ts';
import type { Locality } from '../contract/routing.ts';
import type { Usage } from '../contract/stream.ts';

/** A price that the person has set for a backend, in US dollars for a million tokens. */
export interface ConfiguredPrice {
  readonly inputUsdPerMillionTokens: number;
  readonly outputUsdPerMillionTokens: number;
  /** For prompt tokens read from a cache; undefined where they cost as much as others. */
  readonly cacheReadUsdPerMillionTokens?: number | undefined;
}

/** What is to be priced. */
export interface PricedModel {
  readonly model: string;
  readonly origin: string;
  readonly locality: Locality;
  readonly configuredPrice: ConfiguredPrice | undefined;
  /** The model that answered according to the server; its price comes before that of `model`. */
  readonly servedModel?: string | undefined;
}

export interface Prices {
  /** What an answer cost in US dollars: as the provider says, else zero for a local model, else by price; else unknown. */
  costUsd(priced: PricedModel, usage: Usage): Promise<number | undefined>;
  /** What an answer costs at most, before it is asked for; undefined where no price is known. */
  maxCostUsd(priced: PricedModel, tokens: MaxTokens): Promise<number | undefined>;
}

export interface MaxTokens {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface PricesOptions {
  readonly log: Log;
  /** Loads the table of prices (half a megabyte, so only when it is needed); a test gives another one. */
  readonly importTable?: () => Promise<PriceTable>;
}

export interface PriceTable {
  readonly calcPrice: typeof CalculatePrice;
}

export function createPrices({ log, importTable = importPriceTable }: PricesOptions): Prices {
  let table: Promise<PriceTable | undefined> | undefined;

  function loadTable(): Promise<PriceTable | undefined> {
    table ??= importTable().catch((error: unknown) => {
      log.warn(`The table of prices could not be loaded, so prices stay unknown: ${String(error)}`);
      return undefined;
    });
    return table;
  }

  async function priceTokens(priced: PricedModel, tokens: TokenCounts): Promise<number | undefined> {
    if (priced.locality === 'local') return 0;
    if (priced.configuredPrice !== undefined) return applyPrice(priced.configuredPrice, tokens);
    const loaded = await loadTable();
    try {
      return loaded && lookUp(loaded, priced, tokens);
    } catch (error) {
      // Thrown for counts that cannot be, such as a negative number.
      log.warn(`The price of an answer of ${priced.model} stays unknown: ${String(error)}`);
      return undefined;
    }
  }

  return {
    async costUsd(priced, usage) {
      if (usage.reportedCostUsd !== undefined) return usage.reportedCostUsd;
      if (priced.locality === 'local') return 0;
      const tokens = toTokenCounts(usage);
      return tokens && priceTokens(priced, tokens);
    },
    async maxCostUsd(priced, { inputTokens, outputTokens }) {
      const fresh = { uncached: inputTokens, cacheRead: 0, cacheWrite: 0, output: outputTokens };
      const usd = await priceTokens(priced, fresh);
      // Anthropic's price of writing to its cache is above the plain one.
      const usdWritten = await priceTokens(priced, { ...fresh, uncached: 0, cacheWrite: inputTokens });
      return usd === undefined || usdWritten === undefined ? undefined : Math.max(usd, usdWritten);
    },
  };
}

/**
 * No text has more tokens than this: a token stands for at least one byte of it, and a chat template adds a few around
 * each message. The true count of code is about a third.
 */
export function maxTokensOf(texts: readonly string[]): number {
  const tokensAroundMessage = 16;
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text) + tokensAroundMessage, 0);
}

/** Tokens in parts that do not overlap. */
interface TokenCounts {
  readonly uncached: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
}

/** A server that is silent about its cache bills every prompt token alike; silent about the rest, it leaves no price. */
function toTokenCounts(usage: Usage): TokenCounts | undefined {
  const { uncachedInputTokens, outputTokens, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage;
  if (uncachedInputTokens === undefined || outputTokens === undefined) return undefined;
  return {
    uncached: uncachedInputTokens,
    cacheRead: cacheReadTokens,
    cacheWrite: cacheWriteTokens,
    output: outputTokens,
  };
}

function applyPrice(price: ConfiguredPrice, tokens: TokenCounts): number {
  const cacheReadPrice = price.cacheReadUsdPerMillionTokens ?? price.inputUsdPerMillionTokens;
  const input = (tokens.uncached + tokens.cacheWrite) * price.inputUsdPerMillionTokens;
  return (input + tokens.cacheRead * cacheReadPrice + tokens.output * price.outputUsdPerMillionTokens) / 1e6;
}

function lookUp(table: PriceTable, priced: PricedModel, tokens: TokenCounts): number | undefined {
  const usage = {
    // The table's count includes what was read from and written to a cache.
    input_tokens: tokens.uncached + tokens.cacheRead + tokens.cacheWrite,
    cache_read_tokens: tokens.cacheRead,
    cache_write_tokens: tokens.cacheWrite,
    output_tokens: tokens.output,
  };
  const provider = { providerApiUrl: originAliases.get(priced.origin) ?? priced.origin };
  for (const model of [priced.servedModel, priced.model]) {
    const price = model === undefined ? null : table.calcPrice(usage, model, provider);
    if (price !== null) return price.total_price;
  }
  return undefined;
}

/** Origins that the table (version 0.1.8) knows by an older name; read in the providers' manuals in November 2026. */
const originAliases: ReadonlyMap<string, string> = new Map([['https://api.together.ai', 'https://api.together.xyz']]);

function importPriceTable(): Promise<PriceTable> {
  return import('@pydantic/genai-prices');
}
