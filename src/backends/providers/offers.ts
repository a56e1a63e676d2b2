import type { BackendKind } from '../../contract/routing.ts';
import type { ProviderOffer } from '../../contract/setup.ts';
import { providers } from './catalogue.ts';
import type { Provider } from './schema.ts';

/** Every provider as a person chooses it, in the order of the catalogue: what runs here or for a team, then the clouds. */
export function listProviders(): readonly ProviderOffer[] {
  return Object.entries(providers).flatMap(([id, provider]) => (isKind(id) ? [toOffer(id, provider)] : []));
}

function toOffer(kind: BackendKind, provider: Provider): ProviderOffer {
  const { label, group, note, address, key } = provider;
  return { kind, label, group, note, address, keyNeed: key.need, canComplete: canComplete(provider) };
}

/** A cloud's chat models cannot go on with a text; servers of one's own take any prompt. */
function canComplete({ protocol, group, fillInMiddle }: Provider): boolean {
  return protocol !== 'anthropic' && (group !== 'cloud' || fillInMiddle !== undefined);
}

function isKind(id: string): id is BackendKind {
  return Object.hasOwn(providers, id);
}
