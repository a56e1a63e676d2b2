import * as z from 'zod';
import { type HandledKind, type Handling, handlings } from '../contract/privacySettings.ts';
import { everythingStays, type HandlingByKind, handledKinds } from './handling.ts';

export interface ParsedHandling {
  readonly handling: HandlingByKind;
  /** What is wrong, and what to write there, a sentence each. */
  readonly problems: readonly string[];
}

/** What becomes of each kind where the person has said nothing. */
export const usualHandling: HandlingByKind = {
  'vendor-secret': 'stay',
  'private-key': 'stay',
  'connection-string': 'stay',
  'assigned-secret': 'stay',
  email: 'redact',
  card: 'stay',
  iban: 'stay',
  ssn: 'stay',
  phone: 'redact',
  'ip-address': 'allow',
  'own-rule': 'stay',
};

/**
 * Checks the value of `watershed.privacy.handling`. A value that cannot be read means `stay`. A name that cannot be read
 * may have meant any kind, so every kind that is not named stays then.
 */
export function parseHandling(raw: unknown): ParsedHandling {
  const named = z.record(z.string(), z.unknown()).safeParse(raw ?? {}).data;
  if (named === undefined) return { handling: everythingStays, problems: [notAnObject] };
  const unknown = Object.keys(named).filter((name) => !handledKinds.some((kind) => kind === name));
  const problems = unknown.length === 0 ? [] : [describeUnknown(unknown)];
  const handling: Record<HandledKind, Handling> = { ...(unknown.length === 0 ? usualHandling : everythingStays) };
  for (const kind of handledKinds) {
    if (!Object.hasOwn(named, kind) || named[kind] === undefined) continue;
    const read = handlingSchema.safeParse(named[kind]).data;
    handling[kind] = read ?? 'stay';
    if (read === undefined) problems.push(describeUnreadable(kind));
  }
  return { handling, problems };
}

const handlingSchema = z.enum(handlings);

const notAnObject =
  '“watershed.privacy.handling” must be an object, for example { "email": "redact" }. Until then whatever is found stays here.';

function describeUnknown(names: readonly string[]): string {
  const list = names.map((name) => `“${name}”`).join(', ');
  return `“watershed.privacy.handling” has ${list}, which Watershed does not know. Until that is mended, every kind that it does not name stays here. It knows ${handledKinds.join(', ')}.`;
}

function describeUnreadable(kind: HandledKind): string {
  return `“watershed.privacy.handling.${kind}” must be "stay", "redact" or "allow". Until then it counts as "stay".`;
}
