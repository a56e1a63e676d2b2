import type { Detector } from '../detection.ts';

/**
 * Finds whole words, whatever their case and however their accents are written. Only letters and digits join a word, so
 * that `acme` is found in `acme_client` and not in `pacmen`.
 */
export function createKeywordScan(keywords: readonly string[]): Detector {
  const forms = keywords.flatMap((keyword, index) => formsOf(keyword).map((form) => ({ form, number: index + 1 })));
  if (forms.length === 0) return () => [];
  // Of two words that begin alike the longer one is tried first.
  const sorted = forms.toSorted((one, other) => other.form.length - one.form.length);
  const words = sorted.map(({ form }) => `(${escapePattern(form)})`).join('|');
  const pattern = new RegExp(`(?<!${inWord})(?:${words})(?!${inWord})`, 'giu');
  return function* find(text) {
    for (const match of text.matchAll(pattern)) {
      const which = match.findIndex((group, index) => index > 0 && group !== undefined);
      const number = sorted[which - 1]?.number ?? 0;
      const [word] = match;
      yield {
        ...{
          kind: 'own-rule',
          rule: `key-word-${number}`,
          what: `one of your key words, number ${number} of your list`,
        },
        ...{ start: match.index, end: match.index + word.length },
      };
    }
  };
}

const inWord = String.raw`[\p{L}\p{M}\p{N}]`;

/** The same word with its accents as one character or as two, which look alike. Spaces may be of any kind. */
function formsOf(keyword: string): readonly string[] {
  const word = keyword.trim();
  return word === '' ? [] : [...new Set([word.normalize('NFC'), word.normalize('NFD')])];
}

function escapePattern(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&').replace(/\s+/g, String.raw`\s{1,8}`);
}
