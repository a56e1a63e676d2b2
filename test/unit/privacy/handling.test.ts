import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HandledKind } from '../../../src/contract/privacySettings.ts';
import { createExclusions } from '../../../src/privacy/exclusions.ts';
import {
  everythingStays,
  type HandlingByKind,
  handle,
  handledKinds,
  strictestHandling,
} from '../../../src/privacy/handling.ts';
import { createInspector } from '../../../src/privacy/inspect.ts';
import type { SecretlintScan } from '../../../src/privacy/secretlint.ts';
import { chat, completion, file, finding, random } from './support.ts';

const key = `gh${'p_'}${random(36)}`;
const address = 'mia.keller@kellerhof.ch';

function handlingOf(changes: Partial<HandlingByKind>): HandlingByKind {
  return { ...everythingStays, ...changes };
}

function inspectorOf(changes: Partial<HandlingByKind>) {
  return createInspector({ exclusions: createExclusions(), handling: () => handlingOf(changes) });
}

async function redactionsIn(text: string, changes: Partial<HandlingByKind>) {
  const { findings } = await inspectorOf(changes).inspect(chat(text));
  return findings.map(({ kind, redaction = 'stays' }) => `${kind} ${redaction}`);
}

describe('handling by kind', () => {
  it('lets what is redacted come back if it concerns a person, and never if it is a secret', async () => {
    const changes = { email: 'redact', 'vendor-secret': 'redact' } as const;
    assert.deepEqual(await redactionsIn(`${address} ${key}`, changes), ['email restored', 'vendor-secret one-way']);
  });

  it('keeps here what is not redacted', async () => {
    assert.deepEqual(await redactionsIn(`${address} ${key}`, { email: 'redact' }), [
      'email restored',
      'vendor-secret stays',
    ]);
  });

  it('does not look for what is allowed, and says so', async () => {
    const { inspect } = inspectorOf({ email: 'allow' });
    const { findings, lookedFor } = await inspect(chat(address));
    assert.deepEqual(findings, []);
    assert.ok(!lookedFor.includes('e-mail addresses') && lookedFor.includes('IBANs'));
  });

  it('does not run a detector of which every kind is allowed', async () => {
    const secretlint: SecretlintScan = () => Promise.reject(new Error('ran'));
    const handling = () => handlingOf({ 'vendor-secret': 'allow', 'private-key': 'allow' });
    const { inspect } = createInspector({ exclusions: createExclusions(), secretlint, handling });
    assert.deepEqual((await inspect(chat('hello'))).findings, []);
  });

  it('holds at once when it changes, though the text was read before', async () => {
    let email: 'allow' | 'stay' = 'allow';
    const handling = () => handlingOf({ email });
    const { inspect } = createInspector({ exclusions: createExclusions(), handling });
    assert.equal((await inspect(chat(address))).findings.length, 0);
    email = 'stay';
    assert.equal((await inspect(chat(address))).findings.length, 1);
  });

  it('cannot allow excluded files and what could not be read', async () => {
    const allowed = Object.fromEntries(handledKinds.map((kind) => [kind, 'allow'])) as Record<HandledKind, 'allow'>;
    const { findings } = await inspectorOf(allowed).inspect(completion({ origin: file('.env'), prefix: key }));
    assert.deepEqual(
      findings.map(({ kind }) => kind),
      ['excluded-file'],
    );
    assert.deepEqual(handle(finding('uninspected'), allowed), finding('uninspected'));
  });

  it('keeps a thing here that overlaps one which may leave', async () => {
    const text = `postgres://app:${random(14)}@db.kellerhof.ch/app`;
    assert.deepEqual(await redactionsIn(text, { email: 'redact' }), ['connection-string stays']);
    assert.deepEqual(await redactionsIn(text, { email: 'stay', 'connection-string': 'redact' }), [
      'connection-string one-way',
    ]);
  });
});

describe('a policy', () => {
  const own = handlingOf({ email: 'redact', phone: 'allow', card: 'stay' });

  it('makes the handling stricter', () => {
    const merged = strictestHandling(own, { email: 'stay', phone: 'redact' });
    assert.deepEqual([merged.email, merged.phone], ['stay', 'redact']);
  });

  it('loosens nothing', () => {
    assert.deepEqual(strictestHandling(own, { email: 'allow', card: 'redact', phone: 'allow' }), own);
  });
});
