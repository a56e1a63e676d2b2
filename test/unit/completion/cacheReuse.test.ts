import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type AnsweredPrompt, CacheReuse } from '../../../src/completion/cacheReuse.ts';
import type { CompletionRequest } from '../../../src/contract/request.ts';

const file = 'const total = add(first, second);\n'.repeat(20);

/** What the person and the server do: keys that lengthen one file, with so many cached tokens each. */
class Typing {
  readonly #reuse = new CacheReuse();
  #typed = '';
  #atMs = 0;

  key(cached: number | undefined, changes: Changes = {}): 'cannot-reuse' | undefined {
    const { model = 'local hybrid', pauseMs = 500, evaluated = 200, ...rest } = changes;
    this.#typed += 'x';
    this.#atMs += pauseMs;
    const request: CompletionRequest = {
      task: 'completion',
      id: this.#typed,
      origin: { uri: 'file:///a.ts', path: 'a.ts', languageId: 'typescript' },
      prefix: file + this.#typed,
      suffix: '\nend',
      snippets: [],
      maxOutputTokens: 16,
      stop: [],
      override: { kind: 'auto' },
      ...rest,
    };
    const usage = { uncachedInputTokens: evaluated, cacheReadTokens: cached };
    return this.#reuse.observe({ request, model, usage, atMs: this.#atMs });
  }

  /** The answers to so many keys. */
  keys(count: number, cached: number | undefined, changes: Changes = {}) {
    return Array.from({ length: count }, () => this.key(cached, changes));
  }
}

type Changes = Partial<CompletionRequest> & {
  readonly model?: AnsweredPrompt['model'];
  readonly pauseMs?: number;
  readonly evaluated?: number;
};

const told = (answers: readonly unknown[]) => answers.filter((answer) => answer === 'cannot-reuse').length;

test('a row of near-identical prompts with nothing cached proves it, and it is said once', () => {
  const typing = new Typing();
  assert.deepEqual(typing.keys(5, 0), [undefined, undefined, undefined, undefined, undefined]);
  assert.equal(typing.key(0), 'cannot-reuse');
  assert.equal(told(typing.keys(20, 0)), 0);
});

test('a cached control token or two is no reuse', () => {
  assert.equal(told(new Typing().keys(6, 3)), 1);
});

test('a model that has reused its cache once is able to, whatever comes', () => {
  const typing = new Typing();
  typing.key(0);
  typing.key(180);
  assert.equal(told(typing.keys(20, 0)), 0);
});

test('a server that does not say what it cached proves nothing', () => {
  assert.equal(told(new Typing().keys(20, undefined)), 0);
});

test('prompts that have little in common prove nothing', () => {
  const typing = new Typing();
  for (const changes of [{ prefix: 'short' }, { pauseMs: 60_000 }, { evaluated: 4 }] satisfies readonly Changes[]) {
    assert.equal(told(typing.keys(10, 0, changes)), 0, JSON.stringify(changes));
  }
  for (let key = 0; key < 10; key++) {
    assert.equal(typing.key(0, { suffix: `${key}` }), undefined);
    assert.equal(
      typing.key(0, { origin: { uri: `file:///${key}`, path: 'b.ts', languageId: 'typescript' } }),
      undefined,
    );
    const snippets = [{ origin: { uri: 'file:///c', path: 'c', languageId: 'c' }, text: `${key}` }];
    assert.equal(typing.key(0, { snippets }), undefined);
  }
});

test('each model is judged by itself', () => {
  const typing = new Typing();
  typing.keys(4, 0);
  assert.equal(told(typing.keys(5, 0, { model: 'other' })), 0);
  assert.equal(told(typing.keys(5, 0)), 0, 'the row of the first model was broken');
  assert.equal(told(typing.keys(1, 0)), 1);
  typing.keys(3, 150, { model: 'other' });
  assert.equal(told(typing.keys(20, 0, { model: 'other' })), 0);
});

describe('a server that does not tell what it has cached', () => {
  const model = 'ollama hybrid';
  const repeat = (reuse: CacheReuse, onceMs: number, againMs: number, firstMs = onceMs / 5) =>
    reuse.observeRepeat({ model, firstMs, onceMs, againMs });
  const repeats = (...times: readonly [onceMs: number, againMs: number, firstMs?: number]) => {
    const reuse = new CacheReuse();
    return { reuse, answers: Array.from({ length: 8 }, () => repeat(reuse, ...times)) };
  };

  test('proves that it keeps nothing by taking as long for the very same prompt, five times', () => {
    const { reuse, answers } = repeats(300, 290);
    assert.equal(answers.indexOf('cannot-reuse'), 4);
    assert.equal(told(answers), 1);
    assert.ok(reuse.isUnable(model) && !reuse.isUnable('ollama other'));
    assert.ok(!reuse.wantsRepeat(model, 300));
  });

  test('proves that it keeps something by being quick once, and is not asked again', () => {
    const reuse = new CacheReuse();
    assert.ok(reuse.wantsRepeat(model, 300));
    repeat(reuse, 300, 290);
    repeat(reuse, 300, 40);
    assert.ok(!reuse.wantsRepeat(model, 300) && !reuse.isUnable(model));
    assert.equal(told(Array.from({ length: 8 }, () => repeat(reuse, 300, 300))), 0);
  });

  test('proves nothing where a request costs as much as its tokens', () => {
    const { reuse, answers } = repeats(150, 114, 148);
    assert.equal(told(answers), 0);
    assert.ok(!reuse.isUnable(model));
  });

  test('is not asked where it is too quick to tell, nor without end', () => {
    const reuse = new CacheReuse();
    assert.ok(!reuse.wantsRepeat(model, 40));
    for (let count = 0; count < 12; count++) repeat(reuse, 150, 114, 148);
    assert.ok(!reuse.wantsRepeat(model, 300));
  });
});
