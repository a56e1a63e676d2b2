import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import * as z from 'zod';
import type { Clock } from '../base/clock.ts';
import type { ChainHead, ChainSeal } from '../contract/egress.ts';

/** What every secret of the log's begins with. */
const egressSecretPrefix = 'watershed.egress.';

const keyPrefix = `${egressSecretPrefix}key:`;

/** So long after its last word a window is taken for closed: until then its head may be replaced at any moment. */
const silentAfterMs = 10 * 60 * 1000;

export interface EgressSealOptions {
  readonly secrets: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete' | 'keys'>;
  /**
   * Names the file that the heads are about, on its machine: the storage is the one of the machine in front of the
   * person, also where the file lies on a remote one.
   */
  readonly place: string;
  readonly clock: Clock;
}

/**
 * The key of the log and the ends of its chain in the editor's secret storage. Each window writes secrets of its own:
 * two that start together would overwrite each other's key, and two that write at once each other's end.
 */
export function createEgressSeal({ secrets, place, clock }: EgressSealOptions): ChainSeal {
  const windowId = randomUUID();
  const placeId = createHash('sha256').update(place).digest('hex').slice(0, 16);
  const headPrefix = `${egressSecretPrefix}head:${placeId}:`;
  const ownHeadName = headPrefix + windowId;
  let nextSweepMs = Number.NEGATIVE_INFINITY;

  /** In the order of their names, so that every window takes the same key. */
  async function read<T>(prefix: string, schema: z.ZodType<T>): Promise<readonly (readonly [string, T])[]> {
    const names = (await secrets.keys()).filter((name) => name.startsWith(prefix)).sort();
    const texts = await Promise.all(names.map(async (name) => [name, await secrets.get(name)] as const));
    return texts.flatMap(([name, text]) => {
      const parsed = schema.safeParse(text);
      return parsed.success ? [[name, parsed.data] as const] : [];
    });
  }

  const readKeys = async () => (await read(keyPrefix, storedKey)).map(([, key]) => key);

  async function makeKey(): Promise<Uint8Array> {
    // No key is left that proves these, so they would make a sound log look broken.
    const heads = (await secrets.keys()).filter((name) => name.startsWith(`${egressSecretPrefix}head:`));
    await Promise.all(heads.map((name) => secrets.delete(name)));
    await secrets.store(keyPrefix + windowId, randomBytes(32).toString('hex'));
    const [made] = await readKeys();
    if (made === undefined) throw new Error("the editor's secret storage has not kept the key of the log");
    return made;
  }

  async function dropSilent(isContained: (head: ChainHead) => boolean): Promise<void> {
    for (const [name, head] of await read(headPrefix, storedHead)) {
      const isSilent = name !== ownHeadName && head.savedAtMs < clock.now() - silentAfterMs;
      if (isSilent && isContained(head)) await secrets.delete(name);
    }
  }

  return {
    async key() {
      const [first] = await readKeys();
      return first ?? makeKey();
    },
    keys: readKeys,
    async heads() {
      const stored = await read(headPrefix, storedHead);
      return stored.map(([, { sequence, mac }]) => ({ sequence, mac }));
    },
    async saveHead({ sequence, mac }, isContained) {
      await secrets.store(ownHeadName, JSON.stringify({ sequence, mac, savedAtMs: clock.now() }));
      if (clock.now() < nextSweepMs) return;
      nextSweepMs = clock.now() + silentAfterMs;
      await dropSilent(isContained);
    },
  };
}

const storedKey = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform((text) => new Uint8Array(Buffer.from(text, 'hex')));

const storedHead = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('This is not JSON.');
      return z.NEVER;
    }
  })
  .pipe(z.object({ sequence: z.number(), mac: z.string(), savedAtMs: z.number() }));
