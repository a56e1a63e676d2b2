import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { compareFiles } from '../../../scripts/package/compareFiles.ts';
import { findLicenceProblems, isAllowedLicence } from '../../../scripts/package/licences.ts';
import { zipNames } from '../../../scripts/package/zipNames.ts';
import { policySchemaFile, publishedPolicySchema } from '../../../scripts/writePolicySchema.ts';

describe('the published schema of the policy file', () => {
  const published = JSON.parse(readFileSync(policySchemaFile, 'utf8'));

  it('is what the code writes; if not, run `node scripts/writePolicySchema.ts`', () => {
    assert.deepEqual(published, JSON.parse(JSON.stringify(publishedPolicySchema())));
  });

  it('describes each key, and allows no other', () => {
    const undescribed: string[] = [];
    const visit = (node: Record<string, unknown>, path: string) => {
      const properties = node['properties'] as Record<string, Record<string, unknown>> | undefined;
      if (properties === undefined) return;
      assert.equal(node['additionalProperties'], false, path);
      for (const [name, property] of Object.entries(properties)) {
        if (typeof property['description'] !== 'string') undescribed.push(`${path}${name}`);
        visit(property, `${path}${name}.`);
      }
    };
    visit(published, '');
    assert.deepEqual(undescribed, []);
    assert.deepEqual(published.required, ['version']);
    assert.deepEqual(Object.keys(published.properties), [
      'version',
      'mode',
      'exclude',
      'providers',
      'require',
      'handling',
    ]);
  });
});

describe('the licences of what is bundled', () => {
  const text =
    'Permission is hereby granted, free of charge, to any person obtaining a copy of this software and so on.';

  it('may be permissive ones, and one permissive alternative is enough', () => {
    for (const licence of ['MIT', '(MPL-2.0 OR Apache-2.0)', 'ISC AND MIT'])
      assert.ok(isAllowedLicence(licence), licence);
    for (const licence of ['GPL-3.0', 'MPL-2.0', 'MIT AND GPL-2.0', 'UNLICENSED', 'undefined', '']) {
      assert.ok(!isAllowedLicence(licence), licence);
    }
  });

  it('have to be there with their texts', () => {
    assert.deepEqual(findLicenceProblems(`=== good 1.0.0 (MIT) ===\n\n${text}`), []);
    assert.deepEqual(findLicenceProblems(`=== bare 1.0.0 (MIT) ===\n\n=== @a/bad 2.0.0 (GPL-3.0) ===\n\n${text}`), [
      'bare 1.0.0 is bundled without its licence.',
      '@a/bad 2.0.0 is under GPL-3.0, which is not allowed.',
    ]);
    assert.deepEqual(findLicenceProblems(''), ['The file of licences names no package.']);
  });
});

describe('the content of the package', () => {
  it('is compared with what was accepted', () => {
    assert.deepEqual(compareFiles(['a', 'b'], ['a', 'b']), []);
    assert.deepEqual(compareFiles(['a', '.env'], ['a', 'b']), ['+ .env', '- b']);
  });

  it('was accepted without sources, tests, maps, settings or keys among it', () => {
    const names = readFileSync('scripts/package/vsixFiles.txt', 'utf8').split('\n').filter(Boolean);
    const odd = names.filter((name) =>
      /\.(?:ts|map|env|key|pem)$|node_modules|\/(?:src|test|scripts|\.\w+)\//.test(name),
    );
    assert.deepEqual(odd, []);
    assert.deepEqual(names, [...names].sort());
  });

  it('is read from the directory of the archive', async () => {
    // An archive without files, then one of two: names, lengths and offsets as APPNOTE lays them out.
    const end = (count: number, offset: number) => {
      const bytes = Buffer.alloc(22);
      bytes.writeUInt32LE(0x06054b50, 0);
      bytes.writeUInt16LE(count, 10);
      bytes.writeUInt32LE(offset, 16);
      return bytes;
    };
    const entry = (name: string, extra: number) => {
      const bytes = Buffer.alloc(46 + name.length + extra);
      bytes.writeUInt32LE(0x02014b50, 0);
      bytes.writeUInt16LE(name.length, 28);
      bytes.writeUInt16LE(extra, 30);
      bytes.write(name, 46);
      return bytes;
    };
    assert.deepEqual(await zipNames(end(0, 0)), []);
    const archive = Buffer.concat([Buffer.alloc(7), entry('b/x', 5), entry('a', 0), end(2, 7)]);
    assert.deepEqual(await zipNames(archive), ['a', 'b/x']);
    await assert.rejects(zipNames(Buffer.from('no archive')), /central directory/i);
  });
});
