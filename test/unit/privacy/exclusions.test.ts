import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IgnoreFile } from '../../../src/contract/ignoreFile.ts';
import { createExclusions, ignoreFileNames, ignoreFileNamesWith } from '../../../src/privacy/exclusions.ts';
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

  it('let an inner file decide over an outer one, as git does', () => {
    const outer = ignoreFile('.aiignore', 'build/\n/docs\n*.gen.ts');
    const inner = ignoreFile('sub/.aiignore', '!build/\n!x.gen.ts\n/only-here.ts\nnested/a.ts');
    assert.equal(ruleFor('sub/build/a.ts', outer, inner), undefined);
    assert.equal(ruleFor('other/build/a.ts', outer, inner), '.aiignore: build/');
    assert.equal(ruleFor('sub/deep/x.gen.ts', outer, inner), undefined);
    assert.equal(ruleFor('sub/deep/y.gen.ts', outer, inner), '.aiignore: *.gen.ts');
    assert.equal(ruleFor('sub/docs/a.ts', outer, inner), undefined);
    assert.equal(ruleFor('sub/only-here.ts', outer, inner), 'sub/.aiignore: /only-here.ts');
    assert.equal(ruleFor('sub/deep/only-here.ts', outer, inner), undefined);
    assert.equal(ruleFor('sub/nested/a.ts', outer, inner), 'sub/.aiignore: nested/a.ts');
    assert.equal(ruleFor('sub/deep/nested/a.ts', outer, inner), undefined);
  });

  it('may stand in folders whose names look like patterns', () => {
    for (const folder of ['[x]', 'a*b', 'what?', '#1', '!no', 'with space']) {
      assert.equal(ruleFor(`${folder}/a.ts`, ignoreFile(`${folder}/.aiignore`, 'a.ts')), `${folder}/.aiignore: a.ts`);
      assert.equal(ruleFor('x/a.ts', ignoreFile(`${folder}/.aiignore`, 'a.ts')), undefined);
    }
  });

  it('exclude nothing by an empty pattern, and take nothing back by one', () => {
    const outer = ignoreFile('.aiignore', 'sub/secret/');
    for (const line of ['!', '!/', '/', '\\', ' ', '\uFEFF']) {
      assert.equal(ruleFor('sub/a/b.ts', ignoreFile('sub/.aiignore', line)), undefined, line);
      assert.ok(ruleFor('sub/secret/b.ts', outer, ignoreFile('sub/.aiignore', line)), line);
    }
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

describe('.gitignore', () => {
  it('is looked for where the person has chosen so', () => {
    assert.deepEqual(ignoreFileNamesWith({ usesGitignore: false }), ignoreFileNames);
    assert.deepEqual(ignoreFileNamesWith({ usesGitignore: true }), [...ignoreFileNames, '.gitignore']);
  });

  it('excludes like the others, nested too', () => {
    const rules = [ignoreFile('.gitignore', 'dist/\n*.log'), ignoreFile('app/.gitignore', '!keep.log')];
    assert.equal(ruleFor('app/dist/a.js', ...rules), '.gitignore: dist/');
    assert.equal(ruleFor('app/keep.log', ...rules), undefined);
    assert.equal(ruleFor('keep.log', ...rules), '.gitignore: *.log');
  });

  it('takes nothing back that another file excludes', () => {
    assert.ok(ruleFor('a.sql', ignoreFile('.aiignore', '*.sql'), ignoreFile('.gitignore', '!*.sql')));
  });
});

describe('a file that a file system knows by several names', () => {
  it('is excluded in upper and lower case alike, and taken back in its own case only', () => {
    const rules = ignoreFile('.aiignore', 'Secret/\n*.snap\n!keep.snap');
    assert.ok(ruleFor('SECRET/a.ts', rules));
    assert.ok(ruleFor('x.SNAP', rules));
    assert.equal(ruleFor('keep.snap', rules), undefined);
    assert.ok(ruleFor('KEEP.snap', rules));
    assert.ok(ruleFor('src/a.ts', ignoreFile('SRC/.aiignore', 'a.ts')));
  });

  it('is found in its workspace folder however that is written', () => {
    const exclusions = createExclusions();
    exclusions.update([ignoreFile('.aiignore', 'plans/', 'file:///c%3A/Work')]);
    assert.ok(exclusions.ruleFor(file('plans/a.ts', 'file:///C%3A/work')));
  });

  it('is excluded by either of two ways to write its letters', () => {
    assert.ok(ruleFor('caf\u0065\u0301/a.ts', ignoreFile('.aiignore', 'caf\u00E9/')));
    assert.ok(ruleFor('caf\u00E9/a.ts', ignoreFile('.aiignore', 'caf\u0065\u0301/')));
  });

  for (const path of ['.env.', '.env ', '.env::$DATA', 'x/.ENV:y', 'id_rsa. .', '.ssh./id_rsa', 'config\\.env.']) {
    it(`is excluded as Windows reads ${JSON.stringify(path)}`, () => assert.ok(ruleFor(path)));
  }
});

describe('a symbolic link', () => {
  const targets = new Map([
    ['file:///w/readme.md', file('.aws/credentials', 'file:///home/me')],
    ['file:///w/notes.md', file('plans/a.md')],
    ['file:///w/ok.md', file('docs/a.md')],
  ]);
  const exclusions = createExclusions({ targetOf: ({ uri }) => targets.get(uri) });
  exclusions.update([ignoreFile('.aiignore', 'plans/')]);

  it('is judged by the file that it leads to as well', () => {
    assert.match(exclusions.ruleFor(file('readme.md')) ?? '', /^the file that it links to: the built-in list/);
    assert.equal(exclusions.ruleFor(file('notes.md')), 'the file that it links to: .aiignore: plans/');
    assert.equal(exclusions.ruleFor(file('ok.md')), undefined);
    assert.equal(exclusions.ruleFor(file('plain.md')), undefined);
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

it('a file of a folder within a folder obeys the ignore files of both', () => {
  const exclusions = createExclusions();
  const outer = { workspaceUri: 'file:///w', folderPath: '', fileName: '.aiexclude', text: 'packages/a/private/\n' };
  exclusions.update([outer]);
  const inner = { uri: 'file:///w/packages/a/private/x.ts', path: 'private/x.ts', languageId: 'typescript' };
  assert.match(exclusions.ruleFor(inner) ?? '', /packages\/a\/private/);
  const free = { uri: 'file:///w/packages/b/private/x.ts', path: 'private/x.ts', languageId: 'typescript' };
  assert.equal(exclusions.ruleFor(free), undefined);
});

it('credential stores outside of every folder are known by more than the two parts that are shown of them', () => {
  const store = { uri: 'file:///home/me/.config/gh/hosts.yml', path: 'gh/hosts.yml', languageId: 'yaml' };
  assert.match(createExclusions().ruleFor(store) ?? '', /built-in list/);
});

it('a pattern with many deep wildcards is answered at once, and excludes rather more', () => {
  const exclusions = createExclusions();
  const text = `${'**/a/'.repeat(10)}b\n`;
  exclusions.update([{ workspaceUri: 'file:///w', folderPath: '', fileName: '.aiexclude', text }]);
  const path = `${'a/'.repeat(60)}c`;
  assert.match(exclusions.ruleFor({ uri: `file:///w/${path}`, path, languageId: 'x' }) ?? '', /\.aiexclude/);
  assert.equal(exclusions.ruleFor({ uri: 'file:///w/src/c', path: 'src/c', languageId: 'x' }), undefined);
});

describe('a file that was asked about before', () => {
  it('is judged by the rules of the workspace as they are now', () => {
    const exclusions = createExclusions();
    const rule = () => exclusions.ruleFor(file('src/plan.ts'));
    assert.equal(rule(), undefined);
    exclusions.update([ignoreFile('.aiexclude', 'src/')]);
    assert.match(rule() ?? '', /src\//);
    exclusions.update([]);
    assert.equal(rule(), undefined);
  });

  it('is judged by the policy as it is now', () => {
    let excluded: readonly IgnoreFile[] = [];
    const exclusions = createExclusions({ policy: () => excluded });
    const rule = () => exclusions.ruleFor(file('src/plan.ts'));
    assert.equal(rule(), undefined);
    excluded = [ignoreFile('.aiexclude', 'src/')];
    assert.match(rule() ?? '', /src\//);
    excluded = [];
    assert.equal(rule(), undefined);
  });

  it('is judged anew after many others', () => {
    const exclusions = createExclusions();
    exclusions.update([ignoreFile('.aiexclude', 'even/')]);
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < 1_200; index++) {
        const rule = exclusions.ruleFor(file(`${index % 2 === 0 ? 'even' : 'odd'}/${index}.ts`));
        assert.equal(rule !== undefined, index % 2 === 0, String(index));
      }
    }
  });
});
