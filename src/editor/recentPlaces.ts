/** A place in a file that the person worked at lately. Lines are 0-based. */
export interface RecentPlace {
  readonly uri: string;
  readonly languageId: string;
  readonly kind: 'edited' | 'viewed';
  readonly line: number;
  /** By the monotonic clock. */
  readonly atMs: number;
}

/** An edit as the editor tells it: the lines that it replaced, and by how many lines of new text. */
export interface LineEdit {
  readonly startLine: number;
  readonly endLine: number;
  readonly addedLineBreaks: number;
}

const keptFiles = 24;
const keptEditsOfFile = 3;
/** Edits nearer than this belong together. */
const nearLines = 40;

interface RecentFile {
  readonly languageId: string;
  /** The newest last. */
  edits: readonly { readonly line: number; readonly atMs: number }[];
  viewed: { readonly line: number; readonly atMs: number } | undefined;
}

/**
 * Remembers where the person edited and what they looked at: the newest files, a few places in each. Noting costs the
 * same however large the files are, since it happens at every key.
 */
export class RecentPlaces {
  /** The file that was touched last stands last. */
  readonly #files = new Map<string, RecentFile>();

  noteEdit(uri: string, languageId: string, edit: LineEdit, atMs: number): void {
    const file = this.#touch(uri, languageId);
    const shift = edit.addedLineBreaks - (edit.endLine - edit.startLine);
    const others = file.edits
      .filter(({ line }) => Math.abs(line - edit.startLine) >= nearLines)
      .map((other) => (other.line > edit.startLine ? { ...other, line: Math.max(0, other.line + shift) } : other));
    const own = { line: edit.startLine + edit.addedLineBreaks, atMs };
    file.edits = [...others, own].slice(-keptEditsOfFile);
  }

  noteView(uri: string, languageId: string, line: number, atMs: number): void {
    this.#touch(uri, languageId).viewed = { line, atMs };
  }

  /** A deleted or renamed file has no text to show. */
  forget(uri: string): void {
    this.#files.delete(uri);
  }

  /** The newest file first, its edits before what was seen of it. */
  list(): readonly RecentPlace[] {
    return [...this.#files]
      .reverse()
      .flatMap(([uri, { languageId, edits, viewed }]) => [
        ...edits.toReversed().map((edit) => ({ uri, languageId, kind: 'edited' as const, ...edit })),
        ...(viewed === undefined ? [] : [{ uri, languageId, kind: 'viewed' as const, ...viewed }]),
      ]);
  }

  #touch(uri: string, languageId: string): RecentFile {
    const file = this.#files.get(uri) ?? { languageId, edits: [], viewed: undefined };
    this.#files.delete(uri);
    this.#files.set(uri, file);
    for (const oldest of this.#files.keys()) {
      if (this.#files.size <= keptFiles) break;
      this.#files.delete(oldest);
    }
    return file;
  }
}
