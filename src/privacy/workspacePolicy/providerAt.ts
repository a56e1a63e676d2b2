import type { BackendKind } from '../../contract/routing.ts';
import { promisesOfClouds } from '../compliance/promises.ts';
import { providerKinds } from './providerKinds.ts';

/**
 * The provider that answers at an address, whatever the settings call it: a cloud at its own hosts, and the software that
 * the person names at any other. Undefined where the settings name a cloud and the address is none of that cloud's: it
 * may be a gateway to anywhere.
 */
export function providerAt(kind: BackendKind, origin: string): BackendKind | undefined {
  const host = URL.canParse(origin) ? new URL(origin).hostname : '';
  const cloud = cloudKindAt(host);
  if (cloud !== undefined) return cloud;
  return Object.hasOwn(promisesOfClouds, kind) ? undefined : kind;
}

/** The public cloud that has a host, by its name for people; undefined where none is known to. */
export function cloudAt(host: string): string | undefined {
  return Object.values(promisesOfClouds).find(({ hosts }) => hosts.some((one) => isHost(host, one)))?.label;
}

function cloudKindAt(host: string): BackendKind | undefined {
  const hostsOf = new Map(Object.entries(promisesOfClouds).map(([kind, { hosts }]) => [kind, hosts]));
  return providerKinds.find((kind) => hostsOf.get(kind)?.some((one) => isHost(host, one)));
}

/** `*` stands for one label. A dot at the end of a host names the same one. */
function isHost(host: string, pattern: string): boolean {
  const labels = host.replace(/\.$/, '').split('.');
  const wanted = pattern.split('.');
  return labels.length === wanted.length && wanted.every((label, n) => label === '*' || label === labels[n]);
}
