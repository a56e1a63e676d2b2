import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findingKinds } from '../../../../src/contract/inspection.ts';
import type { HandledKind } from '../../../../src/contract/privacySettings.ts';
import type { ChatMessage, ChatRequest } from '../../../../src/contract/request.ts';
import { everythingStays, handle, isHandledKind } from '../../../../src/privacy/handling.ts';
import { redactedKinds } from '../../../../src/privacy/redaction/kinds.ts';
import { chat, file, finding } from '../support.ts';
import { answer, email, locate, otherEmail, redactor, secret, textOf } from './support.ts';

/** The texts of the messages as they leave. */
async function redact(...texts: readonly string[]): Promise<readonly string[]> {
  const { request, left } = await redactor().redact(asking(...texts));
  assert.deepEqual(left, []);
  return textsOf(request);
}

function asking(...texts: readonly string[]): ChatRequest {
  return { ...chat(''), messages: texts.map((text) => ({ role: 'user', text, origins: [] })) };
}

function textsOf({ messages }: ChatRequest): readonly string[] {
  return messages.map(({ text }) => text);
}

describe('placeholders', () => {
  it('take the place of what was found and say what it was', async () => {
    assert.deepEqual(await redact(`Write to ${email}!`, `password=${secret}`), [
      'Write to REDACTED_EMAIL_1!',
      'password=REDACTED_SECRET_1',
    ]);
  });

  it('are the same for the same value and others for others', async () => {
    assert.deepEqual(await redact(`${email}, ${otherEmail}`, email), [
      'REDACTED_EMAIL_1, REDACTED_EMAIL_2',
      'REDACTED_EMAIL_1',
    ]);
  });

  it('stay the same for the whole session, in each conversation', async () => {
    const { redact: again } = redactor();
    await again(asking(otherEmail, email));
    const later = await again({ ...asking(email), conversationId: 'another' });
    assert.deepEqual(textsOf(later.request), ['REDACTED_EMAIL_2']);
  });

  it('are none that stands in a text already', async () => {
    assert.deepEqual(await redact(`REDACTED_EMAIL_1 and xREDACTED_EMAIL_2y, ${email}`), [
      'REDACTED_EMAIL_1 and xREDACTED_EMAIL_2y, REDACTED_EMAIL_3',
    ]);
  });

  it('give way where a text of another conversation has the same by chance, and stay where it came from here', async () => {
    const { redact: again } = redactor();
    await again(asking(email));
    const own = await again(asking('https://a.example/?q=REDACTED_EMAIL_1', email));
    assert.deepEqual(textsOf(own.request), ['https://a.example/?q=REDACTED_EMAIL_1', 'REDACTED_EMAIL_1']);
    const foreign = await again({ ...asking('REDACTED_EMAIL_1', email), conversationId: 'another' });
    assert.deepEqual(textsOf(foreign.request), ['REDACTED_EMAIL_1', 'REDACTED_EMAIL_2']);
  });

  it('keep code whole: in a string, a pattern, a comment, a command', async () => {
    const code = `const to = "${email}"; // ${email}\r\nif (/${email}/.test(x)) run('mail ${email}')`;
    const [redacted = ''] = await redact(code);
    assert.equal(redacted, code.replaceAll(email, 'REDACTED_EMAIL_1'));
    assert.match('REDACTED_EMAIL_1', /^[A-Za-z]\w*$/);
  });

  it('count what is different', async () => {
    const { count } = await redactor().redact(asking(`${email} ${email} ${otherEmail} password=${secret}`));
    assert.equal(count, 3);
  });

  it('do not end before a digit, which would make another placeholder of them', async () => {
    assert.deepEqual(await redact('Acme42 and Acmex'), ['REDACTED_TERM_1 and REDACTED_TERM_2x']);
  });
});

