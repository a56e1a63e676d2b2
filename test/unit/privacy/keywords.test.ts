import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createKeywordFinder } from '../../../src/privacy/keywords.ts';

describe('a keyword', () => {
  const find = createKeywordFinder(['sk', 'sk-live', 'token', '://']);

  it('is found at the start, in the middle and at the end', () => {
    assert.deepEqual([...find('token at ://')].sort(), ['://', 'token']);
    assert.deepEqual([...find('a sk')], ['sk']);
  });

  it('is found together with one that begins the same', () => {
    assert.deepEqual([...find('sk-live')].sort(), ['sk', 'sk-live']);
  });

  it('is not found in part, in other case, or in letters of another script that share its places', () => {
    assert.deepEqual([...find('toke Token s k :/')], []);
    // 128 more than the characters of "sk".
    assert.deepEqual([...find('\u00f3\u00eb')], []);
  });

  it('is not found in texts that are too short', () => {
    assert.deepEqual([...find('')], []);
    assert.deepEqual([...find('s')], []);
  });
});
