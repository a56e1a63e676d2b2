import { join } from 'node:path';
import type { Log } from '../../../src/contract/log.ts';
import { createGrammarReader, type ReadGrammar } from '../../../src/syntax/grammarReader.ts';
import { runtimeFile } from '../../../src/syntax/grammars.ts';

const packages = join(import.meta.dirname, '../../../node_modules');
const fromRuntime = createGrammarReader(join(packages, 'web-tree-sitter'));
const fromGrammars = createGrammarReader(join(packages, '@vscode/tree-sitter-wasm/wasm'));

/** Reads the files from the packages that the build copies them from. */
export const readGrammar: ReadGrammar = (file) => (file === runtimeFile ? fromRuntime(file) : fromGrammars(file));

/** A log that keeps its lines. */
export function createLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const at = (level: string) => (line: string) => void lines.push(`${level}: ${line}`);
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
