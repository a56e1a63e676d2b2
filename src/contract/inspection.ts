/** Every kind of thing that is looked for, and what stands for a text that could not be looked through. */
export const findingKinds = [
  'vendor-secret',
  'private-key',
  'connection-string',
  'assigned-secret',
  'email',
  'card',
  'iban',
  'ssn',
  'phone',
  'ip-address',
  /** One of the person's own expressions or key words. */
  'own-rule',
  'excluded-file',
  /** A text that could not be read for secrets, and so counts as one that holds some. */
  'uninspected',
] as const;

export type FindingKind = (typeof findingKinds)[number];

/** One sensitive thing found in what would be sent. It never holds the thing itself. */
export interface Finding {
  readonly kind: FindingKind;
  /** The rule that matched, for example `github-token` or `.aiexclude`. */
  readonly rule: string;
  /** Where it stands: a file's path, `prompt`, or `message 3`. */
  readonly place: string;
  /** The 1-based line inside the place; undefined for a whole file. */
  readonly line: number | undefined;
  /** A sentence for the person, without the secret. */
  readonly reason: string;
  /**
   * Set where the person lets the request leave with a placeholder in the thing's place. `restored`: its answer gets the
   * thing back. `one-way`: never. Absent: the request stays here.
   */
  readonly redaction?: Redaction;
  /**
   * By what the person can mark it as a false alarm: a keyed digest of the value, of no use without this machine's key.
   * Absent where there is no value.
   */
  readonly fingerprint?: string;
}

export type Redaction = 'restored' | 'one-way';

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
