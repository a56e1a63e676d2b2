import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OwnCodeCase } from '../../../src/benchmark/cases.ts';
import { cutCases, type SourceFile } from '../../../src/benchmark/ownCases.ts';

function file(path: string, text: string, languageId = 'typescript'): SourceFile {
  return { origin: { uri: `file:///w/${path}`, path, languageId }, text };
}

/** Every case that can be cut from one text. */
function allCases(text: string, languageId?: string): readonly OwnCodeCase[] {
  return cutCases([file('a.ts', text, languageId)], { maxCases: 1000, seed: 1 });
}

function hiddenIn(text: string): string[] {
  return allCases(text)
    .map((one) => one.hidden)
    .sort();
}

describe('a case cut from the person’s code', () => {
  it('hides one telling line, without its indentation', () => {
    const text = 'const first = readFirst();\nfunction f() {\n  return total + count;\n}\n';
    const [first, inside] = [...allCases(text)].sort((a, b) => a.prefix.length - b.prefix.length);
    assert.deepEqual(first, {
      kind: 'own-code',
      id: 'file:///w/a.ts#1',
      title: 'a.ts, line 1',
      origin: { uri: 'file:///w/a.ts', path: 'a.ts', languageId: 'typescript' },
      prefix: '',
      suffix: '\nfunction f() {\n  return total + count;\n}\n',
      hidden: 'const first = readFirst();',
      maxOutputTokens: 29,
    });
    assert.equal(inside?.prefix, 'const first = readFirst();\nfunction f() {\n  ');
    assert.equal(inside.hidden, 'return total + count;');
    assert.equal(inside.suffix, '\n}\n');
  });

  it('hides a small block as a whole, in any language that indents', () => {
    const python = 'def mean(values):\n    total = sum(values)\n    return total / len(values)\n\nprint("mean")\n';
    assert.deepEqual(hiddenIn(python), [
      'def mean(values):',
      'print("mean")',
      'total = sum(values)\n    return total / len(values)',
    ]);
    const [block] = allCases(python).filter((one) => one.hidden.includes('\n'));
    assert.equal(block?.title, 'a.ts, lines 2 to 3');
    assert.equal(block.prefix, 'def mean(values):\n    ');
    assert.equal(block.suffix, '\n\nprint("mean")\n');
  });

  it('hides no import, comment, closing bracket, and nothing too short or too long to be told', () => {
    const untold = [
      "import { first } from 'second';",
      'from first import second',
      '#include <first/second.h>',
      'use first::second;',
      "const first = require('second');",
      '// a comment about something',
      ' * more of a comment',
      '# another comment here',
      '});',
      '} else {',
      'a = b;',
      '',
      `const long = ${'very.'.repeat(40)}long;`,
    ];
    assert.deepEqual(hiddenIn(untold.join('\n')), []);
    assert.deepEqual(hiddenIn([...untold, 'const telling = count + 1;'].join('\n')), ['const telling = count + 1;']);
  });

  it('has line feeds throughout, whatever the file has', () => {
    for (const one of allCases('let first = 1;\r\nlet second = first;\r\nlet third = second;\r\n')) {
      assert.doesNotMatch(one.prefix + one.hidden + one.suffix, /\r/);
    }
  });

  it('takes along 40 lines before the gap and 15 after it', () => {
    const lines = Array.from({ length: 200 }, (_, index) => `const value${index} = compute(${index});`);
    const middle = allCases(lines.join('\n')).find((one) => one.hidden.includes('value100 '));
    assert.match(middle?.prefix ?? '', /^const value60 = /);
    assert.match(middle?.suffix ?? '', /const value115 = compute\(115\);$/);
    const whole = (middle?.prefix ?? '') + middle?.hidden + middle?.suffix;
    assert.ok(lines.join('\n').includes(whole));
  });

  it('is cut from code alone: no prose, no data, no generated giant', () => {
    const text = 'const telling = count + 1;\n';
    for (const languageId of ['markdown', 'json', 'plaintext', 'dotenv']) {
      assert.deepEqual(allCases(text, languageId), []);
    }
    assert.deepEqual(allCases(text.repeat(20_000)), []);
    assert.deepEqual(allCases(''), []);
    assert.equal(allCases(text).length, 1);
  });
});

describe('the choice of cases', () => {
  const many = (name: string) =>
    file(name, Array.from({ length: 50 }, (_, index) => `const ${name[0]}${index} = compute(${index});`).join('\n'));
  const files = [many('a.ts'), many('b.ts'), file('empty.ts', '')];

  it('is the same for the same seed, and another for another', () => {
    const choose = (seed: number) => cutCases(files, { maxCases: 6, seed }).map(({ id }) => id);
    assert.deepEqual(choose(7), choose(7));
    assert.notDeepEqual(choose(7), choose(8));
    for (const seed of [0, -5, 1.5, Number.MAX_SAFE_INTEGER]) assert.equal(new Set(choose(seed)).size, 6);
  });

  it('is not always the top of a file', () => {
    const firsts = [1, 2, 3, 4, 5].map((seed) => cutCases(files, { maxCases: 1, seed })[0]?.id);
    assert.ok(new Set(firsts).size >= 4, firsts.join());
  });

  it('takes turns between the files, and stops at the number that was asked for', () => {
    const paths = cutCases(files, { maxCases: 5, seed: 1 }).map(({ origin }) => origin.path);
    assert.deepEqual(paths, ['a.ts', 'b.ts', 'a.ts', 'b.ts', 'a.ts']);
    assert.deepEqual(cutCases(files, { maxCases: 0, seed: 1 }), []);
    assert.deepEqual(cutCases([], { maxCases: 5, seed: 1 }), []);
  });
});
