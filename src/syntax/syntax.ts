import { setImmediate } from 'node:timers/promises';
import type { Node } from 'web-tree-sitter';
import { describeFault } from '../base/describeFault.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Log } from '../contract/log.ts';
import type { ReadGrammar } from './grammarReader.ts';
import { type Grammar, grammarOf, runtimeFile } from './grammars.ts';
import { type Place, PlaceSyntax } from './place.ts';
import { SourceTree } from './sourceTree.ts';

/** What is known of code by its grammar. Nothing here waits: what is not loaded yet is not known yet. */
export interface Syntax extends Disposable {
  /**
   * What the grammar says of a place. Undefined where the language has no grammar, and until it is loaded, which the
   * first question in a language begins.
   */
  at(place: Place): PlaceSyntax | undefined;
  /** Settles when the language's grammar is ready, with whether there is one. It never rejects. */
  load(languageId: string): Promise<boolean>;
  /** How many places of a text its grammar cannot read; undefined where the language has none. */
  countMistakes(languageId: string, text: string): Promise<number | undefined>;
}

export interface SyntaxOptions {
  readonly readGrammar: ReadGrammar;
  readonly log: Log;
}

export function createSyntax(options: SyntaxOptions): Syntax {
  return new LazySyntax(options);
}

type Runtime = typeof import('web-tree-sitter');

class LazySyntax implements Syntax {
  readonly #options: SyntaxOptions;
  /** By the grammar's file. A grammar that could not be loaded is not tried again. */
  readonly #loading = new Map<string, Promise<boolean>>();
  readonly #ready = new Map<string, ReadyGrammar>();
  #runtime: Promise<Runtime> | undefined;
  #last: PlaceSyntax | undefined;
  #isDisposed = false;

  constructor(options: SyntaxOptions) {
    this.#options = options;
  }

  at(place: Place): PlaceSyntax | undefined {
    const grammar = this.#isDisposed ? undefined : grammarOf(place.languageId);
    if (grammar === undefined) return undefined;
    const ready = this.#ready.get(grammar.file);
    if (ready === undefined) {
      void this.#loadOnce(grammar, place.above);
      return undefined;
    }
    // A stream asks about its place again with each piece; its lines are then read only once.
    if (this.#last?.isAt(place) !== true) {
      const lastWindow = this.#last?.window ?? '';
      this.#last = new PlaceSyntax(place, { grammar, ...ready, lastWindow });
    }
    return this.#last;
  }

  load(languageId: string): Promise<boolean> {
    const grammar = grammarOf(languageId);
    return grammar === undefined ? Promise.resolve(false) : this.#loadOnce(grammar, '');
  }

  async countMistakes(languageId: string, text: string): Promise<number | undefined> {
    const grammar = grammarOf(languageId);
    if (grammar === undefined || !(await this.load(languageId))) return undefined;
    const root = this.#ready.get(grammar.file)?.checkTree.parse(grammar.prelude + text);
    return root === undefined ? undefined : countMistakes(root);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#last = undefined;
    for (const ready of this.#ready.values()) release(ready);
    this.#ready.clear();
  }

  #loadOnce(grammar: Grammar, sample: string): Promise<boolean> {
    const { file } = grammar;
    const loading = this.#loading.get(file) ?? this.#load(file, sample);
    this.#loading.set(file, loading);
    return loading;
  }

  async #load(file: string, sample: string): Promise<boolean> {
    const { readGrammar, log } = this.#options;
    try {
      this.#runtime ??= startRuntime(readGrammar);
      const { Edit, Language, Parser } = await this.#runtime;
      const language = await Language.load(await readGrammar(file));
      const create = () => new SourceTree(new Parser().setLanguage(language), Edit);
      const ready = { tree: create(), checkTree: create() };
      await warmUp(ready.tree, sample);
      if (this.#isDisposed) release(ready);
      else this.#ready.set(file, ready);
      log.debug(`Syntax: ${file} is loaded.`);
      return !this.#isDisposed;
    } catch (error) {
      log.warn(`Syntax: ${file} could not be loaded, indentation has to do: ${describeFault(error)}.`);
      return false;
    }
  }
}

/** Only branches that hold a mistake are entered. */
function countMistakes(node: Node): number {
  if (!node.hasError) return 0;
  const own = node.isError || node.isMissing ? 1 : 0;
  return node.children.reduce((count, child) => count + (child === null ? 0 : countMistakes(child)), own);
}

interface ReadyGrammar {
  readonly tree: SourceTree;
  /** Of its own, so that looking at the whole of an answer does not throw away what reading it line by line built. */
  readonly checkTree: SourceTree;
}

function release({ tree, checkTree }: ReadyGrammar): void {
  tree.dispose();
  checkTree.dispose();
}

async function startRuntime(readGrammar: ReadGrammar): Promise<Runtime> {
  const runtime = await import('web-tree-sitter');
  const wasmBinary = await readGrammar(runtimeFile);
  await runtime.Parser.init({ wasmBinary });
  return runtime;
}

/**
 * Parses growing parts of a text, with a pause before each. The first parses are slow, since V8 compiles the grammar's
 * functions as they are reached: 200 lines of TypeScript took 20 to 40 ms at first and 2 ms later (2 cores, Node 24).
 */
async function warmUp(tree: SourceTree, sample: string): Promise<void> {
  for (const length of [200, 1_000, 4_000, 8_000]) {
    await setImmediate();
    tree.parse(sample.slice(-length));
  }
}
