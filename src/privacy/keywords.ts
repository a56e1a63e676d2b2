/** Which of many items may begin at a place of a text, by the first characters of their prefix. */
export interface PrefixIndex<T> {
  /** Those whose first three characters stand there. Other scripts share places with ASCII, so the prefix is still to be compared. */
  candidatesAt(text: string, position: number): readonly T[] | undefined;
}

/** Each prefix has at least two characters; case counts. */
export function createPrefixIndex<T>(items: readonly T[], prefixOf: (item: T) => string): PrefixIndex<T> {
  // Each pair that is in use has a number from 1 on, and 128 places in `groups`, one for each third character.
  const numbers = new Uint16Array(asciiCount * asciiCount);
  const groups: T[][] = Array.from({ length: asciiCount }, () => []);
  for (const item of items) {
    const prefix = prefixOf(item);
    const pair = pairAt(prefix, 0);
    if (numbers[pair] === 0) {
      numbers[pair] = groups.length / asciiCount;
      for (let third = 0; third < asciiCount; third++) groups.push([]);
    }
    const start = (numbers[pair] ?? 0) * asciiCount;
    // A prefix of two characters may be followed by any.
    if (prefix.length > 2) groups[start + (prefix.charCodeAt(2) & 127)]?.push(item);
    else for (let third = 0; third < asciiCount; third++) groups[start + third]?.push(item);
  }
  return {
    candidatesAt(text, position) {
      const number = numbers[pairAt(text, position)] ?? 0;
      if (number === 0) return undefined;
      return groups[number * asciiCount + (text.charCodeAt(position + 2) & 127)];
    },
  };
}

/** Finds which of some literals stand in a text, in one pass. */
export function createKeywordFinder(keywords: readonly string[]): (text: string) => ReadonlySet<string> {
  const index = createPrefixIndex(keywords, (keyword) => keyword);
  return (text) => {
    const found = new Set<string>();
    for (let position = 0; position < text.length - 1; position++) {
      const candidates = index.candidatesAt(text, position);
      if (candidates === undefined || candidates.length === 0) continue;
      for (const keyword of candidates) {
        if (text.startsWith(keyword, position)) found.add(keyword);
      }
    }
    return found;
  };
}

const asciiCount = 128;

/** Two neighbouring characters as one number. */
function pairAt(text: string, position: number): number {
  return ((text.charCodeAt(position) & 127) << 7) | (text.charCodeAt(position + 1) & 127);
}
