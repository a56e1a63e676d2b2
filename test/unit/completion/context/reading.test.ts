import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endOfBlock, startWithComments } from '../../../../src/completion/context/definitionBlock.ts';
import { toDiagnosticsSnippet } from '../../../../src/completion/context/diagnosticsSnippet.ts';
import { nearestIdentifiers } from '../../../../src/completion/context/identifiers.ts';
import { createSecretCheck } from '../../../../src/completion/context/secretCheck.ts';
import { isInToolFolder, isReadable } from '../../../../src/completion/context/suitable.ts';
import type { Finding } from '../../../../src/contract/inspection.ts';
import type { Request } from '../../../../src/contract/request.ts';
import { originOf } from './project.ts';

const names = (limit: number, ...lines: readonly string[]) => nearestIdentifiers(lines, limit).map(({ name }) => name);

test('the names nearest to the cursor, each once, without keywords', () => {
  assert.deepEqual(names(6, 'import { cart } from x', 'const sum = totalOf(cart, sum)'), ['sum', 'cart', 'totalOf']);
  assert.deepEqual(names(2, 'far', 'near + nearer'), ['nearer', 'near']);
  assert.deepEqual(nearestIdentifiers(['', '  call(größe)'], 6)[0], { name: 'größe', line: 1, column: 7 });
});

/** The block that begins at the line with ▶. */
function blockOf(text: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.includes('▶'));
  const plain = lines.map((line) => line.replace('▶', ''));
  return plain.slice(startWithComments(plain, start), endOfBlock(plain, start)).join('\n');
}

test('a definition ends where its block ends', () => {
  const add = 'export function add(\n  a: number,\n): number {\n  return a;\n}';
  assert.equal(blockOf(`▶${add}\nexport const next = 1;`), add);
  assert.equal(
    blockOf('▶def add(a, b):\n    if a:\n\n        return b\n    return a\n\n\ndef next():'),
    ['def add(a, b):', '    if a:', '', '        return b', '    return a'].join('\n'),
  );
  assert.equal(blockOf('▶int add(int a)\n{\n    return a;\n}\nint next;'), 'int add(int a)\n{\n    return a;\n}');
  assert.equal(blockOf('a\n▶const rate = 0.05;\nconst next = 1;'), 'const rate = 0.05;');
});

test('the comments and decorators above a definition belong to it', () => {
  assert.equal(blockOf('x = 1\n@cached\n▶def add():\n    pass'), '@cached\ndef add():\n    pass');
  assert.equal(blockOf('let a;\n\n/**\n * Adds.\n */\n▶function add() {}'), '/**\n * Adds.\n */\nfunction add() {}');
});

test('a block that does not end is cut', () => {
  const lines = ['class Huge {', ...Array.from({ length: 5_000 }, () => '  x = 1;')];
  assert.equal(endOfBlock(lines, 0), 120);
});

test('diagnostics: errors first, at most four, on one line each, in the comments of the language', () => {
  const text = toDiagnosticsSnippet(
    [
      { severity: 'warning', message: 'unused', lineText: '    import os  ' },
      { severity: 'error', message: `first\nsecond`, lineText: undefined },
      { severity: 'error', message: 'x'.repeat(400), lineText: undefined },
      ...Array.from({ length: 9 }, (_, n) => ({ severity: 'warning' as const, message: `${n}`, lineText: undefined })),
    ],
    originOf('a.py'),
  )?.text.split('\n');
  assert.equal(text?.length, 4);
  assert.equal(text?.[0], '# error in this line: first');
  assert.ok((text?.[1]?.length ?? 0) < 200);
  assert.equal(text?.[2], '# warning in `import os`: unused');
});

test('no diagnostics where nothing is wrong or the language has no line comment', () => {
  assert.equal(toDiagnosticsSnippet([], originOf('a.ts')), undefined);
  const wrong = { severity: 'error' as const, message: 'wrong', lineText: undefined };
  assert.equal(toDiagnosticsSnippet([wrong], originOf('a.txt')), undefined);
});

test('binary and packed texts are told from what people write', () => {
  assert.ok(isReadable('const a = 1;\n'.repeat(100)));
  assert.ok(isReadable(''));
  assert.ok(!isReadable('abc\0def'));
  assert.ok(!isReadable(`short\n${'x'.repeat(1_001)}\nshort`));
  assert.ok(!isReadable(`${'x'.repeat(500)}\n`.repeat(10)));
});

test('folders of tools are told by a whole part of the path', () => {
  assert.ok(isInToolFolder('node_modules/left-pad/index.js'));
  assert.ok(isInToolFolder('packages/a/.vscode/settings.json'));
  assert.ok(!isInToolFolder('src/node_modules.ts'));
});

test('the check for secrets reads the whole text through the inspection of every request', async () => {
  const asked: Request[] = [];
  const finding: Finding = { kind: 'vendor-secret', rule: 'r', place: 'p', line: 1, reason: 'A key.' };
  const hasSecrets = createSecretCheck(async (request) => {
    asked.push(request);
    const findings = request.task === 'completion' && request.prefix.includes('key') ? [finding] : [];
    return { inspection: { findings, lookedFor: [] }, plan: { routes: [], refused: [], strategy: 'single' } as never };
  });
  assert.equal(await hasSecrets('a key', originOf('a.ts')), true);
  assert.equal(await hasSecrets('nothing', originOf('a.ts')), false);
  assert.deepEqual(
    asked.map((request) => request.task === 'completion' && request.origin.path),
    ['a.ts', 'a.ts'],
  );
});
