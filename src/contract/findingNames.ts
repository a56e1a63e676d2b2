import type { FindingKind } from './inspection.ts';

/** How a person reads what was found: of one, and of several. */
export const findingNames: Readonly<Record<FindingKind, readonly [one: string, several: string]>> = {
  'vendor-secret': ['key of a known vendor', 'keys of known vendors'],
  'private-key': ['private key', 'private keys'],
  'connection-string': ['connection string', 'connection strings'],
  'assigned-secret': ['password or token', 'passwords or tokens'],
  email: ['e-mail address', 'e-mail addresses'],
  card: ['card number', 'card numbers'],
  iban: ['IBAN', 'IBANs'],
  ssn: ['social security number', 'social security numbers'],
  phone: ['phone number', 'phone numbers'],
  'ip-address': ['IP address', 'IP addresses'],
  'own-rule': ['match of your own rules', 'matches of your own rules'],
  'excluded-file': ['excluded file', 'excluded files'],
  uninspected: ['text that could not be looked through', 'texts that could not be looked through'],
};
