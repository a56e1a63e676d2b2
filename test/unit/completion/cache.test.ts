import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SuggestionCache } from '../../../src/completion/cache.ts';
import { View } from '../../../src/completion/view.ts';
import { Editor } from './harness.ts';

const author = { backendId: 'local', model: 'm' };

const viewOf = (document: string) => new View(new Editor(document, {}).snapshot);

function suggest(document: string, text: string) {
  const { lineKey, belowKey, linePrefix } = viewOf(document);
  return { lineKey, belowKey, linePrefix, text, requestId: text, author, isUnfinished: false };
}

const textsNear = (cache: SuggestionCache, document: string) =>
  [...cache.near(viewOf(document))].map(({ text }) => text);

test('finds what was suggested on the line and just above it, the nearest and the newest first', () => {
  const cache = new SuggestionCache();
  cache.add(suggest('f() {█', 'above'));
  cache.add(suggest('f() {\n  a█', 'older'));
  cache.add(suggest('f() {\n  ab█', 'newer'));
  cache.add(suggest('elsewhere\n█', 'elsewhere'));
  assert.deepEqual(textsNear(cache, 'f() {\n  abc█'), ['newer', 'older', 'above']);
});

test('a newer answer for the same place takes the place of the older', () => {
  const cache = new SuggestionCache();
  cache.add(suggest('a█', 'older'));
  cache.add(suggest('a█', 'newer'));
  assert.deepEqual(textsNear(cache, 'a█'), ['newer']);
});

test('keeps the 200 lines and the 16 answers of a line that came last', () => {
  const cache = new SuggestionCache();
  for (let line = 0; line <= 200; line++) cache.add(suggest(`${line}\n█`, `line ${line}`));
  assert.deepEqual(textsNear(cache, '0\n█'), []);
  assert.deepEqual(textsNear(cache, '1\n█'), ['line 1']);
  for (let length = 0; length < 20; length++) cache.add(suggest(`z\n${'x'.repeat(length)}█`, `text ${length}`));
  assert.equal(textsNear(cache, 'z\n█').length, 16);
});
