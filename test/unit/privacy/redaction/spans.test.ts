import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isWithinPlaceholder, RedactedText, toFirstRange } from '../../../../src/privacy/redaction/redactedText.ts';
import { alignToEscapes, joinSpans, type Span } from '../../../../src/privacy/redaction/spans.ts';

/** The spans as the texts that they cover. */
function join(text: string, ...spans: readonly Span[]): readonly string[] {
  return joinSpans(text, spans).map(({ start, end, kind }) => `${kind} ${text.slice(start, end)}`);
}

function span(start: number, end: number, kind: Span['kind'] = 'email'): Span {
  return { start, end, kind, fingerprint: undefined };
}

describe('spans', () => {
  it('that overlap are one, a secret where one of them is, whichever comes first', () => {
    assert.deepEqual(join('abcdef', span(0, 3), span(2, 5, 'private-key')), ['private-key abcde']);
    assert.deepEqual(join('abcdef', span(2, 5), span(0, 3, 'private-key')), ['private-key abcde']);
    assert.deepEqual(join('abcdef', span(1, 2, 'phone'), span(0, 5)), ['email abcde']);
  });

  it('that touch stay two, in the order of the text', () => {
    assert.deepEqual(join('abcdef', span(3, 5, 'phone'), span(1, 3)), ['email bc', 'phone de']);
  });

  it('take in the digits behind them, and the whole of a character', () => {
    assert.deepEqual(join('ab12c', span(0, 2)), ['email ab12']);
    assert.deepEqual(join('ab1cd', span(0, 2), span(2, 4)), ['email ab1c']);
    assert.deepEqual(join('a😀b', span(0, 2)), ['email a😀']);
    assert.deepEqual(join('a😀b', span(2, 4)), ['email 😀b']);
  });

  it('of JSON leave escapes whole', () => {
    const cover = (text: string, start: number, end: number) => {
      const aligned = alignToEscapes(text, span(start, end));
      return text.slice(aligned.start, aligned.end);
    };
    assert.equal(cover('x\\nab', 2, 5), 'ab');
    assert.equal(cover('x\\u00e4ab', 2, 9), 'ab');
    assert.equal(cover('ab\\"cd', 0, 3), 'ab\\"');
    assert.equal(cover('C:\\\\nab', 4, 7), 'nab');
  });
});

describe('a range of a text with placeholders', () => {
  const text = new RedactedText({ place: 'p', path: '', text: 'see ab or cd!', isJson: false });
  text.add([span(4, 6), span(10, 12)]);
  const rendered = text.render(() => 'PLACE');
  const first = (start: number, end: number) => {
    const range = toFirstRange(rendered, { start, end });
    return text.source.text.slice(range.start, range.end);
  };

  it('is found again in the first text, with the whole of each placeholder that it cuts into', () => {
    assert.equal(rendered.text, 'see PLACE or PLACE!');
    assert.equal(first(0, 3), 'see');
    assert.equal(first(0, 6), 'see ab');
    assert.equal(first(6, 12), 'ab or');
    assert.equal(first(10, 12), 'or');
    assert.equal(first(8, 15), 'ab or cd');
    assert.equal(first(9, 13), ' or ');
    assert.equal(first(18, 19), '!');
  });

  it('gives nothing away within a placeholder', () => {
    assert.equal(isWithinPlaceholder(rendered, { start: 4, end: 9 }), true);
    assert.equal(isWithinPlaceholder(rendered, { start: 5, end: 8 }), true);
    assert.equal(isWithinPlaceholder(rendered, { start: 4, end: 10 }), false);
  });
});
