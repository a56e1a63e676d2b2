import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IgnoreFile } from '../../../src/contract/ignoreFile.ts';
import { createExclusions, ignoreFileNames } from '../../../src/privacy/exclusions.ts';
import { file } from './support.ts';

function ignoreFile(place: string, text: string, workspaceUri = 'file:///w'): IgnoreFile {
  const slash = place.lastIndexOf('/');
  return { workspaceUri, folderPath: place.slice(0, Math.max(slash, 0)), fileName: place.slice(slash + 1), text };
}

function ruleFor(path: string, ...files: readonly IgnoreFile[]): string | undefined {
  const exclusions = createExclusions();
  exclusions.update(files);
  return exclusions.ruleFor(file(path));
}

describe('the built-in list', () => {
  const secret = [
    '.env',
    '.env.local',
    'packages/api/.env.production',
    'staging.env',
    '.ENV',
    'id_rsa',
    '.ssh/id_ed25519',
    'certificates/server.pem',
    'tls.key',
    'a/b/client.p12',
    'release.keystore',
    '.npmrc',
    'home/.aws/credentials',
    '.aws/credentials',
    'x/y/.kube/config',
    '.docker/config.json',
    '.git-credentials',
    'infra/terraform.tfstate',
    'infra/terraform.tfstate.backup',
    'infra/prod.tfvars',
    '.netrc',
    '.pgpass',
    'config/master.key',
    '.gnupg/secring',
    'gcp/my-service-account-prod.json',
  ];
  for (const path of secret) {
    it(`holds ${path}`, () => assert.match(ruleFor(path) ?? '', /^the built-in list: /));
  }

  const ordinary = [
    'src/environment.ts',
    '.env.example',
    'packages/api/.env.sample',
    'src/keys.ts',
    'src/tokenizer.ts',
    'docs/id_rsa.md',
    'config.json',
    'config',
    'credentials.ts',
    'id_rsa.pub',
    'src/key/index.ts',
    'Straße/日本語 (1).ts',
    'Untitled-1',
  ];
  for (const path of ordinary) {
    it(`does not hold ${path}`, () => assert.equal(ruleFor(path), undefined));
  }

  it('cannot be loosened by an ignore file', () => {
    assert.match(ruleFor('.env', ignoreFile('.aiignore', '!.env\n!*')) ?? '', /^the built-in list: /);
  });
});

describe('ignore files', () => {
  for (const fileName of ignoreFileNames) {
    it(`are read from ${fileName}`, () => {
      assert.equal(ruleFor('secret/a.ts', ignoreFile(fileName, '# ours\nsecret/\n')), `${fileName}: secret/`);
      assert.equal(ruleFor('public/a.ts', ignoreFile(fileName, 'secret/\n')), undefined);
    });
  }

  it('hold below their own folder only', () => {
    const nested = ignoreFile('src/legal/.aiexclude', '*.md');
    assert.equal(ruleFor('src/legal/deep/terms.md', nested), 'src/legal/.aiexclude: *.md');
    assert.equal(ruleFor('src/readme.md', nested), undefined);
    assert.equal(ruleFor('src/legal.md', nested), undefined);
    assert.equal(ruleFor('src/legality/terms.md', nested), undefined);
  });

  it('understand gitignore syntax: anchors, globs, negation, CRLF, comments, escapes', () => {
    const rules = ignoreFile('.aiignore', '/top.txt\r\n**/generated/**\r\n*.snap\r\n!keep.snap\r\n# no\r\n\\#odd\r\n');
    assert.ok(ruleFor('top.txt', rules));
    assert.equal(ruleFor('sub/top.txt', rules), undefined);
    assert.ok(ruleFor('a/generated/b/c.ts', rules));
    assert.ok(ruleFor('x/y.snap', rules));
    assert.equal(ruleFor('x/keep.snap', rules), undefined);
    assert.ok(ruleFor('#odd', rules));
    assert.equal(ruleFor('no', rules), undefined);
  });

  it('exclude everything beside and below an empty .aiexclude, or one that holds only comments', () => {
    for (const text of ['', '\n', '  \r\n', '# nothing here\n\n']) {
      assert.equal(ruleFor('private/a/b.ts', ignoreFile('private/.aiexclude', text)), 'private/.aiexclude: *');
      assert.equal(ruleFor('other/b.ts', ignoreFile('private/.aiexclude', text)), undefined);
    }
    assert.equal(ruleFor('a.ts', ignoreFile('.cursorignore', '')), undefined);
    assert.equal(ruleFor('private/b.ts', ignoreFile('private/.aiexclude', `${'\n'.repeat(5_000)}c.ts`)), undefined);
  });

  it('let an inner file take back a file, but not out of an excluded folder', () => {
    const outer = ignoreFile('.aiignore', '*.sql\nvault/');
    assert.equal(ruleFor('db/seed.sql', outer, ignoreFile('db/.aiignore', '!seed.sql')), undefined);
    assert.equal(ruleFor('vault/open.ts', outer, ignoreFile('vault/.aiignore', '!open.ts')), '.aiignore: vault/');
  });

  it('of one tool do not loosen those of another', () => {
    const rules = [ignoreFile('.aiignore', '*.sql'), ignoreFile('.cursorignore', '!*.sql')];
    assert.equal(ruleFor('a.sql', ...rules), '.aiignore: *.sql');
  });

  it('hold in their own workspace folder only', () => {
    const exclusions = createExclusions();
    exclusions.update([ignoreFile('.aiignore', 'a.ts', 'file:///one')]);
    assert.ok(exclusions.ruleFor(file('a.ts', 'file:///one')));
    assert.equal(exclusions.ruleFor(file('a.ts', 'file:///two')), undefined);
    assert.equal(exclusions.ruleFor(file('a.ts', 'file:///one-more')), undefined);
  });

  it('hold for each cell of a notebook, whose fragment tells it from the others', () => {
    const exclusions = createExclusions();
    exclusions.update([ignoreFile('.aiexclude', 'plans/')]);
    const cell = { uri: 'file:///w/plans/a.ipynb#W1sZmlsZQ%3D%3D', path: 'plans/a.ipynb', languageId: 'python' };
    assert.equal(exclusions.ruleFor(cell), '.aiexclude: plans/');
    assert.equal(exclusions.ruleFor({ ...cell, uri: 'file:///w/notes/a.ipynb#W1', path: 'notes/a.ipynb' }), undefined);
  });

  it('are replaced by an update', () => {
    const exclusions = createExclusions();
    exclusions.update([ignoreFile('.aiignore', 'a.ts')]);
    assert.ok(exclusions.ruleFor(file('a.ts')));
    exclusions.update([]);
    assert.equal(exclusions.ruleFor(file('a.ts')), undefined);
  });
});

describe('a path that cannot be matched', () => {
  for (const path of ['../outside.ts', '/etc/passwd', '', './a.ts']) {
    it(`is held back: ${JSON.stringify(path)}`, () => assert.equal(ruleFor(path), 'its unclear path'));
  }

  it('is read with either slash', () => {
    assert.ok(ruleFor('config\\.env'));
    assert.ok(ruleFor('secret\\a.ts', ignoreFile('.aiignore', 'secret/')));
  });
});
