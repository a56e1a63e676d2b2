/** How a language's blocks are told: by brackets, or by a colon and the indentation after it. */
export type BlockStyle = 'brackets' | 'indentation';

/** A grammar that ships with the extension. */
export interface Grammar {
  /** The file's name in the folder of the grammars. */
  readonly file: string;
  readonly blocks: BlockStyle;
  /** What has to stand before a piece of a file for the grammar to read it as code; empty for most languages. */
  readonly prelude: string;
}

/** The grammar of a language identifier of VS Code; undefined for a language that indentation has to do for. */
export function grammarOf(languageId: string): Grammar | undefined {
  return grammars.get(languageId);
}

/** The files of all grammars, which the build puts into the extension. */
export function grammarFiles(): string[] {
  return [...new Set([...grammars.values()].map(({ file }) => file))];
}

/** The runtime's own file, in the same folder. */
export const runtimeFile = 'web-tree-sitter.wasm';

/**
 * Ruby, Bash and PowerShell have grammars in the same package and stay out: words such as `end` and `fi` close their
 * blocks, which the bracket rules here do not follow, so the grammar would weigh and decide nothing.
 */
const grammars: ReadonlyMap<string, Grammar> = new Map([
  ['typescript', bracketed('typescript')],
  ['typescriptreact', bracketed('tsx')],
  ['javascript', bracketed('javascript')],
  ['javascriptreact', bracketed('javascript')],
  ['python', { ...bracketed('python'), blocks: 'indentation' }],
  ['go', bracketed('go')],
  ['java', bracketed('java')],
  ['rust', bracketed('rust')],
  ['c', bracketed('cpp')],
  ['cpp', bracketed('cpp')],
  ['csharp', bracketed('c-sharp')],
  ['php', { ...bracketed('php'), prelude: '<?php\n' }],
  ['css', bracketed('css')],
]);

function bracketed(name: string): Grammar {
  return { file: `tree-sitter-${name}.wasm`, blocks: 'brackets', prelude: '' };
}
