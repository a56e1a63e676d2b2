import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { describe, it } from 'node:test';
import { createSecretlintScan } from '../../../src/privacy/secretlint.ts';
import { random } from './support.ts';

const key = `gh${'p_'}${random(36)}`;

describe('secretlint', () => {
  const scan = createSecretlintScan();

  it('finds what its rules know, with its place and without its text', async () => {
    const text = `a\nconst key = "${key}";\n`;
    const [detection] = await scan(text, 'a.ts');
    assert.ok(detection !== undefined);
    assert.equal(detection.rule, 'secretlint-github:GITHUB_TOKEN');
    assert.equal(detection.kind, 'vendor-secret');
    assert.equal(text.slice(detection.start, detection.end), key);
    assert.doesNotMatch(JSON.stringify(detection), new RegExp(key));
  });

  it('calls a private key a private key', async () => {
    const dashes = '-----';
    const text = `${dashes}BEGIN RSA PRIVATE KEY${dashes}\nMIIE${random(800, 'base64')}\n${dashes}END RSA PRIVATE KEY${dashes}`;
    const detections = await scan(text, 'a.txt');
    assert.deepEqual(
      detections.map(({ kind }) => kind),
      ['private-key'],
    );
  });

  it('cannot be switched off by a comment in the text', async () => {
    const text = `// secretlint-disable\n// secretlint-disable-next-line\nconst key = "${key}";`;
    assert.equal((await scan(text, 'a.ts')).length, 1);
  });

  it('finds nothing in ordinary text', async () => {
    assert.deepEqual(await scan('', ''), []);
    assert.deepEqual(await scan('const a = 1;\n'.repeat(500), 'a.ts'), []);
    assert.deepEqual(await scan('aws account id 123456789012', 'a.md'), []);
  });

  it('leaves no trace of its scans behind', async () => {
    const before = performance.getEntries().length;
    for (let round = 0; round < 20; round++) await scan(`x ${round}`, 'a.ts');
    assert.equal(performance.getEntries().length, before);
  });

  it('is loaded at the first scan, and again when that failed', async () => {
    let loads = 0;
    const lazy = createSecretlintScan(async () => {
      loads++;
      if (loads === 1) throw new Error('not there');
      return [];
    });
    assert.equal(loads, 0);
    await assert.rejects(lazy('x', ''), /not there/);
    assert.deepEqual(await lazy('x', ''), []);
    assert.deepEqual(await lazy('y', ''), []);
    assert.equal(loads, 2);
  });
});
