import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import { vendorFormats } from '../../../src/privacy/vendorFormats/all.ts';
import type { alphabets, VendorFormat } from '../../../src/privacy/vendorFormats/vendorFormat.ts';
import { createVendorScan } from '../../../src/privacy/vendorScan.ts';
import { random } from './support.ts';

const find = createVendorScan();

function rulesIn(text: string): readonly string[] {
  return [...find(text)].map(({ rule }) => rule);
}

/** A key of a format, made of random characters. */
function make({ before = '', body }: VendorFormat, keyword: string, seed: number): string {
  let run = seed * 100;
  const fill = (shape: string) =>
    shape.replace(/<(\w+):(\d+)(?:-\d+|\+)?>/g, (_, alphabet: keyof typeof alphabets, length: string) =>
      random(Number(length), alphabet, ++run),
    );
  return `${fill(before)}${keyword}${fill(body)}`;
}

describe('the table of vendor formats', () => {
  it('holds at least 160 formats, each under a name of its own and with its source', () => {
    assert.ok(vendorFormats.length >= 160);
    assert.equal(new Set(vendorFormats.map(({ rule }) => rule)).size, vendorFormats.length);
    for (const { rule, source, keywords } of vendorFormats) {
      assert.match(source, /\d{4}/, `${rule} needs a dated source`);
      // The scan looks at two characters first.
      assert.ok(keywords.length > 0 && keywords.every((keyword) => keyword.length >= 2), rule);
    }
  });

  for (const format of vendorFormats) {
    it(`finds ${format.what} (${format.rule})`, () => {
      for (const [index, keyword] of format.keywords.entries()) {
        const key = make(format, keyword, index + 1);
        for (const text of [
          key,
          `const key = "${key}";`,
          `KEY=${key}\n`,
          `{"key":"${key}"}`,
          `<a>${key}</a>`,
          `(${key})`,
        ]) {
          const [detection] = find(text);
          assert.ok(detection !== undefined, `${format.rule} in ${text.replace(key, '…')}`);
          assert.equal(text.slice(detection.start, detection.end).includes(keyword), true);
        }
      }
    });
  }
});

describe('keys written by hand from the vendors’ pages', () => {
  const hex = (length: number) => random(length, 'hex', 7);
  const alnum = (length: number) => random(length, 'alnum', 9);
  const examples: readonly (readonly [string, string])[] = [
    ['aws-access-key', `AK${'IA'}Q3EGRSJ4LXWT2UPD`],
    ['github-token', `gh${'p_'}${alnum(36)}`],
    ['gitlab-token', `gl${'pat-'}Xk2_9sLmQ-4RtYw7Zb1c`],
    ['npm-token', `np${'m_'}${alnum(36)}`],
    ['anthropic-key', `sk${'-ant-api03-'}${alnum(93)}AA`],
    ['openai-key', `sk${'-proj-'}${alnum(74)}T3Blbk${'FJ'}${alnum(74)}`],
    ['openai-legacy-key', `sk${'-'}${alnum(20)}T3Blbk${'FJ'}${alnum(20)}`],
    ['openrouter-key', `sk${'-or-v1-'}${hex(64)}`],
    ['google-key', `AI${'za'}Sy${alnum(33)}`],
    ['slack-token', `xo${'xb-'}2039485761230-2039485761231-${alnum(24)}`],
    ['slack-webhook', `https://hooks.slack${'.com/services/'}T01ABCDEF/B01ABCDEF/${alnum(24)}`],
    ['stripe-key', `sk${'_live_'}${alnum(24)}`],
    ['sendgrid-key', `S${'G.'}${alnum(22)}.${alnum(43)}`],
    ['telegram-token', `5839201746:${'AA'}${alnum(33)}`],
    ['discord-bot-token', `${'MT'}${alnum(24)}.${alnum(6)}.${alnum(38)}`],
    ['twilio-key', `S${'K'}${hex(32)}`],
    ['mailchimp-key', `${hex(32)}${'-us'}12`],
    ['azure-client-secret', `${alnum(3)}8${'Q~'}${alnum(34)}`],
    ['digitalocean-token', `do${'p_v1_'}${hex(64)}`],
    ['terraform-token', `${alnum(14)}${'.atlasv1.'}${alnum(67)}`],
    ['json-web-token', `${'eyJ'}hbGciOiJIUzI1NiJ9.${'eyJ'}zdWIiOiI5ODIxIn0x.${alnum(43)}`],
  ];
  for (const [rule, key] of examples) {
    it(`are found: ${rule}`, () => assert.ok(rulesIn(`x = '${key}'`).includes(rule), rulesIn(key).join()));
  }

  it('are found twice, and beside characters of any script', () => {
    const key = `gh${'p_'}${alnum(36)}`;
    assert.deepEqual(rulesIn(`鍵${key}。\r\n🔑 ${key}`), ['github-token', 'github-token']);
  });

  it('are found behind an escape, which ends in a letter or a digit', () => {
    const key = `gh${'p_'}${alnum(36)}`;
    for (const text of [`first\\n${key}`, `a%3D${key}`, `"\\t${key}"`])
      assert.deepEqual(rulesIn(text), ['github-token'], text);
    assert.deepEqual(rulesIn(`n${key} 3D${key}`), []);
  });

  it('are a vendor’s, but for a JSON Web Token, which anybody may have made', () => {
    const token = `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('{"sub":"u-4711"}').toString('base64url')}.${alnum(43)}`;
    assert.deepEqual(
      [...find(token)].map(({ kind }) => kind),
      ['assigned-secret'],
    );
  });

  it('are found by their checksum even where they look made up', () => {
    const made = `EXAMPLE${random(23)}`;
    assert.deepEqual(rulesIn(`gh${'p_'}${made}${checksumOf(made)}`), ['github-token']);
    assert.deepEqual(rulesIn(`gh${'p_'}${made}${random(6)}`), []);
  });
});

