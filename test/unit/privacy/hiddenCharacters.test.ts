import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createExclusions } from '../../../src/privacy/exclusions.ts';
import { readingsOf, withoutHidden } from '../../../src/privacy/hiddenCharacters.ts';
import { createInspector } from '../../../src/privacy/inspect.ts';
import { chat, random } from './support.ts';

const key = `gh${'p_'}${random(36)}`;
const { inspect, locate } = createInspector({ exclusions: createExclusions() });

async function kindsIn(text: string): Promise<readonly string[]> {
  const { findings } = await inspect(chat(text));
  return [...new Set(findings.map(({ kind }) => kind))];
}

function toTags(text: string): string {
  return [...text].map((letter) => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0))).join('');
}

describe('a secret', () => {
  const hiddenInside: Record<string, string> = {
    'a zero-width space': '\u200b',
    'a zero-width joiner': '\u200d',
    'a word joiner': '\u2060',
    'a soft hyphen': '\u00ad',
    'a byte order mark': '\ufeff',
    'a control of direction': '\u202e',
    'an isolate': '\u2066',
    'a tag character': '\u{e0041}',
    'a variation selector': '\ufe0f',
    'a colour of a terminal': '\x1b[1;31m',
  };
  for (const [name, hidden] of Object.entries(hiddenInside)) {
    it(`does not hide behind ${name} inside it`, async () => {
      const split = `${key.slice(0, 10)}${hidden}${key.slice(10)}`;
      assert.deepEqual(await kindsIn(`token ${split} end`), ['vendor-secret']);
    });
  }

  it('does not hide among many of them', async () => {
    assert.deepEqual(await kindsIn([...key].join('\u200b\u200c')), ['vendor-secret']);
  });

  it('does not hide in tag characters, which nobody sees', async () => {
    assert.deepEqual(await kindsIn(`Nice code!${toTags(` ${key} `)}`), ['vendor-secret']);
  });

  it('does not hide in escapes of its letters', async () => {
    const escaped = [...key].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
    assert.deepEqual(await kindsIn(`{"a":"${escaped}"}`), ['vendor-secret']);
  });

  it('is not lost where a hidden character parts it from the word before', async () => {
    assert.deepEqual(await kindsIn(`abc\u200b${key}`), ['vendor-secret']);
  });

  it('is not lost behind the colours of a terminal', async () => {
    assert.deepEqual(await kindsIn(`\x1b[31m${key}\x1b[0m`), ['vendor-secret']);
  });

  it('is located from its first to its last character, with what hides in it', async () => {
    const split = `${key.slice(0, 10)}\u200b${key.slice(10)}`;
    const text = `\u200btoken ${split}\u200b end`;
    const [located] = await locate({ place: 'message 1', path: '', text });
    assert.equal(text.slice(located?.start, located?.end), split);
  });
});

describe('the readings of a text', () => {
  it('are one for ordinary text, where nothing hides between the letters of a value', () => {
    const texts = [
      'const a = 1;',
      'Größe, 大きさ',
      '⚠️ Warning',
      '👩\u200d💻 codes',
      '1\ufe0f\u20e3',
      '\ufeffimport a',
      '',
    ];
    for (const text of texts) assert.equal(readingsOf(text).length, 1, text);
  });

  it('lead back to the original', () => {
    const text = `a\u200bb${toTags('c')}d\\u0065f`;
    for (const reading of readingsOf(text)) {
      const whole = reading.rangeOf({ start: 0, end: reading.text.length });
      assert.deepEqual(whole, { start: 0, end: text.length });
    }
    const last = readingsOf(text).at(-1);
    assert.equal(last?.text, 'abcdef');
    const place = last?.rangeOf({ start: 4, end: 5 });
    assert.equal(text.slice(place?.start, place?.end), '\\u0065');
  });

  it('give a value without what hides in it', () => {
    assert.equal(withoutHidden('a\u200bb\x1b[0mc'), 'abc');
  });
});
