import type { BackendKind } from '../../contract/routing.ts';
import { clouds } from './clouds.ts';
import type { Provider } from './schema.ts';
import { servers } from './servers.ts';

/** Every provider by its id, which is the `kind` of an entry of `watershed.backends`. */
export const providers: Readonly<Record<BackendKind, Provider>> = { ...servers, ...clouds };

/** What tells which provider a server is of. */
export interface ProviderUse {
  readonly kind: BackendKind;
  /** Scheme, host and port. */
  readonly origin: string;
}

/**
 * The provider of a server. One that was entered as any OpenAI-compatible server, at the address of a provider of the
 * catalogue, has the ways of that one.
 */
export function providerOf({ kind, origin }: ProviderUse): Provider {
  const provider = providers[kind];
  return kind === 'openai-compatible' ? (openaiLikeByOrigin.get(origin) ?? provider) : provider;
}

/** Puts the parts of a server's address into an endpoint of the catalogue. */
export function endpointAt(endpoint: string, url: string): string {
  return endpoint.replace('{url}', url).replace('{origin}', new URL(url).origin);
}

const openaiLikeByOrigin: ReadonlyMap<string, Provider> = new Map(
  Object.values(providers).flatMap((provider) =>
    provider.protocol === 'openai-compatible' && provider.address.kind === 'fixed'
      ? [[new URL(provider.address.url).origin, provider] as const]
      : [],
  ),
);
