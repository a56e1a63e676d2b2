import type { HandledKind } from '../contract/privacySettings.ts';
import { findAssignedSecrets } from './assignments.ts';
import { findConnectionStrings } from './connectionStrings.ts';
import type { Detection, Detector } from './detection.ts';
import type { OwnRules } from './ownRules/ownRules.ts';
import { findCards } from './personalData/cards.ts';
import { findEmails } from './personalData/emails.ts';
import { findIbans } from './personalData/ibans.ts';
import { findIpAddresses } from './personalData/ipAddresses.ts';
import { findPhones } from './personalData/phones.ts';
import { findSsns } from './personalData/ssns.ts';
import { findPrivateKeys } from './privateKeys.ts';
import { createSecretlintScan, type SecretlintScan } from './secretlint.ts';
import { createVendorScan } from './vendorScan.ts';

export interface DetectorParts {
  /** For tests; secretlint's own rules where it is left out. */
  readonly secretlint?: SecretlintScan | undefined;
}

export interface Detectors {
  /** What stands in a text. Ranges may overlap. @throws when a detector fails */
  run(read: { readonly text: string; readonly path: string }, wanted: Wanted): Promise<readonly Detection[]>;
}

/** What is looked for. */
export interface Wanted {
  readonly kinds: ReadonlySet<HandledKind>;
  readonly ownRules: Pick<OwnRules, 'detector'> | undefined;
}

export function createDetectors({ secretlint = createSecretlintScan() }: DetectorParts): Detectors {
  // Made at the first inspection: its patterns take longer than all else that start-up makes.
  let vendorScan: Detector | undefined;
  return {
    async run({ text, path }, { kinds, ownRules }) {
      const found: Detection[] = [];
      // A token in an open format, such as JWT, counts as an assigned secret: no vendor stands behind it.
      if (kinds.has('vendor-secret') || kinds.has('assigned-secret')) {
        vendorScan ??= createVendorScan();
        for (const detection of vendorScan(text)) found.push(detection);
      }
      for (const [kind, detector] of detectorsByKind) {
        if (kinds.has(kind)) for (const detection of detector(text, path)) found.push(detection);
      }
      if (kinds.has('own-rule') && ownRules !== undefined) {
        for (const detection of (await ownRules.detector())(text)) found.push(detection);
      }
      if (kinds.has('vendor-secret') || kinds.has('private-key')) found.push(...(await secretlint(text, path)));
      return found.filter(({ kind }) => kinds.has(kind));
    },
  };
}

const detectorsByKind: readonly (readonly [HandledKind, Detector])[] = [
  ['private-key', findPrivateKeys],
  ['connection-string', findConnectionStrings],
  ['assigned-secret', findAssignedSecrets],
  ['email', findEmails],
  ['card', findCards],
  ['iban', findIbans],
  ['ssn', findSsns],
  ['phone', findPhones],
  ['ip-address', findIpAddresses],
];
