import type { HandledKind } from '../contract/privacySettings.ts';

/**
 * Something that looks like a secret or concerns a person, as a place in the text that was scanned. The text itself is
 * not kept: a detection may live in a cache longer than the request.
 */
export interface Detection {
  readonly kind: HandledKind;
  readonly rule: string;
  /** The range in the text: `start` is its first character, `end` stands behind its last. */
  readonly start: number;
  readonly end: number;
  /** What it is, to be used inside a sentence, for example `a GitHub token`. */
  readonly what: string;
}

/** Finds one kind of thing in a text. The path is that of the file that it came from, empty where it is none. */
export type Detector = (text: string, path?: string) => Iterable<Detection>;

/**
 * Where several detectors saw the same thing, keeps the one that knows best what it is, over all that they saw
 * together. In the order of the text.
 */
export function withoutOverlaps<T extends Detection>(detections: Iterable<T>): readonly T[] {
  const kept: T[] = [];
  const inOrder = [...detections].sort((one, other) => one.start - other.start || other.end - one.end);
  for (const detection of inOrder) {
    const last = kept.at(-1);
    if (last === undefined || detection.start >= last.end) kept.push(detection);
    else kept[kept.length - 1] = merged(last, detection);
  }
  return kept;
}

/** The first starts no later. Were a range cut to what is known best, a rest of the other thing would be left over. */
function merged<T extends Detection>(first: T, second: T): T {
  const knowsBetter = precedence[second.kind] < precedence[first.kind] ? second : first;
  return { ...knowsBetter, start: first.start, end: Math.max(first.end, second.end) };
}

/** The 1-based line numbers of offsets that ascend, in one pass over the text. */
export function linesAt(text: string, offsets: readonly number[]): readonly number[] {
  let line = 1;
  let position = text.indexOf('\n');
  return offsets.map((offset) => {
    while (position !== -1 && position < offset) {
      line++;
      position = text.indexOf('\n', position + 1);
    }
    return line;
  });
}

const precedence: Readonly<Record<HandledKind, number>> = {
  'private-key': 0,
  'vendor-secret': 1,
  'connection-string': 2,
  'assigned-secret': 3,
  'own-rule': 4,
  card: 5,
  iban: 6,
  ssn: 7,
  email: 8,
  phone: 9,
  'ip-address': 10,
};
