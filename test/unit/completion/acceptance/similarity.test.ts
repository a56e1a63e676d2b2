import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shareKept } from '../../../../src/completion/acceptance/similarity.ts';
import { stillThereShare } from '../../../../src/contract/suggestion.ts';

const cases: readonly (readonly [accepted: string, standing: string, share: number | undefined])[] = [
  ['return a + b;', 'return a + b;', 1],
  ['return a + b;', 'x; return a + b; // sum', 1],
  ['return a+b;', '\treturn  a\r\n + b;', 1],
  ['return a + b;', '', 0],
  ['abcd', 'zzzz', 0],
  ['abcd', 'abXd', 0.75],
  ['abcd', 'abXYcd', 0.5],
  ['abcd', 'ab', 0.5],
  ['  \n', 'abc', undefined],
];

for (const [accepted, standing, share] of cases) {
  test(`of ${JSON.stringify(accepted)}, ${JSON.stringify(standing)} keeps ${share}`, () => {
    assert.equal(shareKept(accepted, standing), share);
  });
}

test('a renamed variable is still there, a line of which half was rewritten is not', () => {
  const share = (standing: string) => shareKept('const total = price * count;', standing) ?? 0;
  assert.ok(share('const total = cost * count;') >= stillThereShare);
  assert.ok(share('const total = sum(items);') < stillThereShare);
});

test('too much to compare is unknown, unless it stands there letter by letter', () => {
  const accepted = 'a'.repeat(1_999);
  assert.equal(shareKept(`${accepted}b`, 'c'.repeat(5_000)), undefined);
  assert.equal(shareKept(accepted, `${'c'.repeat(5_000)}${accepted}`), 1);
});
