import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assert as assertProperty, property, string } from 'fast-check';
import { editSimilarity, normalizeWhitespace } from '../../../src/benchmark/similarity.ts';

describe('the similarity of two texts', () => {
  it('is one minus the share of characters to be edited', () => {
    assert.equal(editSimilarity('kitten', 'sitting'), 1 - 3 / 7);
    assert.equal(editSimilarity('', ''), 1);
    assert.equal(editSimilarity('', 'abc'), 0);
    assert.equal(editSimilarity('abc', 'xyz'), 0);
  });

  it('is symmetric, from 0 to 1, and 1 for equal texts alone', async () => {
    await assertProperty(
      property(string({ maxLength: 40 }), string({ maxLength: 40 }), (left, right) => {
        const similarity = editSimilarity(left, right);
        assert.equal(similarity, editSimilarity(right, left));
        assert.ok(similarity >= 0 && similarity <= 1);
        assert.equal(similarity === 1, left === right);
      }),
    );
  });
});

it('white space that formatting changes does not count', () => {
  assert.equal(normalizeWhitespace('  if (a)\t{\r\n\r\n\t  b();\n}'), 'if (a) {\nb();\n}');
  assert.equal(normalizeWhitespace(' \n '), '');
});
