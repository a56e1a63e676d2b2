import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { build, context } from 'esbuild';
import { grammarFiles, runtimeFile } from './src/syntax/grammars.ts';

/**
 * Packages that start-up does not need. Each becomes a file of its own under dist/lib, loaded when the code first
 * reaches its `await import('…')`. Our own modules stay in one bundle, so that a class exists once.
 */
const lazyPackages = [
  'openai',
  'ollama',
  '@anthropic-ai/sdk',
  '@secretlint/secretlint-rule-preset-recommend',
  '@pydantic/genai-prices',
  'web-tree-sitter',
  'diff',
  're2js',
];

const fileNameOf = (name) => name.replace('@', '').replaceAll('/', '-');

const lazyPackagesPlugin = {
  name: 'lazy-packages',
  setup(bundle) {
    bundle.onResolve({ filter: /^[@a-z]/ }, ({ path, kind }) => {
      if (kind !== 'dynamic-import' || !lazyPackages.includes(path)) return undefined;
      return { path: `./lib/${fileNameOf(path)}.cjs`, external: true };
    });
  },
};

const minify = !process.argv.includes('--watch');
const node = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  minify,
  outExtension: { '.js': '.cjs' },
};

const builds = [
  {
    ...node,
    entryPoints: { extension: 'src/extension.ts' },
    outdir: 'dist',
    external: ['vscode'],
    plugins: [lazyPackagesPlugin],
    sourcemap: minify ? false : 'linked',
  },
  {
    ...node,
    entryPoints: Object.fromEntries(lazyPackages.map((name) => [fileNameOf(name), name])),
    outdir: 'dist/lib',
    // web-tree-sitter asks where it stands in the manner of an ES module, which a CommonJS file has to be told.
    banner: { js: "const ownUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': 'ownUrl' },
  },
  {
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    minify,
    entryPoints: [
      { in: 'media/chat/main.ts', out: 'chat' },
      { in: 'media/chat/chat.css', out: 'chat' },
      { in: 'media/egress/main.ts', out: 'egress' },
      { in: 'media/egress/egress.css', out: 'egress' },
    ],
    outdir: 'dist/media',
  },
];

/** The grammars that src/syntax knows, and the runtime that they run in. */
async function copyGrammars() {
  await mkdir('dist/grammars', { recursive: true });
  const copies = grammarFiles().map((file) => [`node_modules/@vscode/tree-sitter-wasm/wasm/${file}`, file]);
  copies.push([`node_modules/web-tree-sitter/${runtimeFile}`, runtimeFile]);
  await Promise.all(copies.map(([from, file]) => copyFile(from, `dist/grammars/${file}`)));
}

/** The licences of everything that is bundled, as they ask for, in one file beside the code. */
async function writeLicences(results) {
  const folders = new Set(['node_modules/@vscode/tree-sitter-wasm']);
  for (const input of results.flatMap(({ metafile }) => Object.keys(metafile.inputs))) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
    if (folder !== undefined) folders.add(folder);
  }
  const texts = await Promise.all([...folders].sort().map(licenceOf));
  await writeFile('dist/third-party-licences.txt', texts.join('\n\n'));
}

async function licenceOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)/i.test(file));
  const texts = await Promise.all(files.map((file) => readFile(`${folder}/${file}`, 'utf8')));
  return [`=== ${name} ${version} (${license}) ===`, ...texts.map((text) => text.trim())].join('\n\n');
}

await copyGrammars();
if (process.argv.includes('--watch')) {
  for (const options of builds) await (await context({ ...options, logLevel: 'info' })).watch();
} else {
  await writeLicences(
    await Promise.all(builds.map((options) => build({ ...options, metafile: true, logLevel: 'warning' }))),
  );
}