describe('what only looks like a key', () => {
  const base64 = random(60_000, 'base64', 3);
  const ordinary: Readonly<Record<string, string>> = {
    nothing: '',
    'a placeholder': `gh${'p_'}${'x'.repeat(36)} AK${'IA'}IOSFODNN7EXAMPLE sk${'_live_'}your_key_goes_here_please`,
    'a counted-up placeholder': `gh${'p_'}1234567890abcdefghijklmnopqrstuvwxyz`,
    'an image in base64': `![x](data:image/png;base64,${base64}==)`,
    'hashes of a lock file': Array.from({ length: 200 }, (_, n) => `"integrity": "sha512-${sha512(n)}",`).join('\n'),
    'commit ids': Array.from({ length: 200 }, (_, n) => createHash('sha1').update(`${n}`).digest('hex')).join('\n'),
    UUIDs: Array.from({ length: 200 }, () => randomUUID()).join('\n'),
    'a prefix in prose':
      'Tokens start with ghp_, glpat-, xoxb-, sk-ant-api03- or AKIA and go on with random characters.',
    'a pattern of a scanner': '/ghp_[A-Za-z0-9]{36}/, /sk-[a-zA-Z0-9]{48}/, /AKIA[A-Z0-9]{16}/',
    'names with dashes':
      'sk-learn-contrib-something-long-and-wordy key-value-store-for-everything re_export_all_of_them',
    'a prefix before words': 'fw_forwardingAllTheRequests sk-thisIsOnlyAnIdentifierOfSomebody',
    'a longer run than the key': `np${'m_'}${random(80)}`,
    'a key inside a word': `x${'ghp_'}${random(36)} ${random(8)}AK${'IA'}Q3EGRSJ4LXWT2UPD`,
    'words in the form of a key': `xai-${'the-quick-brown-fox-jumps-over-the-lazy-dog-and-then-it-sleeps-for-10-hours'}`,
    'the token of the documentation': `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('{"name":"John Doe"}').toString('base64url')}.${random(43)}`,
    'a test publishable key': `pk${'_test_'}${random(24)}`,
  };
  for (const [what, text] of Object.entries(ordinary)) {
    it(`is left alone: ${what}`, () => assert.deepEqual(rulesIn(text), []));
  }

  it('does not hold up the scan, however the text is made', () => {
    // Each of these once makes a naive pattern start over at every character. They end, and find nothing.
    for (const text of [
      '-eyJ'.repeat(20_000),
      `${'a'.repeat(99_000)}.eyJ`,
      'sk-'.repeat(30_000),
      '.'.repeat(100_000),
    ]) {
      assert.deepEqual(rulesIn(text), []);
    }
  });
});

function sha512(number: number): string {
  return createHash('sha512').update(`${number}`).digest('base64');
}

function checksumOf(text: string): string {
  const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  let rest = crc32(text);
  let checksum = '';
  for (let place = 0; place < 6; place++, rest = Math.floor(rest / 62)) checksum = letters.charAt(rest % 62) + checksum;
  return checksum;
}
