import assert from 'node:assert/strict';
import { test } from 'node:test';
import { View } from '../../../src/completion/view.ts';
import { Editor, type Scene } from './harness.ts';

const viewOf = (document: string, scene: Scene = {}) => new View(new Editor(document, scene).snapshot);

test('sees the line and what stands around it, whatever the line endings', () => {
  for (const eol of ['\n', '\r\n', '\r'] as const) {
    const view = viewOf(['one', 'two', 'th█ree', 'four', ''].join(eol));
    assert.deepEqual([view.above, view.linePrefix, view.lineSuffix, view.below], ['one\ntwo\n', 'th', 'ree', 'four\n']);
  }
});

test('an empty document and the ends of one', () => {
  const empty = viewOf('█');
  assert.deepEqual(
    [empty.above, empty.linePrefix, empty.lineSuffix, empty.below, empty.hasLineBelow],
    ['', '', '', '', false],
  );
  assert.equal(viewOf('a█\n').hasLineBelow, true);
});

test('knows what was typed since, on the same line and on lines further down', () => {
  const anchor = viewOf('a\nb█\nc');
  assert.equal(viewOf('a\nbcd█\nc').typedSince(anchor), 'bcd');
  assert.equal(viewOf('a\nb {\n  d█\nc').typedSince(anchor), 'b {\n  d');
  assert.equal(viewOf('a\nb█)\nc').typedSince(anchor), 'b', 'the rest of the line may change');
});

test('loses sight of a place when text around it changes, the document is another, or it is far above', () => {
  const anchor = viewOf('a\nb█\nc');
  assert.equal(viewOf('A\nb█\nc').typedSince(anchor), undefined);
  assert.equal(viewOf('a\nb█\nC').typedSince(anchor), undefined);
  assert.equal(viewOf('a\nb█').typedSince(anchor), undefined);
  assert.equal(viewOf('a\nb█\nc', { path: 'other.ts' }).typedSince(anchor), undefined);
  assert.equal(viewOf(`a\nb${'\n'.repeat(40)}█\nc`).typedSince(anchor), undefined);
});

test('the same line is known in the middle of a large document', () => {
  const large = 'some text on a line\n'.repeat(5_000);
  const anchor = viewOf(`${large}a█\n${large}`);
  assert.equal(viewOf(`${large}abc█\n${large}`).typedSince(anchor), 'abc');
  assert.equal(viewOf(`${large}a\nb█\n${large}`).typedSince(anchor), 'a\nb');
});

test('an item of the suggest widget counts as typed, unless it does not belong to this line', () => {
  const selected = { text: 'console', replacedText: 'con' };
  assert.equal(viewOf(' con█', { selectedSuggestion: selected }).linePrefix, ' console');
  assert.equal(viewOf(' xyz█', { selectedSuggestion: selected }).linePrefix, ' xyz');
  assert.equal(viewOf(' █', { selectedSuggestion: { text: 'a', replacedText: '' } }).linePrefix, ' a');
});

test('what an earlier view knew is taken over for text that is the same, and for no other', () => {
  const documents = ['a\nb█\nc', 'a\nbc█\nc', 'a\nbc█\nC', 'A\nbc█\nC', 'A\nbc█', 'A\nbc\n█', '█'];
  const scenes = [{}, { path: 'other.ts' }];
  for (const earlier of documents) {
    for (const now of documents) {
      for (const scene of scenes) {
        const before = viewOf(earlier);
        before.lineKeyAt(1);
        const view = new View(new Editor(now, scene).snapshot, before);
        const alone = viewOf(now, scene);
        assert.equal(view.belowKey, alone.belowKey);
        for (const linesUp of [0, 1, 2]) {
          assert.equal(view.lineKeyAt(linesUp), alone.lineKeyAt(linesUp), `${earlier} → ${now}`);
          assert.equal(view.typedFrom(linesUp), alone.typedFrom(linesUp));
        }
      }
    }
  }
});
