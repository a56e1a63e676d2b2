import type { Finding, Inspection } from '../contract/inspection.ts';
import type { HandledKind } from '../contract/privacySettings.ts';
import type { Request } from '../contract/request.ts';
import { linesAt } from './detection.ts';
import type { ExclusionSource } from './exclusions.ts';
import { everythingStays, type HandlingByKind, handle } from './handling.ts';
import { createLocate, type Locate, type Located, type LocateParts } from './locate.ts';
import { type OwnRules, unreadableRule } from './ownRules/ownRules.ts';
import { originsOf, type Piece, picturesOf, piecesOf } from './pieces.ts';

export interface InspectorParts extends LocateParts {
  readonly exclusions: ExclusionSource;
}

export interface Inspector {
  /** Looks through everything that a request would send. A text that could not be read is a finding of its own. */
  inspect(request: Request): Promise<Inspection>;
  /** The places of what is found in one text, for its redaction: the same as in an inspection. */
  readonly locate: Locate;
}

export function createInspector(parts: InspectorParts): Inspector {
  const { exclusions, ownRules, handling = () => everythingStays } = parts;
  const locate = createLocate(parts);

  const findingsIn = async (piece: Piece): Promise<readonly Finding[]> => {
    try {
      const located = await locate(piece);
      const lines = linesAt(
        piece.text,
        located.map(({ start }) => start),
      );
      return located.map((one, index) => toFinding(one, piece.place, lines[index]));
    } catch {
      return [uninspectedFinding(piece.place)];
    }
  };

  const unreadableRules = async (): Promise<readonly Finding[]> => {
    if (handling()['own-rule'] === 'allow' || ownRules === undefined) return [];
    const problems = await ownRules().problems();
    return problems.map((problem) => ({ ...uninspected, rule: unreadableRule, place: 'prompt', reason: problem }));
  };

  return {
    locate,
    async inspect(request) {
      const excluded = originsOf(request).flatMap((origin) => {
        const rule = exclusions.ruleFor(origin);
        return rule === undefined ? [] : [excludedFinding(rule, origin.path)];
      });
      const pictures = picturesOf(request).map(pictureFinding);
      const unreadable = await unreadableRules();
      const found = (await Promise.all(piecesOf(request).map(findingsIn))).flat();
      const handlingNow = handling();
      const handled = found.flatMap((finding) => handle(finding, handlingNow) ?? []);
      return {
        findings: [...excluded, ...unreadable, ...pictures, ...handled],
        lookedFor: lookedForNow(handlingNow, ownRules?.()),
      };
    },
  };
}

function lookedForNow(handling: HandlingByKind, ownRules: OwnRules | undefined): readonly string[] {
  const own = ownRules?.description;
  const named = lookedFor.filter(({ kind }) => handling[kind] !== 'allow').map(({ name }) => name);
  return ['excluded files', ...named, ...(own === undefined || handling['own-rule'] === 'allow' ? [] : [own])];
}

const lookedFor: readonly { readonly kind: HandledKind; readonly name: string }[] = [
  { kind: 'private-key', name: 'private keys' },
  { kind: 'vendor-secret', name: 'keys and tokens in the formats of known vendors' },
  { kind: 'connection-string', name: 'connection strings with a password' },
  { kind: 'assigned-secret', name: 'passwords, tokens and secrets by assignment' },
  { kind: 'email', name: 'e-mail addresses' },
  { kind: 'card', name: 'payment card numbers' },
  { kind: 'iban', name: 'IBANs' },
  { kind: 'ssn', name: 'US social security numbers' },
  { kind: 'phone', name: 'telephone numbers' },
  { kind: 'ip-address', name: 'public IP addresses' },
];

function toFinding({ kind, rule, what, fingerprint }: Located, place: string, line: number | undefined): Finding {
  const reason = `The prompt holds ${what} (${place}${line === undefined ? '' : `, line ${line}`}).`;
  return { kind, rule, place, line, reason, ...(fingerprint !== undefined && { fingerprint }) };
}

function excludedFinding(rule: string, path: string): Finding {
  return { kind: 'excluded-file', rule, place: path, line: undefined, reason: `${path} is excluded by ${rule}.` };
}

const uninspected = { kind: 'uninspected', line: undefined } as const;

/** A fault in a detector must not let a text through unread, so it counts like a secret. */
function uninspectedFinding(place: string): Finding {
  const reason = `The prompt could not be inspected for secrets (${place}).`;
  return { ...uninspected, rule: 'inspection-failed', place, reason };
}

/** What a picture shows is not read here, and a screenshot may show anything. */
function pictureFinding(place: string): Finding {
  const reason = `The prompt holds a picture, which cannot be inspected for secrets (${place}).`;
  return { ...uninspected, rule: 'picture', place, reason };
}
