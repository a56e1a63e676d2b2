import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpeedMeter } from '../../../src/completion/budget.ts';

function measure(promptTokensPerSecond: number, generatedTokensPerSecond: number): SpeedMeter {
  const meter = new SpeedMeter();
  meter.observe({
    promptMs: 2_000,
    promptTokens: promptTokensPerSecond * 2,
    generationMs: 2_000,
    generatedTokens: generatedTokensPerSecond * 2,
  });
  return meter;
}

test('nothing measured: about 20 lines of context, as on a slow machine', () => {
  assert.deepEqual(new SpeedMeter().budgetFor('one', undefined), {
    prefixLength: 810,
    suffixLength: 192,
    maxOutputTokens: 64,
  });
  assert.deepEqual(measure(100, 48).budgetFor('one', undefined), new SpeedMeter().budgetFor('one', undefined));
});

test('a fast GPU: 1,500 tokens of prefix, 256 of suffix', () => {
  assert.deepEqual(measure(5_000, 200).budgetFor('several', undefined), {
    prefixLength: 4_500,
    suffixLength: 768,
    maxOutputTokens: 160,
  });
});

test('slow writing asks for less', () => {
  const tokensForOne = (speed: number) => measure(100, speed).budgetFor('one', undefined).maxOutputTokens;
  assert.deepEqual([tokensForOne(12), tokensForOne(20), tokensForOne(28), tokensForOne(60)], [32, 40, 56, 64]);
  assert.equal(measure(100, 20).budgetFor('several', undefined).maxOutputTokens, 64);
});

test('measurements of a few tokens or of no time say nothing', () => {
  const meter = measure(5_000, 200);
  const before = meter.budgetFor('one', undefined);
  meter.observe({ promptMs: 100, promptTokens: 2, generationMs: 0, generatedTokens: 30 });
  assert.deepEqual(meter.budgetFor('one', undefined), before);
});

test('slices of a few tokens are added up, whether the server counts them or their characters are known', () => {
  const slice = { promptMs: 10, generationMs: 0, generatedTokens: 0 };
  for (const promptTokens of [8, undefined]) {
    const meter = new SpeedMeter();
    const before = meter.charactersIn(1_000);
    meter.observeSlice({ ...slice, promptTokens }, 24);
    assert.equal(meter.charactersIn(1_000), before, '8 tokens say nothing');
    meter.observeSlice({ ...slice, promptTokens }, 24);
    assert.equal(meter.charactersIn(1_000), 800 * 3, '16 tokens in 20 ms');
  }
});

test('a server that reads 1,000 tokens a second does not compute on a CPU', () => {
  assert.deepEqual(
    [new SpeedMeter(), measure(300, 50), measure(999, 50), measure(1_000, 50)].map((meter) => meter.isBeyondCpus),
    [false, false, false, true],
  );
});

test('the budget stays put while the speed wavers, and follows when it really changes', () => {
  const meter = measure(1_000, 50);
  const before = meter.budgetFor('one', undefined);
  meter.observe({ promptMs: 1_000, promptTokens: 1_300, generationMs: 1_000, generatedTokens: 60 });
  assert.deepEqual(meter.budgetFor('one', undefined), before);
  for (let n = 0; n < 10; n++)
    meter.observe({ promptMs: 1_000, promptTokens: 4_000, generationMs: 1_000, generatedTokens: 60 });
  assert.ok(meter.budgetFor('one', undefined).prefixLength > before.prefixLength * 2);
});

test('the context of the model bounds prompt and answer together', () => {
  const { prefixLength, suffixLength, maxOutputTokens } = measure(5_000, 200).budgetFor('several', 1_024);
  assert.ok(prefixLength + suffixLength + maxOutputTokens <= 1_024);
  assert.deepEqual(new SpeedMeter().budgetFor('one', 10), { prefixLength: 0, suffixLength: 0, maxOutputTokens: 64 });
});

test('the time that an answer takes follows the newest ones', () => {
  const meter = new SpeedMeter();
  assert.equal(meter.answerMs, undefined);
  meter.observeAnswer(100);
  meter.observeAnswer(300);
  assert.equal(meter.answerMs, 150);
});

test('other files go along on a fast GPU, as far as the context has room beside prefix and suffix', () => {
  const fast = measure(5_000, 200);
  assert.equal(measure(100, 48).contextLengthFor(32_768), 0);
  assert.equal(fast.contextLengthFor(undefined), 6_000);
  assert.equal(fast.contextLengthFor(32_768), 6_000);
  for (const contextTokens of [1_024, 4_096, 8_192]) {
    const { prefixLength, suffixLength, maxOutputTokens } = fast.budgetFor('several', contextTokens);
    const length = fast.contextLengthFor(contextTokens);
    // Two characters a token, as the backends estimate it where code is dense.
    const tokens = (prefixLength + suffixLength + length) / 2 + maxOutputTokens;
    assert.ok(length > 0 && tokens <= contextTokens, `${length} characters of ${contextTokens} tokens`);
  }
});
