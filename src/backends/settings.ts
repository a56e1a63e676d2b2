import * as z from 'zod';
import type { Task } from '../contract/request.ts';
import type { BackendKind, Capabilities } from '../contract/routing.ts';
import { providerOf, providers } from './providers/catalogue.ts';
import type { Provider } from './providers/schema.ts';

/** One configured model server: an entry of the setting `watershed.backends`, checked and made regular. */
export interface BackendSettings {
  readonly id: string;
  /** The provider, by its id in the catalogue. */
  readonly kind: BackendKind;
  /** Without a slash at its end. What an OpenAI-compatible server calls its base URL ends in `/v1` as a rule. */
  readonly url: string;
  /** Scheme, host and port of the URL. */
  readonly origin: string;
  /** Empty only for llama.cpp, which serves one model whatever it is asked for. */
  readonly model: string;
  readonly roles: readonly Task[];
  /** What the person says of where the model runs; undefined leaves it to what can be proven. */
  readonly location: 'this-machine' | 'remote' | undefined;
  /** The context to ask for, in tokens of prompt and answer together; undefined leaves it to the server. */
  readonly contextTokens: number | undefined;
  readonly price: BackendPrice | undefined;
  /** Whether to ask for token counts with `stream_options`; some OpenAI-compatible servers answer 400 to it. */
  readonly streamUsage: boolean;
  /**
   * What an OpenAI-compatible server's model can do: as the person says, else as its provider's models can as a rule.
   * llama.cpp and Ollama are asked instead.
   */
  readonly capabilities: Capabilities;
}

/** US dollars for a million tokens. */
export interface BackendPrice {
  readonly inputUsdPerMillionTokens: number;
  readonly outputUsdPerMillionTokens: number;
  readonly cacheReadUsdPerMillionTokens?: number | undefined;
}

export interface ParsedBackends {
  /** In the order in which they were written. */
  readonly backends: readonly BackendSettings[];
  /** Sentences for the person: which entry, which field, what to write there. */
  readonly problems: readonly string[];
}

/** Checks the raw value of `watershed.backends`. A bad entry is left out and never hides the good ones. */
export function parseBackends(raw: unknown): ParsedBackends {
  if (raw === undefined || raw === null) return { backends: [], problems: [] };
  const entries = entriesSchema.safeParse(raw);
  if (!entries.success) {
    return { backends: [], problems: ['“watershed.backends” must be an object with one entry for each server.'] };
  }
  const results = Object.entries(entries.data).map(([id, value]) => parseBackend(id, value, backendSchema));
  return {
    backends: results.flatMap(({ backends }) => backends),
    problems: results.flatMap(({ problems }) => problems),
  };
}

/** Checks one entry whose model is not chosen yet: its server can be asked for the models that it has. */
export function parseDraft(id: string, value: unknown): ParsedBackends {
  return parseBackend(id, value, draftSchema);
}

const entriesSchema = z.record(z.string(), z.unknown());
const usdSchema = z
  .number({ error: 'must be a number of US dollars, for example 0.25' })
  .nonnegative({ error: 'must not be negative' });

const kindSchema = z
  .string({ error: describeKinds })
  .refine((kind): kind is BackendKind => Object.hasOwn(providers, kind), { error: describeKinds });

const draftSchema = z
  .strictObject(
    {
      kind: kindSchema,
      url: z.string({ error: 'must be an address in quotes' }).transform(toServerUrl).optional(),
      model: z.string({ error: 'must be the name of a model in quotes' }).default(''),
      roles: z
        .array(z.enum(['completion', 'chat'], { error: describeRoles }), { error: describeRoles })
        .min(1, { error: describeRoles })
        .transform((roles) => [...new Set(roles)]),
      location: z
        .enum(['this-machine', 'remote'], { error: 'must be "this-machine" or "remote", or be left out' })
        .optional(),
      contextTokens: z
        .int({ error: 'must be a whole number of tokens, for example 8192, or be left out' })
        .min(256, { error: 'must be at least 256' })
        .optional(),
      price: z
        .strictObject(
          {
            inputUsdPerMillionTokens: usdSchema,
            outputUsdPerMillionTokens: usdSchema,
            cacheReadUsdPerMillionTokens: usdSchema.optional(),
          },
          { error: describeUnknownKeys },
        )
        .optional(),
      streamUsage: z.boolean({ error: 'must be true or false' }).optional(),
      abilities: z
        .array(z.enum(['tools', 'images', 'logProbabilities'], { error: describeAbilities }), {
          error: describeAbilities,
        })
        .optional(),
    },
    { error: describeUnknownKeys },
  )
  .refine(({ kind, roles }) => kind !== 'anthropic' || !roles.includes('completion'), {
    path: ['roles'],
    error: 'must be ["chat"], since Anthropic offers no code completion',
  })
  .transform(({ url, ...rest }, context) => {
    const { address } = providers[rest.kind];
    if (url !== undefined) return { ...rest, url };
    if (address.kind === 'fixed') return { ...rest, url: address.url };
    context.addIssue({ code: 'custom', path: ['url'], message: describeMissingUrl(address) });
    return z.NEVER;
  });

