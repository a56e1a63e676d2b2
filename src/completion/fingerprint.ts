import { hash } from 'node:crypto';

/**
 * A short stand-in for a text that is only ever compared. Unlike a slice of the text it does not keep the whole
 * document alive, of which a slice in V8 is a view. SHA-1 serves as a checksum here, not as a protection.
 */
export function fingerprint(text: string): string {
  return hash('sha1', text, 'base64');
}

/** A copy of a text that does not keep the longer text alive that it was sliced from. Lone surrogates survive. */
export function detach(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
