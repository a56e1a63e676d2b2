/**
 * Durations in buckets whose limits grow by 2 %, so that a quantile is at most 1 % away from the true one however many
 * values were added, and two sketches merge without loss. The idea is DDSketch's (Masson, Rim and Lee, VLDB 2019);
 * its published library brings a store and a serialisation that nothing here needs.
 */
export class LatencySketch {
  readonly #counts = new Map<number, number>();
  #total = 0;

  get count(): number {
    return this.#total;
  }

  /** Adds a duration in milliseconds. */
  add(durationMs: number): void {
    this.#addTo(bucketOf(durationMs), 1);
  }

  /** Adds all that `other` holds. */
  merge(other: LatencySketch): void {
    for (const [bucket, count] of other.#counts) this.#addTo(bucket, count);
  }

  /** The value, in milliseconds, that `fraction` (0 to 1) of all values do not exceed; undefined without any. */
  quantile(fraction: number): number | undefined {
    const rank = Math.max(1, Math.ceil(fraction * this.#total));
    let passed = 0;
    for (const bucket of [...this.#counts.keys()].sort((a, b) => a - b)) {
      passed += this.#counts.get(bucket) ?? 0;
      if (passed >= rank) return middleOf(bucket);
    }
    return undefined;
  }

  #addTo(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
    this.#total += count;
  }
}

const growth = 1.02;
/** Durations below this many milliseconds are one bucket: no clock here is finer. */
const smallestMs = 0.001;
const smallestBucket = Math.ceil(Math.log(smallestMs) / Math.log(growth));

function bucketOf(durationMs: number): number {
  return durationMs > smallestMs ? Math.ceil(Math.log(durationMs) / Math.log(growth)) : smallestBucket;
}

/** The value that is relatively equally far from both limits of a bucket. */
function middleOf(bucket: number): number {
  return bucket === smallestBucket ? 0 : (2 * growth ** bucket) / (growth + 1);
}
