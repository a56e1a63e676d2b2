import type { Finding } from '../contract/inspection.ts';

/**
 * Something that looks like a secret, as a place in the text that was scanned. The text itself is not kept: a detection
 * may live in a cache longer than the request.
 */
export interface Detection {
  readonly kind: Exclude<Finding['kind'], 'excluded-file' | 'uninspected'>;
  readonly rule: string;
  /** The range in the text: `start` is its first character, `end` stands behind its last. */
  readonly start: number;
  readonly end: number;
  /** What it is, to be used inside a sentence, for example `a GitHub token`. */
  readonly what: string;
}

/** Finds one kind of secret in a text. */
export type Detector = (text: string) => Iterable<Detection>;

/** Where several detectors saw the same thing, keeps the one that knows best what it is. In the order of the text. */
export function withoutOverlaps(detections: Iterable<Detection>): readonly Detection[] {
  const kept: Detection[] = [];
  const inOrder = [...detections].sort((one, other) => one.start - other.start || other.end - one.end);
  for (const detection of inOrder) {
    const last = kept.at(-1);
    if (last === undefined || detection.start >= last.end) kept.push(detection);
    else if (precedence[detection.kind] < precedence[last.kind]) kept[kept.length - 1] = detection;
  }
  return kept;
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

const precedence = { 'private-key': 0, 'vendor-secret': 1, 'connection-string': 2, 'assigned-secret': 3 } as const;
