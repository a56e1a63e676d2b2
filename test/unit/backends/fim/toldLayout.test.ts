import assert from 'node:assert/strict';
import { test } from 'node:test';
import { probeSource } from '../../../../src/backends/fim/selfTest.ts';
import { readLayout } from '../../../../src/backends/fim/toldLayout.ts';

const { prefix, suffix } = probeSource;

function tokensOf(prompt: string) {
  const format = readLayout(prompt);
  return format && [format.layout, format.prefixToken, format.suffixToken, format.middleToken];
}

test('reads the tokens off either order', () => {
  assert.deepEqual(tokensOf(`<P>${prefix}<S>${suffix}<M>`), ['psm', '<P>', '<S>', '<M>']);
  assert.deepEqual(tokensOf(`<S>${suffix}<P>${prefix}<M>`), ['spm', '<P>', '<S>', '<M>']);
  assert.deepEqual(tokensOf(`<S>${suffix}<P>${prefix}`), ['spm', '<P>', '<S>', undefined]);
});

test('leaves the header of the server’s own names out', () => {
  const header = '<repo>myproject\n<file>filename\n';
  assert.deepEqual(tokensOf(`${header}<P>${prefix}<S>${suffix}<M>`), ['psm', '<P>', '<S>', '<M>']);
});

test('keeps the spaces that a vocabulary writes around its tokens', () => {
  assert.deepEqual(tokensOf(`<PRE> ${prefix} <SUF>${suffix} <MID>`), ['psm', '<PRE> ', ' <SUF>', ' <MID>']);
});

test('what holds no tokens is no layout', () => {
  for (const prompt of ['', prefix, `${prefix}${suffix}`, `<P>${prefix}`]) assert.equal(tokensOf(prompt), undefined);
});
