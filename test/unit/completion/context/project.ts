import { createProjectContext, type ProjectContext } from '../../../../src/completion/context/projectContext.ts';
import type { ContextRegion, ContextSource, CursorPlace, NearDiagnostic } from '../../../../src/contract/context.ts';
import type { OriginFile } from '../../../../src/contract/request.ts';

export function originOf(path: string): OriginFile {
  const languageId = path.endsWith('.py') ? 'python' : path.endsWith('.txt') ? 'plaintext' : 'typescript';
  return { uri: `file:///w/${path}`, path, languageId };
}

/** The cursor at █ in `src/main.ts`, or in another file. */
export function placeIn(document: string, path = 'src/main.ts'): CursorPlace {
  const [prefix = '', suffix = ''] = document.split('█');
  return { origin: originOf(path), prefix, suffix };
}

type Kind = ContextRegion['kind'];

/** A project in memory: its files, and what the editor would say of them. */
export class Project implements ContextSource {
  readonly files = new Map<string, string>();
  regions: ContextRegion[] = [];
  diagnostics: NearDiagnostic[] = [];
  excluded = new Set<string>();
  isReady = true;
  hasMovedOn = false;
  collections = 0;
  readonly reads: string[] = [];
  readonly scanned: string[] = [];
  /** Runs while the source collects. */
  onCollect: () => void = () => {};
  readonly context: ProjectContext = createProjectContext({
    source: this,
    isReady: () => this.isReady,
    isExcluded: ({ path }) => this.excluded.has(path),
    hasSecrets: async (text, { path }) => {
      this.scanned.push(path);
      return text.includes('SECRET');
    },
  });

  /** Adds a file, and a region of all its lines or of those given. */
  add(kind: Kind, path: string, fileText: string, { text = fileText, ageMs = 0 } = {}): this {
    this.files.set(originOf(path).uri, fileText);
    this.regions.push({ kind, origin: originOf(path), text, ageMs });
    return this;
  }

  async collect() {
    this.collections++;
    this.onCollect();
    if (this.hasMovedOn) return undefined;
    return { regions: this.regions, diagnostics: this.diagnostics };
  }

  async read(uri: string): Promise<string | undefined> {
    this.reads.push(uri);
    return this.files.get(uri);
  }

  /** The person pauses at a place: what goes along with prompts from then on, as `path: first line`. */
  async pauseAt(place: CursorPlace, budgetCharacters = 6_000): Promise<readonly string[]> {
    await this.context.refresh(place, budgetCharacters, new AbortController().signal);
    return this.shown(place);
  }

  shown({ origin }: CursorPlace): readonly string[] {
    return this.context.current(origin.uri).map(({ origin: { path }, text }) => `${path}: ${text.split('\n')[0]}`);
  }
}
