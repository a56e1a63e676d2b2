import type { OriginFile } from './request.ts';

/** The cursor's place at a moment when the person has paused. */
export interface CursorPlace {
  readonly origin: OriginFile;
  /** The text that the prompt holds before the cursor. Line endings are `\n`, as in a request. */
  readonly prefix: string;
  /** The text that the prompt holds after the cursor. */
  readonly suffix: string;
}

/** Whole lines of the project that might help at the cursor. */
export interface ContextRegion {
  /** `definition`: of a name near the cursor; `cell`: another cell of the same notebook. */
  readonly kind: 'definition' | 'cell' | 'edited' | 'viewed';
  readonly origin: OriginFile;
  /** Line endings are `\n`. */
  readonly text: string;
  /** How long ago it was edited or seen; zero for a definition. */
  readonly ageMs: number;
}

/** Something that the editor marks as wrong near the cursor. */
export interface NearDiagnostic {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The line that it stands on; undefined for the cursor's own line. */
  readonly lineText: string | undefined;
}

/** What the project offers for one place, not ranked and not yet looked through for secrets. */
export interface ContextCandidates {
  readonly regions: readonly ContextRegion[];
  /** The nearest first. */
  readonly diagnostics: readonly NearDiagnostic[];
}

/** What the completion engine asks of the editor while the person pauses. */
export interface ContextSource {
  /** Undefined where the cursor has moved on since `place` was noted. Ends early, with what it has, as `signal` aborts. */
  collect(place: CursorPlace, signal: AbortSignal): Promise<ContextCandidates | undefined>;
  /** The whole text of a file as it stands in the editor or on the disk; undefined where it is gone, huge or no text. */
  read(uri: string): Promise<string | undefined>;
}
