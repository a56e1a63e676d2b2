import * as z from 'zod';

/** Where false alarms are kept between sessions, on this machine. */
export interface FalseAlarmStore {
  /** What was saved last, unchecked; undefined when nothing was. */
  load(): unknown;
  save(value: unknown): void;
}

/** One value that the person has declared harmless. It holds a digest of the value, never the value. */
export interface FalseAlarm {
  readonly fingerprint: string;
  /** What it was taken for, for example `a GitHub token`. */
  readonly what: string;
  /** Where it stood when it was marked. */
  readonly place: string;
}

export interface FalseAlarms {
  /** Declares one value of one kind harmless, wherever it stands. A second time changes nothing but the description. */
  mark(fingerprint: string, what: string, place: string): void;
  /** Takes a mark back. */
  unmark(fingerprint: string): void;
  /** The one marked last comes first. */
  list(): readonly FalseAlarm[];
  isMarked(fingerprint: string): boolean;
}

/**
 * Reads the store anew where it holds another value than before: another window has marked something. What cannot be
 * read counts as nothing marked, so a damaged store hides nothing.
 */
export function createFalseAlarms(store: FalseAlarmStore): FalseAlarms {
  let known: { readonly saved: unknown; readonly alarms: Map<string, FalseAlarm> } | undefined;
  const marked = () => {
    const saved = store.load();
    if (known === undefined || known.saved !== saved) known = { saved, alarms: parseMarked(saved) };
    return known.alarms;
  };
  const save = (alarms: Map<string, FalseAlarm>) => {
    store.save({ version: 1, marked: [...alarms.values()] });
    known = { saved: store.load(), alarms };
  };
  return {
    mark(fingerprint, what, place) {
      const alarms = marked();
      alarms.delete(fingerprint);
      alarms.set(fingerprint, { fingerprint, what, place });
      save(alarms);
    },
    unmark(fingerprint) {
      const alarms = marked();
      if (alarms.delete(fingerprint)) save(alarms);
    },
    list: () => [...marked().values()].reverse(),
    isMarked: (fingerprint) => marked().has(fingerprint),
  };
}

function parseMarked(saved: unknown): Map<string, FalseAlarm> {
  const parsed = savedSchema.safeParse(saved);
  return new Map(parsed.success ? parsed.data.marked.map((alarm) => [alarm.fingerprint, alarm]) : []);
}

const savedSchema = z.object({
  version: z.literal(1),
  marked: z.array(z.object({ fingerprint: z.string().min(1), what: z.string(), place: z.string() })),
});
