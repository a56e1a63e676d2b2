import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Handling } from '../../../src/contract/privacySettings.ts';
import { createFalseAlarms } from '../../../src/privacy/falseAlarms.ts';
import { everythingStays } from '../../../src/privacy/handling.ts';
import { unreadableRule } from '../../../src/privacy/ownRules/ownRules.ts';
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

  it('stays small, and stays a taint, in a conversation full of secrets', () => {
    const taint = createTaint();
    const many = Array.from({ length: 5_000 }, (_, line) => ({ ...finding(), line }));
    taint.note('a', inspection(...many));
    assert.equal(taint.of('a').length, 50);
  });

  it('is not pushed out of what must stay by what may leave as a placeholder', () => {
    const handling = () => ({ ...everythingStays, email: 'redact' }) as const;
    const taint = createTaint({ handling });
    const many = Array.from({ length: 500 }, (_, line) => ({ ...finding('email'), line }));
    taint.note('a', inspection(...many, finding('card'), finding('excluded-file')));
    const staying = taint.of('a').filter(({ redaction }) => redaction === undefined);
    assert.deepEqual(
      staying.map(({ kind }) => kind),
      ['card', 'excluded-file'],
    );
    assert.equal(taint.of('a').length, 52);
  });

  it('does not count what was marked as a false alarm afterwards, until the mark is taken back', () => {
    const falseAlarms = createFalseAlarms({ load: () => undefined, save: () => {} });
    const taint = createTaint({ falseAlarms });
    const [one, other] = ['1', '2'].map((fingerprint) => ({ ...finding(), fingerprint }));
    assert.ok(one !== undefined && other !== undefined);
    taint.note('a', inspection(one, other));
    falseAlarms.mark('1', 'a key', 'message 1');
    assert.deepEqual(taint.of('a'), [other]);
    falseAlarms.unmark('1');
    assert.deepEqual(taint.of('a'), [one, other]);
  });

  it('is handled as it is to be handled now', () => {
    let email: Handling = 'redact';
    const taint = createTaint({ handling: () => ({ ...everythingStays, email }) });
    taint.note('a', inspection({ ...finding('email'), redaction: 'restored' }));
    assert.equal(taint.of('a')[0]?.redaction, 'restored');
    email = 'stay';
    assert.deepEqual(taint.of('a'), [finding('email')]);
    email = 'allow';
    assert.deepEqual(taint.of('a'), []);
  });

  it('does not come from an own expression that cannot be read', () => {
    const taint = createTaint();
    taint.note('a', inspection({ ...finding('uninspected'), rule: unreadableRule }));
    assert.deepEqual(taint.of('a'), []);
  });
});
