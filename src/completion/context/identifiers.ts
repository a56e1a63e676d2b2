/** Names in a text, in their order and as often as they stand there. Names of one or two letters say too little. */
export function identifiersIn(text: string): readonly string[] {
  return text.match(namePattern) ?? [];
}

/** A name and where it stands: 0 is the first of the lines that were given, and its first column. */
export interface NearIdentifier {
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

/**
 * The names whose definitions say most about what comes next: those of the last line first, the rightmost of a line
 * first, each once, at most `limit`.
 */
export function nearestIdentifiers(lines: readonly string[], limit: number): readonly NearIdentifier[] {
  const found = new Map<string, NearIdentifier>();
  for (let line = lines.length - 1; line >= 0; line--) {
    for (const match of [...(lines[line] ?? '').matchAll(namePattern)].reverse()) {
      const [name] = match;
      if (found.size === limit) return [...found.values()];
      if (!isCommonWord(name) && !found.has(name)) found.set(name, { name, line, column: match.index });
    }
  }
  return [...found.values()];
}

/** Words that stand in nearly every file of some language, and so tell nothing about two files that share them. */
export function isCommonWord(name: string): boolean {
  return commonWords.has(name);
}

// Without the u flag, which is several times slower: every character beyond ASCII counts as part of a name.
const namePattern = /[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]{2,}/g;

const commonWords: ReadonlySet<string> = new Set(
  (
    'abstract and any args array async await bool boolean break case catch char class const continue def default del ' +
    'delete double elif else end enum except export extends extern false False final finally float for foreach from ' +
    'func function get global impl implements import include instanceof int interface lambda len let list long match ' +
    'module mut namespace new nil none None not null number object override package pass print private protected pub ' +
    'public raise range readonly record require return self set static str string String struct super switch template ' +
    'then this throw throws trait true True try type typedef typeof undefined union unsigned use using val value var ' +
    'virtual void where while with yield'
  ).split(' '),
);
