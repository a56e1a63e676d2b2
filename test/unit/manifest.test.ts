import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, it } from 'node:test';
import { isAllowedLicence } from '../../scripts/package/licences.ts';

interface Setting {
  readonly scope?: string;
  readonly default?: unknown;
}

interface LockedPackage {
  readonly version: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const settings: Readonly<Record<string, Setting>> = manifest.contributes.configuration.properties;
const restricted: readonly string[] = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
const locked: Readonly<Record<string, LockedPackage>> = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;

const sources = globSync(['src/**/*.ts', 'media/**/*.ts']).map((path) => path.replaceAll('\\', '/'));

/** Settings that a workspace may have its own value of, each with the reason why that can do no harm. */
const ofTheWorkspace: Readonly<Record<string, string>> = {
  'watershed.completion.languages':
    'it can only name languages; the main switch and where a prompt may go stand above it',
};

/** Settings that bear on nothing that leaves, so that they hold before trust too. */
const harmlessBeforeTrust: Readonly<Record<string, string>> = {
  ...ofTheWorkspace,
  'watershed.completion.enabled': 'nothing is sent before trust, whatever it says',
  'watershed.completion.trigger': 'nothing is sent before trust, whatever it says',
  'watershed.nextEdit.enabled': 'it needs no model and sends nothing',
};

describe('the settings', () => {
  it('are the person’s own: a workspace and a devcontainer can fill none but the named ones', () => {
    const open = Object.entries(settings).filter(([, { scope }]) => scope !== 'application');
    assert.deepEqual(
      open.map(([name]) => name),
      Object.keys(ofTheWorkspace),
    );
    assert.ok(Object.keys(settings).length > 8);
  });

  it('that bear on what leaves are restricted before trust', () => {
    const expected = Object.keys(settings).filter((name) => harmlessBeforeTrust[name] === undefined);
    assert.deepEqual([...restricted].sort(), expected.sort());
  });

  it('that say what leaves, where to, with which key and at what cost are all among the restricted ones', () => {
    const bearing = /^watershed\.(?:backends|privacy|routing|budget|egress)\b/;
    assert.deepEqual(
      Object.keys(settings).filter((name) => bearing.test(name) && !restricted.includes(name)),
      [],
    );
  });

  it('hold no key, header or password: those live in the secret storage', () => {
    const text = JSON.stringify(settings);
    assert.doesNotMatch(text, /"(?:api_?key|headers?|password|secret|token)":/i);
  });

  it('are read in one file, from the person’s own values and never from the merged ones', () => {
    const reading = sources.filter((file) => codeOf(file).includes('getConfiguration('));
    // `nextEdit.enabled` sends nothing, and the editor itself ignores a workspace's value of an application setting.
    assert.deepEqual(reading.sort(), ['src/editor/nextEdit.ts', 'src/editor/settings.ts']);
    const code = codeOf('src/editor/settings.ts');
    assert.doesNotMatch(code, /\.get[<(]/);
    const ofAnybody = code.match(/workspace(?:Folder)?(?:Language)?Value\w*/g) ?? [];
    assert.deepEqual(ofAnybody, []);
    assert.match(code, /found\?\.globalValue \?\? found\?\.defaultValue/);
    assert.deepEqual(codeOf('src/editor/nextEdit.ts').match(/\.get\('[^']+'\)/g), [".get('nextEdit.enabled')"]);
  });

  it('that the code reads are all contributed, so that their scope holds', () => {
    const code = codeOf('src/editor/settings.ts');
    const read = [...code.matchAll(/ownValue\('([\w.]+)'\)/g)].map(([, name]) => `watershed.${name}`);
    const privacy = /privacySettings = \[([^\]]*)\]/.exec(code)?.[1] ?? '';
    for (const [, name] of privacy.matchAll(/'(\w+)'/g)) read.push(`watershed.privacy.${name}`);
    assert.ok(read.length > 10);
    assert.deepEqual(
      read.filter((name) => settings[name] === undefined),
      [],
    );
  });
});

describe('the policy file', () => {
  it('is completed and checked by the published schema', () => {
    const entry = { fileMatch: ['**/.watershed/policy.json'], url: './media/policy.schema.json' };
    assert.deepEqual(manifest.contributes.jsonValidation, [entry]);
    assert.match(readFileSync('.vscodeignore', 'utf8'), /^!media\/policy\.schema\.json$/m);
  });
});

describe('the dependencies', () => {
  const bundled = bundledPackages();

  it('are none when the extension runs: everything is bundled', () => {
    for (const key of ['dependencies', 'optionalDependencies', 'peerDependencies', 'bundledDependencies']) {
      assert.equal(manifest[key], undefined, key);
    }
  });

  it('are locked: each by its exact version, and each file by its checksum', () => {
    const loose = Object.entries<string>(manifest.devDependencies).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );
    assert.deepEqual(loose, []);
    for (const [name, version] of Object.entries<string>(manifest.devDependencies)) {
      assert.equal(locked[`node_modules/${name}`]?.version, version, name);
    }
    const unchecked = Object.entries(locked).filter(
      ([path, { integrity }]) => path !== '' && !integrity?.startsWith('sha512-'),
    );
    assert.deepEqual(unchecked, []);
  });

  it('that are bundled run no script when they are installed', () => {
    assert.ok(bundled.length > 15, bundled.join());
    assert.deepEqual(
      bundled.filter((path) => locked[path]?.hasInstallScript),
      [],
    );
  });

  it('that are bundled are under licences that allow it', () => {
    const forbidden = bundled.filter((path) => !isAllowedLicence(locked[path]?.license ?? 'none'));
    assert.deepEqual(forbidden, []);
  });

  it('are each named in CONTRIBUTING.md with the reason why they are there', () => {
    const text = readFileSync('CONTRIBUTING.md', 'utf8');
    assert.deepEqual(
      Object.keys(manifest.devDependencies).filter((name) => !text.includes(`\`${name}\``)),
      [],
    );
  });

  it('run no script of ours at their installation either', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
    assert.deepEqual(
      hooks.filter((hook) => manifest.scripts[hook] !== undefined),
      [],
    );
  });
});

/** What src and media import, and everything that that needs in turn, by its path in the lock file. */
function bundledPackages(): readonly string[] {
  const imported = new Set(sources.flatMap((file) => packagesOf(codeOf(file))));
  // Copied into the package as it is, without an import.
  imported.add('@vscode/tree-sitter-wasm');
  const found = new Set<string>();
  const queue = [...imported].map((name) => `node_modules/${name}`);
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const entry = locked[path];
    if (entry === undefined || found.has(path)) continue;
    found.add(path);
    const needed = { ...entry.dependencies, ...entry.optionalDependencies };
    for (const name of Object.keys(needed)) queue.push(locate(name, path));
  }
  return [...found].sort();
}

/** As Node finds it: beside the one who needs it, else further up. */
function locate(name: string, from: string): string {
  for (let folder = from; folder !== '.' && folder !== ''; folder = posix.dirname(folder)) {
    const path = `${folder}/node_modules/${name}`;
    if (locked[path] !== undefined) return path;
  }
  return `node_modules/${name}`;
}

function packagesOf(code: string): readonly string[] {
  const specifiers = [
    ...code.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(['"])((?:@[\w.-]+\/)?[a-z][\w.-]*)(?:\/[^'"]*)?\1/g),
  ];
  return specifiers.map((match) => match[2] ?? '').filter((name) => name !== 'vscode');
}

function codeOf(file: string): string {
  return readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}
