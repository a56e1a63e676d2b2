import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseSnippets, costOf } from '../../../../src/completion/context/choose.ts';
import { cutAfterStart, cutToMostUseful, trimBlankLines } from '../../../../src/completion/context/cut.ts';
import { knownLinesAround, knownLinesOf, longestUnknownRun } from '../../../../src/completion/context/knownLines.ts';
import { surroundingsOf } from '../../../../src/completion/context/surroundings.ts';
import { originOf, placeIn } from './project.ts';

const place = placeIn('const bill = totalPrice(█);\n');
const surroundings = surroundingsOf(place);
const lines = Array.from({ length: 100 }, (_, n) => `const unrelated${n} = ${n};`);

function choose(budgetCharacters: number, ...texts: readonly string[]) {
  const ranked = texts.map((text, n) => {
    return { kind: 'definition' as const, origin: originOf(`src/${n}.ts`), text, ageMs: 0, score: 10 - n };
  });
  return chooseSnippets(ranked, [], { place, surroundings, budgetCharacters });
}

test('the pieces with their paths and marks never take more than the budget', () => {
  for (const budget of [0, 30, 200, 1_000, 5_000]) {
    const chosen = choose(budget, lines.join('\n'), lines.slice(50).join('\n'), 'x'.repeat(300));
    const cost = chosen.reduce((sum, snippet) => sum + costOf(snippet), 0);
    assert.ok(cost <= budget, `${cost} of ${budget}`);
  }
});

test('a long file leaves room for others', () => {
  assert.equal(choose(3_000, lines.join('\n'), 'export function totalPrice(): number;').length, 2);
});

test('pieces are whole lines, and nothing is cut to a few words', () => {
  const [piece] = choose(400, lines.join('\n'));
  assert.ok(piece?.text.split('\n').every((line) => lines.includes(line)));
  assert.deepEqual(choose(150, lines.join('\n')), []);
});

test('a definition keeps its start, other regions the lines that share most', () => {
  const text = [...lines, 'return totalPrice(bill);', ...lines].join('\n');
  assert.equal(cutAfterStart(text, 60).split('\n')[0], lines[0]);
  assert.match(cutToMostUseful(text, surroundings, 60), /totalPrice/);
  assert.equal(cutToMostUseful('a\nb', surroundings, 60), 'a\nb');
  assert.equal(cutAfterStart('a line that is too long', 5), '');
});

test('blank lines at both ends go, indentation stays', () => {
  assert.equal(trimBlankLines('\n  \n    indented\n\nlast\n \n'), '    indented\n\nlast');
});

test('lines that the cursor has around it are left out; lone brackets do not count as such', () => {
  const known = knownLinesOf(['  const invoice = read();\n}\n']);
  assert.ok(known('const invoice = read();'));
  assert.ok(!known('}'));
  assert.equal(longestUnknownRun('one();\nconst invoice = read();\ntwo();\n}\nthree();', known), 'two();\n}\nthree();');
  assert.equal(longestUnknownRun('const invoice = read();', known), '');
});

test('the line of the cursor is known with the closers that the editor has put behind it', () => {
  const isAround = knownLinesAround(placeIn('read();\n  total(a█'));
  assert.ok(isAround('  total(a)'));
  assert.ok(isAround('  total(a'));
  assert.ok(!isAround('  total(ab)'));
  assert.ok(!knownLinesAround(placeIn('read();\n█'))('})'));
});
