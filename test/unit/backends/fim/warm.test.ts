import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type FimFormat, fimFormats } from '../../../../src/backends/fim/formats.ts';
import { buildPrompt } from '../../../../src/backends/fim/prompt.ts';
import type { StaticTexts } from '../../../../src/contract/stream.ts';
import { completion } from '../../../contract/support/requests.ts';

const snippet = { origin: { uri: 'file:///w/lib.py', path: 'lib.py', languageId: 'python' }, text: '🦙 LIB' };
const request = completion('PRE🦙FIX', { suffix: 'SUFFIX', snippets: [snippet] });
const formats = [undefined, ...fimFormats];

test('a warm-up is always a beginning of the prompt, and no control token or character is cut in it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...formats), fc.nat(150), (format, promptCharacters) => {
      const { prompt } = buildPrompt(request, format, 4096);
      const { prompt: beginning, stop } = buildPrompt({ ...request, warm: { promptCharacters } }, format, 4096);
      assert.ok(prompt.startsWith(beginning));
      assert.ok(beginning.length <= promptCharacters);
      assert.ok(beginning.isWellFormed());
      assert.deepEqual(stop, []);
      const rest = prompt.slice(beginning.length);
      const controls = format === undefined ? [] : [format.prefixToken, format.suffixToken, format.files?.before ?? ''];
      for (const token of controls.filter((text) => text !== '')) {
        assert.equal(beginning.split(token).length + rest.split(token).length, prompt.split(token).length + 1, token);
      }
    }),
    { numRuns: 500 },
  );
});

test('all before what is typed is warmed; where that may not stand last, all before the suffix', () => {
  for (const format of formats) {
    const { prompt, warmed } = buildPrompt({ ...request, warm: { promptCharacters: 10_000 } }, format, 4096);
    const staticTexts = staticTextsOf(format);
    const last = staticTexts === 'prefix, suffix' ? format?.middleToken : 'PRE🦙FIX';
    assert.ok(prompt.endsWith(last ?? 'no token'), format?.family);
    assert.equal(prompt.includes('SUFFIX'), staticTexts !== 'prefix', format?.family);
    assert.deepEqual(warmed, { characters: prompt.length, staticCharacters: prompt.length, staticTexts });
  }
});

function staticTextsOf(format: FimFormat | undefined): StaticTexts {
  if (format === undefined || format.family === 'codellama') return 'prefix';
  return format.layout === 'spm' ? 'suffix, prefix' : 'prefix, suffix';
}

test('a part of it is told as a part', () => {
  const { warmed } = buildPrompt({ ...request, warm: { promptCharacters: 4 } }, undefined, 4096);
  assert.deepEqual(warmed, { characters: 3, staticCharacters: 8, staticTexts: 'prefix' });
});

test('what a key adds to the prefix leaves what was warmed in its place', () => {
  for (const format of formats) {
    const { prompt: warm } = buildPrompt({ ...request, warm: { promptCharacters: 10_000 } }, format, 4096);
    const typed = { ...request, prefix: `${request.prefix}x`, typedCharacters: 1 };
    const { prompt: next } = buildPrompt(typed, format, 4096);
    assert.ok(next.startsWith(warm), format?.family);
  }
});
