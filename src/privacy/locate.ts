import { createHash } from 'node:crypto';
import type { HandledKind } from '../contract/privacySettings.ts';
import { type Detection, withoutOverlaps } from './detection.ts';
import { createDetectors, type DetectorParts, type Wanted } from './detectors.ts';
import type { FalseAlarms } from './falseAlarms.ts';
import { createFingerprints, type FingerprintOf } from './fingerprint.ts';
import { everythingStays, type HandlingByKind, handledKinds } from './handling.ts';
import { readingsOf, withoutHidden } from './hiddenCharacters.ts';
import type { OwnRules } from './ownRules/ownRules.ts';
import type { Piece } from './pieces.ts';
import { createRangeSet } from './ranges.ts';
import { createRecentResults } from './recentResults.ts';

/** A sensitive thing as a place in a text. Its own text is not kept. */
export interface Located {
  readonly kind: HandledKind;
  readonly rule: string;
  /** What it is, to be used inside a sentence, for example `a GitHub token`. */
  readonly what: string;
  /** The range in the piece's text in UTF-16 units: `start` is its first, `end` stands behind its last. */
  readonly start: number;
  readonly end: number;
  /** Undefined where this machine's key could not be had; such a thing cannot be marked as a false alarm. */
  readonly fingerprint: string | undefined;
}

/**
 * Finds what is sensitive in a text, in its order and without overlaps. Kinds that are allowed and values that are
 * marked as false alarms are left out. @throws when a detector fails: the text then counts as one that could not be
 * read
 */
export type Locate = (piece: Piece) => Promise<readonly Located[]>;

export interface LocateParts extends DetectorParts {
  /** Whatever is found stays here where it is left out. */
  readonly handling?: (() => HandlingByKind) | undefined;
  readonly ownRules?: (() => OwnRules) | undefined;
  readonly falseAlarms?: Pick<FalseAlarms, 'isMarked'> | undefined;
  /** 32 bytes that only this machine knows. Where it is left out, nothing can be marked. */
  readonly fingerprintKey?: (() => Promise<Uint8Array>) | undefined;
}

/**
 * Texts seen lately are not scanned again; only their digests, and the ranges and fingerprints of what was found, are
 * kept.
 */
export function createLocate(parts: LocateParts): Locate {
  const { handling = () => everythingStays, ownRules, falseAlarms, fingerprintKey } = parts;
  const recent = createRecentResults<readonly Located[]>(keptPieces);
  const detectors = createDetectors(parts);

  const scan = async (piece: Piece, wanted: Wanted): Promise<readonly Located[]> => {
    const found: Detection[] = [];
    for (const reading of readingsOf(piece.text)) {
      for (const detection of await detectors.run({ text: reading.text, path: piece.path }, wanted)) {
        found.push({ ...detection, ...reading.rangeOf(detection) });
      }
    }
    if (found.length === 0) return [];
    const fingerprintOf = await tryFingerprints(fingerprintKey);
    return found.map(({ kind, rule, what, start, end }) => {
      const fingerprint = fingerprintOf?.(kind, withoutHidden(piece.text.slice(start, end)));
      return { kind, rule, what, start, end, fingerprint };
    });
  };

  return async (piece) => {
    if (piece.text === '') return [];
    const handlingNow = handling();
    const kinds = new Set(handledKinds.filter((kind) => handlingNow[kind] !== 'allow'));
    const rules = ownRules?.();
    const digest = digestOf(piece, [...kinds, rules?.version ?? '']);
    const located = await recent.get(digest, () => scan(piece, { kinds, ownRules: rules }));
    // Without its key nothing can be recognised, so the next request tries again.
    if (fingerprintKey !== undefined && located.some(({ fingerprint }) => fingerprint === undefined)) {
      recent.forget(digest);
    }
    return resolve(withoutMarked(located, falseAlarms), handlingNow);
  };
}

const keptPieces = 256;

async function tryFingerprints(fingerprintKey: LocateParts['fingerprintKey']): Promise<FingerprintOf | undefined> {
  try {
    const key = await fingerprintKey?.();
    return key && createFingerprints(key);
  } catch {
    // What was found still counts. It only cannot be told from a false alarm.
    return undefined;
  }
}

/**
 * Leaves out what is marked, and what other detectors saw within it, since the person has judged that text. Their own
 * rules still count there.
 */
function withoutMarked(
  located: readonly Located[],
  falseAlarms: Pick<FalseAlarms, 'isMarked'> | undefined,
): readonly Located[] {
  const isMarked = ({ fingerprint }: Located) =>
    fingerprint !== undefined && falseAlarms?.isMarked(fingerprint) === true;
  const marked = located.filter(isMarked);
  if (marked.length === 0) return located;
  const judged = createRangeSet(marked);
  return located.filter((one) => !isMarked(one) && (one.kind === 'own-rule' || !judged.holds(one)));
}

/** What stays here is never taken for a part of something that leaves as a placeholder. */
function resolve(located: readonly Located[], handling: HandlingByKind): readonly Located[] {
  if (located.length < 2) return located;
  const staying = withoutOverlaps(located.filter(({ kind }) => handling[kind] === 'stay'));
  const leaving = withoutOverlaps(located.filter(({ kind }) => handling[kind] !== 'stay'));
  const kept = createRangeSet(staying);
  const all = [...staying, ...leaving.filter((one) => !kept.overlaps(one))];
  return all.sort((one, other) => one.start - other.start);
}

/** The path counts too, since some rules hold for certain files only, and so does what is looked for. */
function digestOf({ path, text }: Piece, lookedFor: readonly string[]): string {
  const hash = createHash('sha256').update(path).update('\0').update(lookedFor.join('\n')).update('\0');
  return hash.update(text).digest('base64');
}
