import * as z from 'zod';
import type { BackendEntry, Proposal, ProposedModel } from '../contract/setup.ts';

type Entries = Readonly<Record<string, unknown>>;

/** One entry for each model of a proposal; a model that serves both tasks has both roles. */
export function entriesOf({ completion, chat }: Proposal): readonly BackendEntry[] {
  if (completion !== undefined && chat !== undefined && isSameModel(completion, chat)) {
    return [{ ...toEntry(completion), roles: ['completion', 'chat'] }];
  }
  return [
    ...(completion === undefined ? [] : [{ ...toEntry(completion), roles: ['completion'] as const }]),
    ...(chat === undefined ? [] : [{ ...toEntry(chat), roles: ['chat'] as const }]),
  ];
}

/**
 * The value of `watershed.backends` after a choice. The chosen entries come first, because the router goes by the order;
 * what an entry held besides (a price, a context) stays. A role that a model of this machine was chosen for is taken from
 * the other ones of this machine, and an entry that has none left is dropped. Remote entries and unreadable ones stay.
 */
export function putFirst(
  present: unknown,
  chosen: readonly BackendEntry[],
  runsHere: (entry: unknown) => boolean,
): Entries {
  const others = { ...readEntries(present) };
  const first: Record<string, unknown> = {};
  const taken = new Set<string>();
  for (const entry of chosen) {
    const id = idFor(entry, { ...others, ...first });
    first[id] = { ...objectSchema.parse(others[id]), ...entry };
    delete others[id];
    if (runsHere(entry)) for (const role of entry.roles) taken.add(role);
  }
  for (const [id, entry] of Object.entries(others)) {
    const left = runsHere(entry) ? withoutRoles(entry, taken) : entry;
    if (left !== undefined) first[id] = left;
  }
  return first;
}

/** The entries of `watershed.backends`, unchecked; none where the value is no object. */
export function readEntries(raw: unknown): Entries {
  return objectSchema.parse(raw);
}

const objectSchema = z.record(z.string(), z.unknown()).catch({});
const rolesSchema = z.looseObject({ roles: z.array(z.string()) });
const serverSchema = z.object({ kind: z.string(), url: z.string(), model: z.string().default('') });

function toEntry({ server, model }: ProposedModel): Omit<BackendEntry, 'roles'> {
  return { kind: server.kind, url: server.url, model };
}

function isSameModel(one: ProposedModel, other: ProposedModel): boolean {
  return one.server.url === other.server.url && one.model === other.model;
}

/** The same object where no role was taken; undefined where none is left. */
function withoutRoles(entry: unknown, taken: ReadonlySet<string>): unknown {
  const parsed = rolesSchema.safeParse(entry);
  if (!parsed.success || !parsed.data.roles.some((role) => taken.has(role))) return entry;
  const roles = parsed.data.roles.filter((role) => !taken.has(role));
  return roles.length === 0 ? undefined : { ...parsed.data, roles };
}

/** The id under which the settings hold this model already, or a new one that no other entry has. */
function idFor(entry: BackendEntry, present: Entries): string {
  const known = Object.entries(present).find(([, other]) => isSameServer(entry, other));
  if (known !== undefined) return known[0];
  const [short, long] = namesFor(entry);
  let id = short;
  for (let count = 1; id in present; count++) id = count === 1 ? long : `${long} ${count}`;
  return id;
}

/** A llama.cpp server has one model, whatever it is called. */
function isSameServer(entry: BackendEntry, other: unknown): boolean {
  const parsed = serverSchema.safeParse(other);
  if (!parsed.success || parsed.data.kind !== entry.kind || parsed.data.url !== entry.url) return false;
  return entry.kind === 'llama.cpp' || parsed.data.model === entry.model;
}

const usualPorts: Readonly<Record<'llama.cpp' | 'ollama', string>> = { 'llama.cpp': '8080', ollama: '11434' };

/** Names that stay readable in the settings, such as `ollama qwen2.5-coder:1.5b`; the long one names the place too. */
function namesFor({ kind, url, model }: BackendEntry): readonly [short: string, long: string] {
  const { host, hostname, port } = new URL(url);
  if (kind !== 'llama.cpp' && kind !== 'ollama') return [`${host} ${model}`, `${host} ${kind} ${model}`];
  const join = (place: string) => [kind, place, kind === 'ollama' ? model : ''].filter(Boolean).join(' ');
  const isHere = hostname === '127.0.0.1';
  const place = isHere && port !== '' ? port : host;
  return [join(isHere && port === usualPorts[kind] ? '' : place), join(place)];
}
