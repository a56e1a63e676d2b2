import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { ReadGrammar } from '../../../src/syntax/grammarReader.ts';
import { grammarFiles, runtimeFile } from '../../../src/syntax/grammars.ts';
import type { Place } from '../../../src/syntax/place.ts';
import { createSyntax } from '../../../src/syntax/syntax.ts';
import { createLog, readGrammar } from './grammars.ts';

const place: Place = { languageId: 'go', above: '', linePrefix: 'func f() {', lineSuffix: '', below: '' };

function create(t: TestContext, read: ReadGrammar = readGrammar) {
  const log = createLog();
  const reads: string[] = [];
  const syntax = createSyntax({
    readGrammar: (file) => {
      reads.push(file);
      return read(file);
    },
    log,
  });
  t.after(() => syntax.dispose());
  return { syntax, log, reads };
}

test('nothing is read before the first question, and each file once', async (t) => {
  const { syntax, reads } = create(t);
  assert.deepEqual(reads, []);
  assert.equal(syntax.at(place), undefined, 'a question does not wait');
  assert.equal(syntax.at(place), undefined);
  assert.equal(await syntax.load('go'), true);
  assert.equal(syntax.at(place)?.isOpening, true);
  assert.equal(await syntax.load('css'), true);
  assert.deepEqual(reads, [runtimeFile, 'tree-sitter-go.wasm', 'tree-sitter-css.wasm']);
});

test('a language without a grammar reads nothing', async (t) => {
  const { syntax, reads } = create(t);
  assert.equal(syntax.at({ ...place, languageId: 'plaintext' }), undefined);
  assert.equal(await syntax.load('plaintext'), false);
  assert.deepEqual(reads, []);
});

test('a grammar that cannot be read is told of once and is not asked for again', async (t) => {
  const { syntax, log, reads } = create(t, async (file) => {
    if (file.includes('go')) throw new Error('gone');
    return readGrammar(file);
  });
  assert.equal(await syntax.load('go'), false);
  assert.equal(syntax.at(place), undefined);
  assert.equal(await syntax.load('go'), false);
  assert.equal(reads.filter((file) => file.includes('go')).length, 1);
  assert.equal(log.lines.filter((line) => line.startsWith('warn')).length, 1);
  assert.equal(await syntax.load('css'), true, 'the others are not affected');
});

test('a language that two identifiers share is loaded once', async (t) => {
  const { syntax, reads } = create(t);
  await Promise.all([syntax.load('javascript'), syntax.load('javascriptreact')]);
  assert.equal(reads.length, 2);
  assert.equal(new Set(grammarFiles()).size, grammarFiles().length);
});

test('nothing is known after the end, also where the grammar comes later', async (t) => {
  const { syntax } = create(t);
  const loading = syntax.load('go');
  syntax.dispose();
  assert.equal(await loading, false);
  assert.equal(syntax.at(place), undefined);
});

test('what was looked at before makes no difference', async (t) => {
  const { syntax } = create(t);
  const { syntax: fresh } = create(t);
  await Promise.all([syntax.load('go'), fresh.load('go')]);
  const line = (number: number) => `\tcall${number}("é{", ${'x'.repeat(1 + (number % 7))})\n`;
  const answer = '\n\t\ta()\n\t\tfor {\n\t\t\tb()\n\t\t}\n\t}\n';
  let above = 'package a\n\nfunc f() {\n';
  for (let number = 0; number < 400; number++) {
    above += line(number);
    if (number % 20 !== 0) continue;
    const here = { ...place, above, linePrefix: '\tif a {', below: '}\n' };
    const facts = syntax.at(here)?.readLines(answer, 12);
    assert.equal(facts?.length, 6);
    assert.deepEqual(facts, fresh.at(here)?.readLines(answer, 12));
    fresh.at({ ...place, above: `// ${number}\n` });
  }
});

test('an answer is read anew when it is another one', async (t) => {
  const { syntax } = create(t);
  await syntax.load('go');
  const there = syntax.at(place);
  assert.deepEqual(
    there?.readLines('\n\ta()\n', 12).map(({ text }) => text),
    ['func f() {', '\ta()'],
  );
  assert.deepEqual(
    there?.readLines('\n\tif b {\n', 12).map(({ endDepth }) => endDepth),
    [1, 2],
  );
});
