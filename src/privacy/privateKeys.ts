import type { Detection, Detector } from './detection.ts';

/** Finds private keys in the formats in which tools write them to files. */
export const findPrivateKeys: Detector = function* (text) {
  for (const { keyword, rule, what, pattern } of keyFormats) {
    if (!text.includes(keyword)) continue;
    for (const match of text.matchAll(pattern)) {
      yield { kind: 'private-key', rule, what, start: match.index, end: match.index + match[0].length };
    }
  }
};

interface KeyFormat extends Pick<Detection, 'rule' | 'what'> {
  /** A text without it is not looked at further. */
  readonly keyword: string;
  readonly pattern: RegExp;
}

/** What may stand between the lines of a key: a line break, also one that is escaped inside a string, and quotes. */
const lineBreak = String.raw`(?:\\r|\\n|[\s"'+,;#*/\\|>])`;
/** Header lines of older formats, such as `Proc-Type: 4,ENCRYPTED`. */
const headers = String.raw`(?:[A-Z][A-Za-z-]{2,30}: [^\r\n\\]{0,200}(?:[\r\n]|\\[rn])${lineBreak}{0,40}){0,8}`;

const keyFormats: readonly KeyFormat[] = [
  {
    // With key material behind it: the header alone is what code that reads keys looks for.
    keyword: 'PRIVATE KEY',
    rule: 'pem-private-key',
    what: 'a private key',
    pattern: new RegExp(
      `-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----${lineBreak}{1,40}${headers}[A-Za-z0-9+/=]{20,}`,
      'g',
    ),
  },
  {
    // The beginning may lie outside what is sent, for example above the part of a file around the cursor.
    keyword: 'PRIVATE KEY',
    rule: 'pem-private-key-end',
    what: 'the end of a private key',
    pattern: new RegExp(
      `(?<=[A-Za-z0-9+/]{16}={0,2}${lineBreak}{1,40}(?:=[A-Za-z0-9+/]{4}${lineBreak}{1,40})?)-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY`,
      'g',
    ),
  },
  {
    // "-----BEGIN … PRIVATE KEY" in base64, as Kubernetes keeps it: the five labels that are in use.
    keyword: 'LS0tLS1CRUdJTi',
    rule: 'base64-private-key',
    what: 'a private key in base64',
    pattern:
      /LS0tLS1CRUdJTi(?:BQUklWQVRFIEtFWS|BSU0EgUFJJVkFURS|BFQyBQUklWQVRF|BPUEVOU1NIIFBSSVZBVE|BFTkNSWVBURUQgUFJJVkFUR|BEU0EgUFJJVkFUR)[A-Za-z0-9+/=]{20,}/g,
  },
  {
    keyword: 'PuTTY-User-Key-File',
    rule: 'putty-private-key',
    what: 'a PuTTY private key',
    pattern: /PuTTY-User-Key-File-\d: [\s\S]{1,4000}?Private-Lines: \d+\r?\n[A-Za-z0-9+/=]{20,}/g,
  },
  {
    keyword: 'SSH2 ENCRYPTED PRIVATE KEY',
    rule: 'ssh2-private-key',
    what: 'an SSH2 private key',
    pattern: /---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----/g,
  },
  {
    keyword: 'AGE-SECRET-KEY-',
    rule: 'age-private-key',
    what: 'an age private key',
    pattern: /\bAGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}\b/g,
  },
  {
    keyword: 'OpenVPN Static key',
    rule: 'openvpn-static-key',
    what: 'an OpenVPN static key',
    pattern: /-----BEGIN OpenVPN Static key V1-----\s+[0-9a-f]{32}/g,
  },
  {
    keyword: 'PrivateKey',
    rule: 'wireguard-private-key',
    what: 'a WireGuard private key',
    pattern: /\bPrivateKey\s*=\s*[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=/g,
  },
  {
    keyword: '"kty"',
    rule: 'jwk-private-key',
    what: 'a private key as a JSON Web Key',
    pattern: /"d"\s*:\s*"[A-Za-z0-9_-]{40,}"(?=[^{}]{0,4000}\})/g,
  },
  {
    keyword: 'nsec1',
    rule: 'nostr-private-key',
    what: 'a Nostr private key',
    pattern: /\bnsec1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{58}\b/g,
  },
];
