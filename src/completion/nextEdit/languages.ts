/** How the comments of a language begin, and how its block comments end. */
export interface CommentMarks {
  readonly line: readonly string[];
  readonly block: readonly [string, string] | undefined;
}

const hashLanguages = new Set(
  'python ruby shellscript yaml toml makefile perl r elixir dockerfile dotenv powershell julia coffeescript'.split(' '),
);
const dashLanguages = new Set('sql lua haskell elm ada'.split(' '));
const proseLanguages = new Set('plaintext markdown latex restructuredtext log git-commit scminput'.split(' '));
const markupLanguages = new Set('html xml css scss less json jsonc yaml toml dotenv ini properties csv'.split(' '));

export function commentMarksOf(languageId: string): CommentMarks {
  if (hashLanguages.has(languageId)) return { line: ['#'], block: undefined };
  if (dashLanguages.has(languageId)) return { line: ['--'], block: ['/*', '*/'] };
  if (languageId === 'css') return { line: [], block: ['/*', '*/'] };
  if (languageId === 'html' || languageId === 'xml') return { line: [], block: ['<!--', '-->'] };
  return { line: ['//'], block: ['/*', '*/'] };
}

/** Text for people, in which a changed word says nothing about the next place. */
export function isProse(languageId: string): boolean {
  return proseLanguages.has(languageId);
}

/** Languages whose words are names with a declaration and uses, so that one edit can be a rename. */
export function hasNames(languageId: string): boolean {
  return !isProse(languageId) && !markupLanguages.has(languageId);
}

/**
 * Words that are never the name of anything, over the common languages. Types of single languages that are good names in
 * others, such as `double`, are left out: nothing declares them, so they are no renames there either.
 */
export function isKeyword(word: string): boolean {
  return keywords.has(word);
}

/** Whether a word that stands before a name declares it. */
export function isDeclaringWord(word: string): boolean {
  return declaringWords.has(word);
}

const declaringWords = new Set(
  'const let var val def fn func fun function class interface struct enum type trait mut import as static'.split(' '),
);

const keywords = new Set(
  (
    'abstract and any as assert async await bigint bool boolean break case catch class const continue def ' +
    'default defer del delete do elif else enum except export extends false finally fn for from func ' +
    'function go if impl implements import in int interface internal is lambda let mod mut never new nil ' +
    'None not null number of or override pass private protected pub public raise readonly ' +
    'return self Self static str string struct super switch this throw throws trait true True False try ' +
    'typeof undefined union unknown unsafe use using var void where while with yield'
  ).split(' '),
);