describe('everything that is sent', () => {
  const parts: Partial<ChatMessage> = {
    origins: [file(`home/${email}/a.ts`)],
    toolCalls: [{ id: 'call', name: 'send', argumentsJson: JSON.stringify({ to: [`Ada\n${email}`], again: email }) }],
  };
  const asked: ChatRequest = {
    ...chat(''),
    messages: [
      { role: 'assistant', text: '', ...parts, origins: parts.origins ?? [] },
      { role: 'tool', text: `Sent to ${email}.`, toolCallId: 'call', origins: [] },
    ],
    tools: [{ name: 'send', description: `Ask ${email}.`, parameters: { type: 'object', enum: [[email, 1, null]] } }],
  };

  it('is redacted: messages, results and arguments of calls, descriptions of tools, the names of files', async () => {
    const { request, left } = await redactor().redact(asked);
    assert.deepEqual(left, []);
    assert.doesNotMatch(JSON.stringify(request), /lovelace/);
    const [call, result] = request.messages;
    assert.deepEqual(JSON.parse(call?.toolCalls?.[0]?.argumentsJson ?? ''), {
      to: ['Ada\nREDACTED_EMAIL_1'],
      again: 'REDACTED_EMAIL_1',
    });
    assert.equal(result?.text, 'Sent to REDACTED_EMAIL_1.');
    assert.equal(call?.origins[0]?.path, 'home/REDACTED_EMAIL_1/a.ts');
    assert.deepEqual(request.tools?.[0]?.parameters, { type: 'object', enum: [['REDACTED_EMAIL_1', 1, null]] });
  });

  it('keeps all else of the request, and the request itself is not changed', async () => {
    const before = structuredClone(asked);
    const { request } = await redactor().redact({ ...asked, wantsLogProbabilities: true });
    assert.deepEqual(asked, before);
    assert.deepEqual(
      { ...request, messages: [], tools: [] },
      { ...asked, wantsLogProbabilities: true, messages: [], tools: [] },
    );
  });

  it('loses a value also where it stands without what it was known by', async () => {
    assert.deepEqual(await redact(`password=${secret}`, `It was ${secret}, not x${secret}.`), [
      'password=REDACTED_SECRET_1',
      `It was REDACTED_SECRET_1, not x${secret}.`,
    ]);
  });

  it('loses what only the placeholder of something else brings to light', async () => {
    const shy = redactor({
      locate: async (piece) => {
        const found = await locate(piece);
        return piece.text.includes('REDACTED_EMAIL') ? found : found.filter(({ kind }) => kind === 'email');
      },
    });
    const { request, left } = await shy.redact(asking(`${email} password=${secret}`));
    assert.deepEqual(left, []);
    assert.deepEqual(textsOf(request), ['REDACTED_EMAIL_1 password=REDACTED_SECRET_1']);
  });
});

describe('ranges', () => {
  it('that overlap leave as one, which is a secret where one of them is', async () => {
    const { request, restore } = await redactor().redact(asking(`db://${email}/x and ${otherEmail}`));
    assert.deepEqual(textsOf(request), ['REDACTED_CONNECTION_1 and REDACTED_EMAIL_1']);
    assert.equal(await textOf(restore(answer(textsOf(request)[0] ?? ''))), `REDACTED_CONNECTION_1 and ${otherEmail}`);
  });

  it('that touch stay two', async () => {
    const { request, restore } = await redactor().redact(asking('acmeacme'));
    assert.deepEqual(textsOf(request), ['REDACTED_TERM_1REDACTED_TERM_1']);
    assert.equal(await textOf(restore(answer('REDACTED_TERM_1REDACTED_TERM_1'))), 'acmeacme');
  });

  it('never cut a character in two', async () => {
    const half = redactor({
      locate: async ({ text }) => {
        const start = text.indexOf('😀');
        if (start === -1) return [];
        return [{ kind: 'own-rule', rule: 'r', what: 'w', start: start + 1, end: start + 3, fingerprint: undefined }];
      },
    });
    const { request } = await half.redact(asking('a😀😀b'));
    assert.deepEqual(textsOf(request), ['aREDACTED_TERM_1b']);
  });

  it('in arguments of a call never cut an escape in two', async () => {
    const toolCalls = [{ id: 'c', name: 'n', argumentsJson: `{"a":"x\\n${email}","b":"\\u00e4${otherEmail}"}` }];
    const { request } = await redactor().redact({
      ...chat(''),
      messages: [{ role: 'assistant', text: '', origins: [], toolCalls }],
    });
    assert.deepEqual(JSON.parse(request.messages[0]?.toolCalls?.[0]?.argumentsJson ?? ''), {
      a: 'x\nREDACTED_EMAIL_1',
      b: 'äREDACTED_EMAIL_2',
    });
  });
});

