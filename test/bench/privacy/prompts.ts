import { randomText } from '../../fixtures/privacy/randomText.ts';
import { type CorpusFile, readCorpus } from './corpus.ts';

const codeFile = /\.(?:ts|js|py|go|java|rb|php|cs|cpp|h|rs|kt|swift|yaml|yml|json|md|toml|sql|sh|html|css)$/;

/** Prompts of a size, each made of whole neighbouring files of real code in several languages. */
export async function realisticPrompts(folder: string, characters: number, count: number): Promise<readonly string[]> {
  const files: CorpusFile[] = [];
  for await (const file of readCorpus(folder)) {
    if (codeFile.test(file.path) && file.text.length < 60_000) files.push(file);
  }
  // Every so many files one, so that each language and package is met.
  const step = Math.max(1, Math.floor(files.length / 1_000));
  const chosen = files.filter((_, index) => index % step === 0);
  const all = chosen.map(({ path, text }) => `// ${path}\n${text}`).join('\n');
  return Array.from({ length: count }, (_, index) => {
    const start = Math.floor((index * (all.length - characters)) / count);
    return all.slice(start, start + characters);
  });
}

/** Texts that are made, or happen to be, as hard to look through as any. Each is of about the size that is asked for. */
export function adversarialPrompts(characters: number): Readonly<Record<string, string>> {
  const fill = (piece: string) => piece.repeat(Math.ceil(characters / piece.length)).slice(0, characters);
  return {
    'one line of base64': randomText('base64', characters, 7),
    'one line of hex': randomText('hex', characters, 8),
    'minified code': fill('function a(b,c){return b.password?c.token:a("key",{user:b,secret:c.apiKey||null})}'),
    'names without values': fill('password token secret api_key '),
    'open quotes': fill('password="'),
    'beginnings of keys': fill('sk-ant-api03- ghp_ glpat- xoxb- AKIA eyJ SG. '),
    'almost tokens': fill('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.'),
    'almost addresses': fill('postgres://user:pass:word/host '),
    'colons and slashes': fill('://:@'),
    'beginnings of private keys': fill('-----BEGIN RSA PRIVATE KEY-----\n'),
    'numbers and dashes': fill('4111-1111-1111-1112 +49 30 1234-5678 '),
    'commands without passwords': fill('curl -H x mysql -u root docker login -u ci '),
    'at signs': fill('a@b.c@d.e@'),
    spaces: `password${' '.repeat(characters)}= 1`,
    dots: fill('.'),
  };
}
