import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Contact } from '../../../src/contract/admission.ts';
import type { PrivacyMode } from '../../../src/contract/routing.ts';
import { createMayContact } from '../../../src/privacy/policy.ts';

const modes: readonly PrivacyMode[] = ['local-only', 'guarded', 'open'];
const here: Contact = { origin: 'http://127.0.0.1:8080', locality: 'local' };
const there: Contact = { origin: 'https://api.example.com', locality: 'remote' };

function refusalCode(mode: PrivacyMode, trusted: boolean, contact: Contact): string | undefined {
  return createMayContact(
    () => mode,
    () => trusted,
  )(contact)?.code;
}

describe('mayContact', () => {
  it('refuses every connection before the workspace is trusted', () => {
    for (const mode of modes) {
      assert.equal(refusalCode(mode, false, here), 'workspace-untrusted');
      assert.equal(refusalCode(mode, false, there), 'workspace-untrusted');
    }
  });

  it('lets local-only contact nothing but a loopback literal that is said to be local', () => {
    assert.equal(refusalCode('local-only', true, here), undefined);
    assert.equal(refusalCode('local-only', true, there), 'local-only-mode');
    assert.equal(refusalCode('local-only', true, { ...here, locality: 'remote' }), 'local-only-mode');
    assert.equal(refusalCode('local-only', true, { ...there, locality: 'local' }), 'local-only-mode');
    assert.equal(
      refusalCode('local-only', true, { origin: 'http://localhost:8080', locality: 'local' }),
      'local-only-mode',
    );
    assert.equal(refusalCode('local-only', true, { origin: '', locality: 'local' }), 'local-only-mode');
  });

  it('lets the other modes contact what is configured', () => {
    for (const mode of ['guarded', 'open'] as const) {
      assert.equal(refusalCode(mode, true, here), undefined);
      assert.equal(refusalCode(mode, true, there), undefined);
    }
  });

  it('follows a change of the mode and of trust at once', () => {
    let mode: PrivacyMode = 'guarded';
    let trusted = false;
    const mayContact = createMayContact(
      () => mode,
      () => trusted,
    );
    assert.equal(mayContact(there)?.code, 'workspace-untrusted');
    trusted = true;
    assert.equal(mayContact(there), undefined);
    mode = 'local-only';
    assert.equal(mayContact(there)?.code, 'local-only-mode');
  });

  it('says where the connection would have gone', () => {
    const refusal = createMayContact(
      () => 'local-only',
      () => true,
    )(there);
    assert.match(refusal?.text ?? '', /https:\/\/api\.example\.com/);
  });
});
