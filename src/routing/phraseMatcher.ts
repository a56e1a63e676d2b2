/** Says of each list whether one of its phrases stands in the prose. */
export type PhraseMatcher = (prose: string) => readonly boolean[];

/**
 * Looks for many phrases at once, in time that grows with the prose and hardly with their number: one pattern for all of
 * them would try each at every place. A phrase is words with spaces between them; a word that ends in `-` stands for all
 * that begin so, and up to four other words may stand between two of them. What is written without spaces (Chinese,
 * Japanese, Korean) is found wherever it stands.
 */
export function createPhraseMatcher(lists: readonly (readonly string[])[]): PhraseMatcher {
  const byWord = new Map<string, Phrase[]>();
  const byBeginning = new Map<string, Phrase[]>();
  const signs: { readonly text: string; readonly list: number }[] = [];
  for (const [list, text] of lists.flatMap((phrases, index) => phrases.map((phrase) => [index, phrase] as const))) {
    if (hasSigns.test(text)) {
      signs.push({ text, list });
      continue;
    }
    const parts = text.split(' ').map(toPart);
    const [first] = parts;
    if (first === undefined) continue;
    if (first.isStem) add(byBeginning, first.text.slice(0, beginning), { list, parts });
    else add(byWord, first.text, { list, parts });
  }

  return (prose) => {
    const found = lists.map(() => false);
    const words = prose.replaceAll('’', "'").match(/[\p{L}\p{N}][\p{L}\p{N}'-]*/gu) ?? [];
    words.forEach((word, index) => {
      for (const { list, parts } of byWord.get(word) ?? []) found[list] ||= standsAt(parts, words, index);
      for (const { list, parts } of byBeginning.get(word.slice(0, beginning)) ?? []) {
        found[list] ||= standsAt(parts, words, index);
      }
    });
    if (hasSigns.test(prose)) for (const { text, list } of signs) found[list] ||= prose.includes(text);
    return found;
  };
}

interface Part {
  readonly text: string;
  readonly isStem: boolean;
}

interface Phrase {
  readonly list: number;
  readonly parts: readonly Part[];
}

function toPart(word: string): Part {
  return word.endsWith('-') ? { text: word.slice(0, -1), isStem: true } : { text: word, isStem: false };
}

function add(map: Map<string, Phrase[]>, key: string, phrase: Phrase): void {
  map.set(key, [...(map.get(key) ?? []), phrase]);
}

/** Each part is looked for behind the one before it, with a few other words between them at most. */
function standsAt(parts: readonly Part[], words: readonly string[], start: number): boolean {
  let place = start;
  for (const [index, part] of parts.entries()) {
    const last = index === 0 ? start : place + widestGap;
    while (place <= last && !matches(part, words[place])) place++;
    if (place > last) return false;
    place++;
  }
  return true;
}

function matches({ text, isStem }: Part, word: string | undefined): boolean {
  return word !== undefined && (isStem ? word.startsWith(text) : word === text);
}

const hasSigns = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const widestGap = 4;
/** Stems are looked up by so many of their first letters; none is shorter. */
const beginning = 3;
