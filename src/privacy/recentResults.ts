/** Keeps the results for the keys that were used last, so that what did not change is not worked out again. */
export interface RecentResults<T> {
  /** The result for a key; `compute` is called when it is not kept. A failed result is not kept. */
  get(key: string, compute: () => Promise<T>): Promise<T>;
  /** Works it out again at the next call. */
  forget(key: string): void;
}

export function createRecentResults<T>(capacity: number): RecentResults<T> {
  // A Map lists its keys in the order of their insertion: the first one was not used for the longest time.
  const results = new Map<string, Promise<T>>();
  return {
    get(key, compute) {
      const result = results.get(key) ?? compute();
      results.delete(key);
      results.set(key, result);
      result.catch(() => {
        if (results.get(key) === result) results.delete(key);
      });
      for (const oldest of results.keys()) {
        if (results.size <= capacity) break;
        results.delete(oldest);
      }
      return result;
    },
    forget: (key) => {
      results.delete(key);
    },
  };
}
