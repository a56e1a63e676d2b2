import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { test } from 'node:test';

/** The table of ARCHITECTURE.md: which folder (or file) of src may import which others, besides itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'extension.ts': ['*', 'vscode'],
  'core.ts': ['*'],
  'pipeline.ts': ['routing', 'privacy', 'backends', 'metering', 'contract', 'base'],
  editor: ['completion', 'chat', 'metering', 'contract', 'base', 'vscode'],
  syntax: ['contract', 'base'],
  completion: ['syntax', 'contract', 'base'],
  chat: ['contract', 'base'],
  routing: ['contract', 'base'],
  privacy: ['contract', 'base'],
  backends: ['contract', 'base'],
  metering: ['contract', 'base'],
  benchmark: ['completion', 'chat', 'metering', 'contract', 'base'],
  contract: ['base'],
  base: [],
};

const networkModules = ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'undici', 'ws'];

interface Import {
  readonly file: string;
  readonly specifier: string;
}

const sources = globSync('src/**/*.ts').map((path) => path.replaceAll('\\', '/'));
const imports = sources.flatMap(importsOf);

test('every folder imports only what the table of ARCHITECTURE.md allows', () => {
  const broken = imports.filter(({ file, specifier }) => !isAllowed(file, specifier));
  assert.deepEqual(broken, []);
  assert.ok(imports.length > 50, 'the check found no imports to look at');
});

test('every folder of src stands in the table, and the table names no folder that is gone', () => {
  const rooms = new Set(sources.map(roomOf));
  assert.deepEqual([...rooms].sort(), Object.keys(mayImport).sort());
});

test('only the gate can open a connection', () => {
  const openers = imports.filter(({ specifier }) => networkModules.includes(specifier.replace('node:', '')));
  assert.deepEqual([...new Set(openers.map(({ file }) => file))], ['src/backends/gate.ts']);
  const callers = sources.filter((file) => /(?<![.\w])fetch\(|new (WebSocket|EventSource)\(/.test(codeOf(file)));
  assert.deepEqual(
    callers.filter((file) => file !== 'src/backends/gate.ts'),
    [],
  );
});

test('only privacy/admit makes an admitted request', () => {
  const makers = sources.filter((file) => codeOf(file).includes('new AdmittedRequest('));
  assert.deepEqual(makers, ['src/privacy/admit.ts']);
});

test('no proposed API: none is enabled, none is declared, the types are those of the oldest supported editor', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  assert.equal(manifest.enabledApiProposals, undefined);
  const oldest = manifest.engines.vscode.replace('^', '');
  assert.equal(manifest.devDependencies['@types/vscode'], oldest);
  const declaring = sources.filter((file) => /declare module ['"]vscode|vscode\.proposed/.test(codeOf(file)));
  assert.deepEqual(declaring, []);
});

test('what start-up does not need is imported lazily', () => {
  const lazy = [
    'openai',
    'ollama',
    '@anthropic-ai/sdk',
    '@secretlint/secretlint-rule-preset-recommend',
    '@pydantic/genai-prices',
    'web-tree-sitter',
    'diff',
    'node:sqlite',
  ];
  const eager = sources.filter((file) =>
    lazy.some((name) => new RegExp(`^import (?!type\\b)[^;]*from '${name}`, 'm').test(codeOf(file))),
  );
  assert.deepEqual(eager, []);
});

test('zod is imported as a namespace, so that the bundler can leave out its translations (260 KB)', () => {
  assert.deepEqual(
    sources.filter((file) => /import \{[^}]*\} from 'zod'/.test(codeOf(file))),
    [],
  );
});

function isAllowed(file: string, specifier: string): boolean {
  const allowed = mayImport[roomOf(file)] ?? [];
  if (specifier === 'vscode') return allowed.includes('vscode');
  if (!specifier.startsWith('.')) return true;
  const target = roomOf(posix.join(posix.dirname(file), specifier));
  return target === roomOf(file) || allowed.includes('*') || allowed.includes(target);
}

/** The first part of a path below src: a folder, or a file that stands there by itself. */
function roomOf(path: string): string {
  return path.split('/')[1] ?? path;
}

/** Static, type-only, re-exporting and dynamic imports alike. */
function importsOf(file: string): Import[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)(['"])([^'"]+)\1/g;
  return [...codeOf(file).matchAll(pattern)].map((match) => ({ file, specifier: match[2] ?? '' }));
}

function codeOf(file: string): string {
  return readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}
