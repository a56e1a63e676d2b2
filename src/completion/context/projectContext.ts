import type { ContextSource, CursorPlace } from '../../contract/context.ts';
import type { ContextSnippet } from '../../contract/request.ts';
import type { FileRules } from './fileCheck.ts';
import { type Held, isSameSnippet, runRound } from './round.ts';

/** Pieces of the project that go along with the prompts of each document. */
export interface ProjectContext {
  /**
   * What goes along now. It is what the last refresh left, so that the prompt's beginning stays the same from key to key;
   * only a file that was excluded since then drops out at once.
   */
  current(documentUri: string): readonly ContextSnippet[];
  /**
   * Looks for what would help at a place. To be called only while the person pauses. What stands keeps its place at the
   * front, and what is new comes behind it; all is chosen anew only where that is worth far more than what stands.
   * Gives whether `current` changed. Nothing changes once `signal` has aborted or a newer refresh was asked for.
   * @throws what the source or the check for secrets throws
   */
  refresh(place: CursorPlace, budgetCharacters: number, signal: AbortSignal): Promise<boolean>;
}

export interface ProjectContextOptions extends FileRules {
  readonly source: ContextSource;
  /** Whether the workspace is trusted and its ignore files are known; as long as not, nothing is collected or given. */
  readonly isReady: () => boolean;
}

export function createProjectContext(options: ProjectContextOptions): ProjectContext {
  return new Context(options);
}

const keptDocuments = 16;
const nothing: Held = { files: [], diagnostics: undefined };

class Context implements ProjectContext {
  readonly #options: ProjectContextOptions;
  /** The document that was refreshed last stands last. */
  readonly #held = new Map<string, Held>();
  #newest: CursorPlace | undefined;

  constructor(options: ProjectContextOptions) {
    this.#options = options;
  }

  current(documentUri: string): readonly ContextSnippet[] {
    const { isReady, isExcluded } = this.#options;
    const held = this.#held.get(documentUri);
    if (held === undefined || !isReady()) return [];
    return snippetsOf(held).filter(({ origin }) => !isExcluded(origin));
  }

  async refresh(place: CursorPlace, budgetCharacters: number, signal: AbortSignal): Promise<boolean> {
    const { source, isReady, isExcluded } = this.#options;
    this.#newest = place;
    const { uri } = place.origin;
    if (budgetCharacters <= 0 || !isReady() || isExcluded(place.origin)) return this.#hold(uri, nothing);
    const isOver = () => signal.aborted || this.#newest !== place;
    const candidates = await source.collect(place, signal);
    if (candidates === undefined || isOver()) return false;
    const held = this.#held.get(uri) ?? nothing;
    const next = await runRound(held, { ...this.#options, place, budgetCharacters, candidates, isOver });
    return next !== undefined && !isOver() && this.#hold(uri, next);
  }

  #hold(uri: string, next: Held): boolean {
    const before = snippetsOf(this.#held.get(uri) ?? nothing);
    this.#held.delete(uri);
    if (next !== nothing) this.#held.set(uri, next);
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= keptDocuments) break;
      this.#held.delete(oldest);
    }
    const after = snippetsOf(next);
    return before.length !== after.length || before.some((snippet, index) => !isSameSnippet(snippet, after[index]));
  }
}

function snippetsOf({ files, diagnostics }: Held): readonly ContextSnippet[] {
  const all = diagnostics === undefined ? files : [...files, diagnostics];
  return all.map(({ origin, text }) => ({ origin, text }));
}
