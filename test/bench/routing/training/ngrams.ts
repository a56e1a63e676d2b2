/**
 * A candidate that lost: words, pairs of words, and runs of four letters, of scripts without spaces single signs and
 * pairs, each hashed to the number of a bucket. It is kept so that the comparison in README.md can be run again.
 */
export function ngramsOf(prose: string): readonly number[] {
  const text = prose.length <= 600 ? prose : `${prose.slice(0, 300)} ${prose.slice(-300)}`;
  const words = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}_'+#]+|[?？:]/gu) ?? [];
  const buckets = new Set<number>();
  words.forEach((word, index) => {
    buckets.add(bucketOf(word));
    buckets.add(bucketOf(`${words[index - 1] ?? '^'} ${word}`));
    for (let start = 0; word.length > 4 && start + 4 <= word.length; start++) {
      buckets.add(bucketOf(`~${word.slice(start, start + 4)}`));
    }
  });
  return [...buckets];
}

/** FNV-1a over UTF-16 units (Fowler, Noll, Vo; draft-eastlake-fnv), folded to the number of buckets. */
function bucketOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return ((hash >>> 16) ^ hash) & (ngramBuckets - 1);
}

export const ngramBuckets = 4096;
