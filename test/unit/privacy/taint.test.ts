import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTaint } from '../../../src/privacy/taint.ts';
import { finding, inspection } from './support.ts';

describe('taint', () => {
  it('stays on a conversation when a later prompt holds nothing any more', () => {
    const taint = createTaint();
    taint.note('a', inspection(finding()));
    taint.note('a', inspection());
    assert.deepEqual(taint.of('a'), [finding()]);
  });

  it('does not touch other conversations', () => {
    const taint = createTaint();
    taint.note('a', inspection(finding()));
    assert.deepEqual(taint.of('b'), []);
  });

  it('keeps each finding once, in the order in which they came', () => {
    const taint = createTaint();
    const other = finding('excluded-file');
    taint.note('a', inspection(finding()));
    taint.note('a', inspection(finding(), other));
    assert.deepEqual(taint.of('a'), [finding(), other]);
  });

  it('goes when it is cleared, also twice', () => {
    const taint = createTaint();
    taint.note('a', inspection(finding()));
    taint.clear('a');
    taint.clear('a');
    assert.deepEqual(taint.of('a'), []);
  });

  it('stays small, and stays a taint, in a conversation full of secrets', () => {
    const taint = createTaint();
    const many = Array.from({ length: 5_000 }, (_, line) => ({ ...finding(), line }));
    taint.note('a', inspection(...many));
    assert.equal(taint.of('a').length, 50);
  });
});
