import type { Contact, MayContact, Refusal } from '../contract/admission.ts';
import type { PrivacyMode } from '../contract/routing.ts';
import { isLoopbackUrl } from './locality.ts';

/**
 * Decides before any connection is opened, with a prompt or without one, whether policy allows it at all. `forbids` tells
 * what speaks against a destination in every mode; its sentence comes first, since a change of the mode would not help.
 */
export function createMayContact(
  mode: () => PrivacyMode,
  trusted: () => boolean,
  forbids: MayContact = () => undefined,
): MayContact {
  return (contact) => {
    if (!trusted()) return untrustedRefusal;
    if (isProvenLocal(contact)) return undefined;
    return forbids(contact) ?? (mode() === 'local-only' ? localOnlyRefusal(contact.origin) : undefined);
  };
}

/** Whether a contact stays on this machine. The stated locality is not believed without the address. */
export function isProvenLocal(contact: Contact): boolean {
  return contact.locality === 'local' && isLoopbackUrl(contact.origin);
}

export const untrustedRefusal: Refusal = {
  code: 'workspace-untrusted',
  text: 'Watershed contacts no server until you trust this workspace.',
};

export function localOnlyRefusal(origin: string): Refusal {
  return {
    code: 'local-only-mode',
    text: `The privacy mode is local-only, and ${origin} is not proven to be on this machine. To use it, choose the mode guarded or open.`,
  };
}
