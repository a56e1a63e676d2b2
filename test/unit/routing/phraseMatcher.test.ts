import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createPhraseMatcher } from '../../../src/routing/phraseMatcher.ts';

const match = createPhraseMatcher([
  ['schreib- eine funktion', 'poème'],
  ['erklär-', 'à quoi sert'],
  ['解释', '説明'],
]);

it('finds whole words, stems, and phrases with a few other words inside', () => {
  assert.deepEqual(match('schreibe mir bitte eine kleine funktion'), [true, false, false]);
  assert.deepEqual(match('erkläre das'), [false, true, false]);
  assert.deepEqual(match('un poème, à quoi ça sert ?'), [true, true, false]);
});

it('finds signs wherever they stand', () => {
  assert.deepEqual(match('请解释一下'), [false, false, true]);
  assert.deepEqual(match('この関数を説明して'), [false, false, true]);
});

it('finds no part of another word, nothing too far apart, and nothing in another order', () => {
  assert.deepEqual(match('les poèmes'), [false, false, false]);
  assert.deepEqual(match('schreib das auf, was ich gestern gesagt habe, eine funktion'), [false, false, false]);
  assert.deepEqual(match('funktion eine schreib'), [false, false, false]);
  assert.deepEqual(match(''), [false, false, false]);
});
