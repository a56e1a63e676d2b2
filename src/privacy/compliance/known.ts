import type { Assurances, Region } from '../../contract/compliance.ts';
import type { BackendKind } from '../../contract/routing.ts';
import { bedrockRegions } from './bedrockRegions.ts';
import { promisesOfClouds } from './promises.ts';
import type { Promises } from './schema.ts';

/** Where a prompt would go. */
export interface Destination {
  readonly kind: BackendKind;
  /** Scheme, host and port. */
  readonly origin: string;
  /** On this machine, or a host that the person has named as their own. */
  readonly isOwn: boolean;
  /** As the provider names it; some names stand for a way round the region of the address. Undefined where it is not known. */
  readonly model?: string | undefined;
}

/** One thing that was read, or that nothing was found. */
export type Fact<Value> = 'unknown' | (ReadPassage & { readonly value: Value });

interface ReadPassage {
  readonly says: string;
  readonly source: { readonly title: string; readonly where: string };
  /** As in `2026-11-22`. */
  readonly readOn: string;
}

/** What is known of a destination; `provider` is undefined where its address is none of a provider that Watershed knows. */
export interface Known {
  /** The provider, else the host. */
  readonly label: string;
  readonly provider: string | undefined;
  readonly facts: { readonly [Name in keyof Assurances]: Fact<Assurances[Name]> };
  /** The provider's other addresses, by host, that stand for a region. */
  readonly regionsElsewhere: Readonly<Record<string, Fact<readonly Region[]>>>;
}

/** What is known of the one who runs a destination. A provider's promises hold at its own addresses alone. */
export function knownOf({ kind, origin, model }: Destination): Known {
  const host = httpsHost(origin);
  const found = host === undefined ? undefined : providerAt(kind, host);
  if (host === undefined || found === undefined) {
    return { label: hostOf(origin), provider: undefined, facts: nothing, regionsElsewhere: {} };
  }
  const known = knownOfProvider(found);
  const { [host]: _here, ...regionsElsewhere } = known.regionsElsewhere;
  return { ...known, facts: { ...known.facts, regions: regionsAt(found, { host, model }) }, regionsElsewhere };
}

/** The same of a provider as such, at an address that says nothing of a region. */
export function knownOfProvider(promises: Promises): Known {
  const { label, training, retentionDays, zeroRetention, baa, soc2, regions, regionsByHost = {} } = promises;
  const facts = { training, retentionDays, zeroRetention, baa, soc2, regions };
  return { label, provider: label, facts, regionsElsewhere: regionsByHost };
}

/** The value alone. */
export function answerOf<Value>(fact: Fact<Value>): Value | 'unknown' {
  return fact === 'unknown' ? fact : fact.value;
}

/** A server that was entered as any OpenAI-compatible one, at the address of a provider, is that provider's. */
function providerAt(kind: BackendKind, host: string): Promises | undefined {
  return Object.entries(promisesOfClouds).find(
    ([name, { hosts }]) => (kind === name || kind === 'openai-compatible') && hosts.some((one) => isHost(host, one)),
  )?.[1];
}

function regionsAt(
  provider: Promises,
  { host, model }: { readonly host: string; readonly model: string | undefined },
): Fact<Assurances['regions']> {
  const { regions, regionsByHost = {} } = provider;
  if (provider !== promisesOfClouds.bedrock) return regionsByHost[host] ?? regions;
  const value = bedrockRegions(host, model);
  return regions === 'unknown' || value === undefined ? regions : { ...regions, value };
}

function isHost(host: string, pattern: string): boolean {
  const labels = host.split('.');
  const wanted = pattern.split('.');
  return labels.length === wanted.length && wanted.every((label, n) => label === '*' || label === labels[n]);
}

/** Promises are made of the provider's own address: with TLS, at the usual port. */
function httpsHost(origin: string): string | undefined {
  if (!URL.canParse(origin)) return undefined;
  const { protocol, hostname, port } = new URL(origin);
  return protocol === 'https:' && port === '' ? hostname : undefined;
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : origin;
}

const nothing: Known['facts'] = {
  training: 'unknown',
  retentionDays: 'unknown',
  zeroRetention: 'unknown',
  baa: 'unknown',
  soc2: 'unknown',
  regions: 'unknown',
};