describe('what is left', () => {
  it('is told of where a kind has to stay, also beside placeholders', async () => {
    const { left } = await redactor({}, ['assigned-secret']).redact(asking(`${email} password=${secret}`));
    assert.deepEqual(
      left.map(({ kind }) => kind),
      ['assigned-secret'],
    );
  });

  it('is told of where a detector finds something new in whatever is put in', async () => {
    const endless = redactor({
      locate: async ({ text }) => {
        const start = text.search(/[a-z]/);
        return [{ kind: 'email', rule: 'r', what: 'w', start, end: start + 1, fingerprint: undefined }];
      },
    });
    const { left } = await endless.redact(asking('abcdefghijklmnop'));
    assert.notEqual(left.length, 0);
  });

  it('is not a placeholder that a rule of the person’s own matches', async () => {
    const words = redactor({
      locate: async ({ text }) =>
        [...text.matchAll(/term|ada/gi)].map(({ index, 0: word }) => ({
          ...({ kind: 'own-rule', rule: 'r', what: 'w', fingerprint: undefined } as const),
          ...{ start: index, end: index + word.length },
        })),
    });
    const { left, request } = await words.redact(asking('ada has term'));
    assert.deepEqual(left, []);
    assert.deepEqual(textsOf(request), ['REDACTED_TERM_1 has REDACTED_TERM_2']);
  });

  it('cannot be known where a text cannot be read, so the fault goes on', async () => {
    const broken = redactor({ locate: () => Promise.reject(new Error('broken')) });
    await assert.rejects(broken.redact(asking(email)), /broken/);
  });
});

describe('an answer that comes back with the next question', () => {
  it('is redacted again to the same placeholders, also what is found by its surroundings alone', async () => {
    const { redact: again } = redactor();
    const question = 'Call phone 555-0100-11 please';
    const first = await again(asking(question));
    const told = await textOf(first.restore(answer('Dial REDACTED_PHONE_1 now.')));
    assert.equal(told, 'Dial 555-0100-11 now.');
    // The question has been dropped from the prompt by now, and with it the word that gave the number away.
    const second = await again(asking(told, 'Thanks.'));
    assert.deepEqual(textsOf(second.request), ['Dial REDACTED_PHONE_1 now.', 'Thanks.']);
    assert.equal(second.count, 1);
  });

  it('is let alone once the person has declared the value harmless, or allowed its kind', async () => {
    const harmless = new Set<string>();
    const { redact: again } = redactor({ isFalseAlarm: (fingerprint) => harmless.has(fingerprint) });
    await again(asking('phone 555-0100-11'));
    harmless.add('mark of 555-0100-11');
    const { request } = await again(asking('Dial 555-0100-11 now.'));
    assert.deepEqual(textsOf(request), ['Dial 555-0100-11 now.']);
    const allowed = new Set<HandledKind>();
    const other = redactor({ handlingOf: (kind) => (allowed.has(kind) ? 'allow' : 'redact') });
    await other.redact(asking('phone 555-0100-11'));
    allowed.add('phone');
    assert.deepEqual(textsOf((await other.redact(asking('Dial 555-0100-11 now.'))).request), ['Dial 555-0100-11 now.']);
  });
});

it('an answer gets nothing back that was not in its own request', async () => {
  const { redact: again } = redactor();
  await again({ ...asking(email), conversationId: 'another' });
  const { restore } = await again(asking(otherEmail));
  assert.equal(await textOf(restore(answer('REDACTED_EMAIL_1 REDACTED_EMAIL_2'))), `REDACTED_EMAIL_1 ${otherEmail}`);
});

it('a value that is a secret at one place is one at each', async () => {
  const { request, restore } = await redactor().redact(asking('acme password=acme', 'acme'));
  assert.deepEqual(textsOf(request), ['REDACTED_TERM_1 password=REDACTED_TERM_1', 'REDACTED_TERM_1']);
  assert.equal(await textOf(restore(answer('REDACTED_TERM_1'))), 'REDACTED_TERM_1');
});

it('what comes back is what the inspection calls restored', () => {
  for (const kind of findingKinds.filter(isHandledKind)) {
    const handled = handle(finding(kind), { ...everythingStays, [kind]: 'redact' });
    assert.equal(redactedKinds[kind].redaction, handled?.redaction);
  }
});
