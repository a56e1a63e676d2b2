import { createHash } from 'node:crypto';
import type { Finding, Inspection } from '../contract/inspection.ts';
import type { Request } from '../contract/request.ts';
import { findAssignedSecrets } from './assignments.ts';
import { findConnectionStrings } from './connectionStrings.ts';
import { type Detection, type Detector, linesAt, withoutOverlaps } from './detection.ts';
import type { ExclusionSource } from './exclusions.ts';
import { originsOf, type Piece, piecesOf } from './pieces.ts';
import { findPrivateKeys } from './privateKeys.ts';
import { createRecentResults } from './recentResults.ts';
import { createSecretlintScan, type SecretlintScan } from './secretlint.ts';
import { createVendorScan } from './vendorScan.ts';

export interface InspectorParts {
  readonly exclusions: ExclusionSource;
  /** For tests; secretlint's own rules where it is left out. */
  readonly secretlint?: SecretlintScan;
}

export interface Inspector {
  /** Looks through everything that a request would send. A text that could not be read is a finding of its own. */
  inspect(request: Request): Promise<Inspection>;
}

/** Inspects assembled requests. Texts seen lately are not scanned again; only their digests and findings are kept. */
export function createInspector({ exclusions, secretlint = createSecretlintScan() }: InspectorParts): Inspector {
  const recent = createRecentResults<readonly Found[]>(keptPieces);
  // Made at the first inspection: its 127 patterns take longer than all else that start-up makes.
  let vendorScan: Detector | undefined;

  const scan = async ({ text, path }: Piece): Promise<readonly Found[]> => {
    vendorScan ??= createVendorScan();
    const detections = withoutOverlaps([
      ...findPrivateKeys(text),
      ...vendorScan(text),
      ...findConnectionStrings(text),
      ...findAssignedSecrets(text),
      ...(await secretlint(text, path)),
    ]);
    const lines = linesAt(
      text,
      detections.map((detection) => detection.start),
    );
    return detections.map((detection, index) => toFound(detection, lines[index]));
  };

  const findingsIn = async (piece: Piece): Promise<readonly Finding[]> => {
    if (piece.text === '') return [];
    try {
      const found = await recent.get(digestOf(piece), () => scan(piece));
      return found.map((one) => toFinding(one, piece.place));
    } catch {
      return [uninspectedFinding(piece.place)];
    }
  };

  return {
    async inspect(request) {
      const excluded = originsOf(request).flatMap((origin) => {
        const rule = exclusions.ruleFor(origin);
        return rule === undefined ? [] : [excludedFinding(rule, origin.path)];
      });
      const found = await Promise.all(piecesOf(request).map(findingsIn));
      return { findings: [...excluded, ...found.flat()], lookedFor };
    },
  };
}

/** A detection without its range: the line is all that is kept of where it stood. */
interface Found {
  readonly kind: Detection['kind'];
  readonly rule: string;
  readonly what: string;
  readonly line: number | undefined;
}

const keptPieces = 256;

const lookedFor = [
  'excluded files',
  'private keys',
  'keys and tokens in the formats of known vendors',
  'connection strings with a password',
  'passwords, tokens and secrets by assignment',
];

function toFound({ kind, rule, what }: Detection, line: number | undefined): Found {
  return { kind, rule, what, line };
}

function toFinding({ kind, rule, what, line }: Found, place: string): Finding {
  return {
    kind,
    rule,
    place,
    line,
    reason: `The prompt holds ${what} (${place}${line === undefined ? '' : `, line ${line}`}).`,
  };
}

function excludedFinding(rule: string, path: string): Finding {
  return { kind: 'excluded-file', rule, place: path, line: undefined, reason: `${path} is excluded by ${rule}.` };
}

/** A fault in a detector must not let a text through unread, so it counts like a secret. */
function uninspectedFinding(place: string): Finding {
  return {
    kind: 'uninspected',
    rule: 'inspection-failed',
    place,
    line: undefined,
    reason: `The prompt could not be inspected for secrets (${place}).`,
  };
}

/** The path counts too, since some rules hold for certain files only. */
function digestOf({ path, text }: Piece): string {
  return createHash('sha256').update(path).update('\0').update(text).digest('base64');
}
