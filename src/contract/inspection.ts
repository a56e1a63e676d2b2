/** One sensitive thing found in what would be sent. It never holds the thing itself. */
export interface Finding {
  readonly kind:
    | 'vendor-secret'
    | 'private-key'
    | 'connection-string'
    | 'assigned-secret'
    | 'excluded-file'
    /** A text that could not be read for secrets, and so counts as one that holds some. */
    | 'uninspected';
  /** The rule that matched, for example `github-token` or `.aiexclude`. */
  readonly rule: string;
  /** Where it stands: a file's path, `prompt`, or `message 3`. */
  readonly place: string;
  /** The 1-based line inside the place; undefined for a whole file. */
  readonly line: number | undefined;
  /** A sentence for the person, without the secret. */
  readonly reason: string;
}

/** What the privacy inspection of one assembled request found. */
export interface Inspection {
  readonly findings: readonly Finding[];
  /** The kinds of things that were looked for, so that "nothing found" can say what it means. */
  readonly lookedFor: readonly string[];
}

/**
 * Stands for the inspection of a completion that cannot leave this machine, since every model that is set up for
 * completions runs here: a key press does not wait for what nothing depends on. An admission refuses every other route.
 */
export const notInspected: Inspection = { findings: [], lookedFor: [] };