const backendSchema = draftSchema.refine(({ kind, model }) => kind === 'llama.cpp' || model !== '', {
  path: ['model'],
  error: 'must name the model to use',
});

function parseBackend(id: string, value: unknown, schema: typeof draftSchema): ParsedBackends {
  const result = schema.safeParse(value);
  if (!result.success) return { backends: [], problems: result.error.issues.map((issue) => toSentence(id, issue)) };
  const { url, location, contextTokens, price, streamUsage, abilities, ...rest } = result.data;
  const { origin } = new URL(url);
  const provider = providerOf({ kind: rest.kind, origin });
  const settings: BackendSettings = {
    ...{ id, ...rest, url, origin, location, contextTokens, price },
    streamUsage: streamUsage ?? provider.usage === 'on-request',
    capabilities: abilities === undefined ? provider.capabilities : toCapabilities(abilities),
  };
  return { backends: [settings], problems: [] };
}

function toCapabilities(abilities: readonly (keyof Capabilities)[]): Capabilities {
  const has = (ability: keyof Capabilities) => abilities.includes(ability);
  return { tools: has('tools'), images: has('images'), logProbabilities: has('logProbabilities') };
}

function describeAbilities(): string {
  return 'may list "tools", "images" and "logProbabilities" only, or be left out';
}

function describeKinds(): string {
  return 'must be one of the providers that the settings list, for example "llama.cpp", "ollama", "openai-compatible" or "anthropic"';
}

function describeMissingUrl(address: Exclude<Provider['address'], { kind: 'fixed' }>): string {
  if (address.kind === 'asked') return `must be the address of the server, for example "${address.example}"`;
  const names = Object.keys(address.placeholders).map((name) => `{${name}}`);
  return `must be "${address.template}" with your own value in place of ${names.join(' and ')}`;
}

function describeRoles(): string {
  return 'must be ["completion"], ["chat"] or ["completion", "chat"]';
}

function toSentence(id: string, issue: z.core.$ZodIssue): string {
  const field = issue.path.length === 0 ? 'the entry' : `“${issue.path.join('.')}”`;
  return `“${id}” in “watershed.backends” is not used: ${field} ${issue.message}.`;
}

function describeUnknownKeys(issue: z.core.$ZodRawIssue): string {
  if (issue.code !== 'unrecognized_keys') return 'must be an object';
  return `has the unknown field ${issue.keys.map((key) => `“${key}”`).join(', ')}; remove it or mend its name`;
}

function toServerUrl(text: string, context: z.RefinementCtx): string {
  const problem = findUrlProblem(text.trim());
  if (problem !== undefined) {
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  }
  const url = new URL(text.trim());
  // A literal address, so that no name look-up decides where a prompt goes.
  if (url.hostname === 'localhost') url.hostname = '127.0.0.1';
  return url.href.replace(/\/+$/, '');
}

function findUrlProblem(text: string): string | undefined {
  const [placeholder] = text.match(/\{[^}]*\}/) ?? [];
  if (placeholder !== undefined) return `must have your own value in place of ${placeholder}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return 'must be a full address that starts with http:// or https://, for example "http://127.0.0.1:8080"';
  }
  if (url.username !== '' || url.password !== '') {
    return 'must not hold a user name or password, since settings are not secret; enter a key with the command “Watershed: Set API Key”';
  }
  if (url.search !== '' || text.includes('?')) return 'must end before the “?”';
  if (url.hash !== '' || text.includes('#')) return 'must end before the “#”';
  return undefined;
}
