import { createSecretDetector } from '../../fixtures/privacy/score.ts';
import { publishedKeys, readCorpus } from './corpus.ts';

export interface FalseFindings {
  readonly files: number;
  readonly megabytes: number;
  /** Keys of vendors. In ordinary published code each counts as false, but for those that were looked at: publishedKeys. */
  readonly vendor: number;
  /** Keys that people published indeed. */
  readonly published: number;
  /** Passwords, tokens and connection strings. Real ones of tests and examples are counted too. */
  readonly generic: number;
  readonly genericPer500Kb: number;
  /** Whole private keys of test servers: they are what they look like, so they are told apart. */
  readonly privateKeys: number;
  /** For whoever tunes: where each vendor and generic finding stands, with its line. */
  readonly lines: readonly string[];
}

export async function countFalseFindings(folder: string): Promise<FalseFindings> {
  const detect = createSecretDetector();
  const counts = { vendor: 0, published: 0, generic: 0, privateKeys: 0 };
  const lines: string[] = [];
  let files = 0;
  let characters = 0;
  for await (const { path, text } of readCorpus(folder)) {
    files++;
    characters += text.length;
    for (const { kind, rule, start, end } of await detect(text, path)) {
      if (kind === 'private-key') {
        counts.privateKeys++;
        continue;
      }
      if (kind !== 'vendor-secret') counts.generic++;
      else counts[publishedKeys.includes(path) ? 'published' : 'vendor']++;
      const line = text.slice(text.lastIndexOf('\n', start) + 1, end + 40).trim();
      lines.push(`${rule}\t${path}\t${line.slice(-200)}`);
    }
  }
  const genericPer500Kb = Math.round((counts.generic / characters) * 5e7) / 100;
  return { files, megabytes: Math.round(characters / 1e5) / 10, ...counts, genericPer500Kb, lines };
}
