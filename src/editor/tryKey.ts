import type { SecretStore } from './secretStore.ts';

export interface TypedKey {
  readonly origin: string;
  /** Empty: nothing is stored, and the key that is there serves. */
  readonly key: string;
}

/**
 * Runs a test with a key in place, because a test reads the key from the store. When the test throws or gives nothing,
 * what was stored before is put back, so that a mistyped key never replaces a good one.
 */
export async function tryKey<T>(
  secrets: SecretStore,
  { origin, key }: TypedKey,
  test: () => Promise<T | undefined>,
): Promise<T | undefined> {
  if (key === '') return test();
  const before = await secrets.get(origin);
  await secrets.set(origin, key);
  let result: T | undefined;
  try {
    result = await test();
  } finally {
    if (result === undefined) await (before === undefined ? secrets.remove(origin) : secrets.set(origin, before));
  }
  return result;
}
