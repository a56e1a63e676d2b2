import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fimFormats, requiredTokens } from '../../../../src/backends/fim/formats.ts';
import { makeHarmless, restoreText } from '../../../../src/backends/fim/harmless.ts';

const chatTokens = [
  '<|im_start|>',
  '<|endoftext|>',
  '<｜end▁of▁sentence｜>',
  '<|user|>',
  '</s>',
  '<[end▁of▁sentence]>',
  '[INST]',
];
const tokens = [...fimFormats.flatMap(requiredTokens), ...chatTokens];

test('no control token of any family survives in a text', () => {
  for (const token of tokens) {
    const harmless = makeHarmless(`const x = '${token}${token}';`);
    assert.ok(!harmless.includes(token), token);
    assert.equal(restoreText(harmless), `const x = '${token}${token}';`);
  }
});

test('ordinary code stays as it is', () => {
  const code = [
    'if (a < b && c > d) {}',
    'a || b | c |> d; x <| f',
    'const [first] = list[0]; // <p>[1]</p>',
    'fn f<T>(x: Vec<Option<T>>) -> Box<dyn Fn(&str)>',
    'std::cout << "é深🦙" << std::endl;',
    '<div class="a"><span>text</span></div>',
    '[PREFIX_1] [suffix]',
  ].join('\n');
  assert.equal(makeHarmless(code), code);
});

test('whatever the text, no token is left and nothing is lost', () => {
  const piece = fc.oneof(
    fc.constantFrom(...tokens),
    fc.constantFrom('<', '|', '>', '<|', '|>', 'fim_prefix', ' ', '\n'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('').replaceAll('\u2060', '');
      const harmless = makeHarmless(text);
      assert.equal(restoreText(harmless), text);
      for (const token of tokens) assert.ok(!harmless.includes(token));
    }),
    { numRuns: 500 },
  );
});

test('an answer is restored in any chunking', () => {
  const harmless = makeHarmless('a <|fim_prefix|> b');
  const restored = [...harmless].map(restoreText).join('');
  assert.equal(restored, 'a <|fim_prefix|> b');
});
