import { build, context } from 'esbuild';

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
    ],
    outdir: 'dist/media',
  },
];

if (process.argv.includes('--watch')) {
  for (const options of builds) await (await context({ ...options, logLevel: 'info' })).watch();
} else {
  await Promise.all(builds.map((options) => build({ ...options, logLevel: 'warning' })));
}
