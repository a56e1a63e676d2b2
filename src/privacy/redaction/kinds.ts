import type { Redaction } from '../../contract/inspection.ts';
import type { HandledKind } from '../../contract/privacySettings.ts';

/** What stands in a placeholder for a kind of thing, and whether an answer gets the thing back. */
export interface RedactedKind {
  readonly label: string;
  readonly redaction: Redaction;
}

/** A secret that went out as a placeholder never comes back; what concerns a person does, in the answer. */
export const redactedKinds: Readonly<Record<HandledKind, RedactedKind>> = {
  'vendor-secret': { label: 'KEY', redaction: 'one-way' },
  'private-key': { label: 'PRIVATE_KEY', redaction: 'one-way' },
  'connection-string': { label: 'CONNECTION', redaction: 'one-way' },
  'assigned-secret': { label: 'SECRET', redaction: 'one-way' },
  email: { label: 'EMAIL', redaction: 'restored' },
  card: { label: 'CARD', redaction: 'restored' },
  iban: { label: 'IBAN', redaction: 'restored' },
  ssn: { label: 'SSN', redaction: 'restored' },
  phone: { label: 'PHONE', redaction: 'restored' },
  'ip-address': { label: 'IP', redaction: 'restored' },
  'own-rule': { label: 'TERM', redaction: 'restored' },
};

/**
 * Every placeholder that a text holds. The form is one for all kinds: a plain identifier such as `REDACTED_EMAIL_1` may
 * stand in prose, a string, a comment, JSON, a pattern or a command without breaking its syntax, and no detector takes it
 * for the thing itself. Nothing but a digit behind it makes another placeholder of it.
 */
export function placeholdersIn(text: string): Iterable<RegExpExecArray> {
  // Most pieces of an answer hold none, and this is quicker to say.
  return text.includes('REDACTED_') ? text.matchAll(pattern) : [];
}

export function toPlaceholder(kind: HandledKind, number: number): string {
  return `REDACTED_${redactedKinds[kind].label}_${number}`;
}

const labels = Object.values(redactedKinds).map(({ label }) => label);
const pattern = new RegExp(`REDACTED_(?:${labels.join('|')})_\\d+`, 'g');
