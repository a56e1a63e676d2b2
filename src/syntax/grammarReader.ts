import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Reads a file of the grammars' folder by its name. */
export type ReadGrammar = (fileName: string) => Promise<Uint8Array>;

/** Reads the grammars from a folder of this machine; an extension's own files always lie on one. */
export function createGrammarReader(folder: string): ReadGrammar {
  return (fileName) => readFile(join(folder, fileName));
}
