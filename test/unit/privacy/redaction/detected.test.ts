import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { HandledKind } from '../../../../src/contract/privacySettings.ts';
import type { ChatRequest } from '../../../../src/contract/request.ts';
import { type HandlingByKind, handledKinds } from '../../../../src/privacy/handling.ts';
import { createLocate } from '../../../../src/privacy/locate.ts';
import { createRedactor } from '../../../../src/privacy/redaction/redactor.ts';
import { chat, random } from '../support.ts';
import { answer, textOf } from './support.ts';

const everything = Object.fromEntries(handledKinds.map((kind) => [kind, 'redact'])) as HandlingByKind;

/** With the detectors that the extension has. */
function redactor(handling: HandlingByKind = everything) {
  return createRedactor({
    locate: createLocate({ handling: () => handling }),
    handlingOf: (kind: HandledKind) => handling[kind],
  });
}

const address = `grace.hopper@${['navy', 'mil'].join('.')}`;
const iban = ['DE89', '3704', '0044', '0532', '0130', '00'].join(' ');
const password = random(18, 'alnum', 3);
const key = `ghp_${random(36, 'alnum', 5)}`;
const prompt = [
  `Mail ${address} or pay to IBAN ${iban}.`,
  `DB_PASSWORD="${password}"`,
  `url = "postgres://app:${password}@db.internal:5432/main"`,
  `token: ${key}`,
].join('\r\n');

it('nothing that the detectors know leaves, and what concerns a person comes back', async () => {
  const { request, left, count, restore } = await redactor().redact(chat(prompt));
  assert.deepEqual(left, []);
  const sent = textOfRequest(request);
  for (const value of [address, iban, password, key]) assert.equal(sent.includes(value), false, sent);
  assert.ok(count >= 4);
  const shown = await textOf(restore(answer(...sent)));
  assert.ok(shown.includes(`Mail ${address} or pay to IBAN ${iban}.`));
  assert.equal(shown.includes(password) || shown.includes(key), false);
});

it('a kind that has to stay is told of as left', async () => {
  const { left } = await redactor({ ...everything, 'vendor-secret': 'stay' }).redact(chat(prompt));
  assert.ok(left.length > 0);
  assert.ok(left.every(({ kind }) => kind === 'vendor-secret'));
});

it('the answer is redacted again when it comes back as history', async () => {
  const { redact } = redactor();
  const first = await redact(chat(prompt));
  const told = await textOf(first.restore(answer(textOfRequest(first.request))));
  const second = await redact(chat(told));
  assert.deepEqual(second.left, []);
  assert.equal(textOfRequest(second.request), textOfRequest(first.request));
});

function textOfRequest({ messages }: ChatRequest): string {
  return messages.map(({ text }) => text).join('');
}
