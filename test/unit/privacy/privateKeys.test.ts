import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findPrivateKeys } from '../../../src/privacy/privateKeys.ts';
import { random } from './support.ts';

function rulesIn(text: string): readonly string[] {
  return [...findPrivateKeys(text)].map(({ rule }) => rule);
}

const dashes = '-----';
const body = Array.from({ length: 12 }, (_, line) => random(64, 'base64', line + 1)).join('\n');

function pem(label: string, content = body): string {
  return `${dashes}BEGIN ${label}${dashes}\n${content}\n${dashes}END ${label}${dashes}\n`;
}

describe('a private key', () => {
  const labels = ['RSA PRIVATE KEY', 'EC PRIVATE KEY', 'PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'OPENSSH PRIVATE KEY'];
  for (const label of [...labels, 'DSA PRIVATE KEY', 'PGP PRIVATE KEY BLOCK']) {
    it(`is found: ${label}`, () => assert.ok(rulesIn(`x\n${pem(label)}`).includes('pem-private-key')));
  }

  it('is found with headers, as old OpenSSL writes them', () => {
    const headers = 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123456789\n\n';
    assert.ok(rulesIn(pem('RSA PRIVATE KEY', headers + body)).includes('pem-private-key'));
  });

  it('is found with CRLF, indented, and inside a string', () => {
    const key = pem('PRIVATE KEY');
    for (const text of [key.replaceAll('\n', '\r\n'), key.replaceAll('\n', '\n    '), key.replaceAll('\n', '\\n')]) {
      assert.ok(rulesIn(text).includes('pem-private-key'));
    }
    const pieces = key
      .trim()
      .split('\n')
      .map((line) => `  "${line}\\n" +`);
    assert.ok(rulesIn(pieces.join('\n')).includes('pem-private-key'));
  });

  it('is found when the part that is sent holds only its beginning, or only its end', () => {
    const key = pem('RSA PRIVATE KEY');
    assert.deepEqual(rulesIn(key.slice(0, 120)), ['pem-private-key']);
    assert.deepEqual(rulesIn(key.slice(200)), ['pem-private-key-end']);
  });

  it('is found in other formats', () => {
    const others: Readonly<Record<string, string>> = {
      'putty-private-key': `PuTTY-User-Key-File${'-3: ssh-rsa'}\nEncryption: none\nPublic-Lines: 1\nAAAA\nPrivate-Lines: 1\n${random(64)}`,
      'ssh2-private-key': `---- BEGIN SSH2 ${'ENCRYPTED PRIVATE KEY'} ----`,
      'age-private-key': `AGE-SECRET${'-KEY-1'}${'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L'.repeat(2).slice(0, 58)}`,
      'openvpn-static-key': `${dashes}BEGIN OpenVPN Static key V1${dashes}\n${random(32, 'hex')}`,
      'wireguard-private-key': `[Interface]\nPrivateKey = ${random(42, 'base64')}A=`,
      'jwk-private-key': `{"kty":"EC","crv":"P-256","d":"${random(43, 'word')}","x":"1"}`,
      'base64-private-key': `client-key-data: LS0tLS1CRUdJTi${'BSU0EgUFJJVkFURS'}${random(200, 'base64')}`,
      'nostr-private-key': `${'nsec1'}${'qpzry9x8gf2tvdw0s3jn54khce6mua7l'.repeat(2).slice(0, 58)}`,
    };
    for (const [rule, text] of Object.entries(others)) assert.deepEqual(rulesIn(text), [rule]);
  });

  const ordinary: Readonly<Record<string, string>> = {
    nothing: '',
    'a certificate': pem('CERTIFICATE'),
    'a public key': pem('PUBLIC KEY'),
    'code that looks for one': `if (text.startsWith('${dashes}BEGIN PRIVATE KEY${dashes}')) return parse(text);`,
    'a template': pem('PRIVATE KEY', '<your key here>'),
    'a placeholder': pem('PRIVATE KEY', '...'),
    'a public JSON Web Key': `{"kty":"EC","crv":"P-256","x":"${random(43, 'word')}"}`,
    'a certificate in base64': `LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS${random(200, 'base64')}`,
  };
  for (const [what, text] of Object.entries(ordinary)) {
    it(`is not ${what}`, () => assert.deepEqual(rulesIn(text), []));
  }

  it('is looked for without starting over at every character of a long text', () => {
    assert.deepEqual(rulesIn(`PRIVATE KEY ${random(100_000, 'base64')}`), []);
    assert.deepEqual(rulesIn(`${dashes}BEGIN PRIVATE KEY${dashes}\n${'Aaa: '.repeat(20_000)}`), []);
  });
});
