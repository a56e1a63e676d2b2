import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { PrivacyMode } from '../../../src/contract/routing.ts';
import { createPrivacy, type Privacy } from '../../../src/privacy/privacy.ts';
import { chat, cloudRoute } from './support.ts';

const rules = { areKnown: () => true, whenKnown: async () => true };

function make(mode: () => PrivacyMode = () => 'guarded'): Privacy {
  const key = new Uint8Array(32);
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const privacy = createPrivacy({
    ...{ mode, log, workspaceRules: rules },
    settings: () => undefined,
    trusted: () => true,
    consent: { isGranted: () => true, ask: async () => true },
    completionsMayLeave: () => false,
    falseAlarmStore: { load: () => undefined, save() {} },
    machineKey: async () => key,
  });
  privacy.updatePolicies([]);
  return privacy;
}

const { signal } = new AbortController();

it('what is found now counts, however much was found before and marked as a false alarm', async () => {
  const privacy = make();
  const robot = Array.from({ length: 60 }, (_, line) => `${line} build.bot@factory-floor.dev`).join('\n');
  const first = await privacy.inspect(chat(robot));
  const [alarm] = first.findings;
  privacy.falseAlarms.mark(alarm?.fingerprint ?? '', 'an address', 'message 1');
  const later = chat(`${robot}\njane.doe.private@gmail.com`);
  const { findings } = await privacy.inspect(later);
  assert.deepEqual(
    findings.map(({ kind }) => kind),
    ['email'],
  );
  const result = await privacy.admit(later, await privacy.inspect(later), cloudRoute, signal);
  assert.ok('admitted' in result);
  assert.doesNotMatch(JSON.stringify(result.admitted.request), /jane\.doe/);
});

it('a request that waits after its admission does not go once the mode is stricter', async () => {
  let mode: PrivacyMode = 'open';
  const privacy = make(() => mode);
  const request = chat(`The password = "${'Tr0ub4dor'}-and-3-horses!" opens it.`);
  const inspection = await privacy.inspect(request);
  assert.ok(inspection.findings.length > 0);
  const result = await privacy.admit(request, inspection, cloudRoute, signal);
  assert.ok('admitted' in result);
  assert.equal(result.admitted.refusalNow(), undefined);
  mode = 'guarded';
  assert.match(result.admitted.refusalNow()?.text ?? '', /stays on this machine|became stricter/);
  mode = 'local-only';
  assert.match(result.admitted.refusalNow()?.text ?? '', /local-only/);
});

it('more than can be replaced without the editor feeling it stays here', async () => {
  const privacy = make();
  const many = Array.from({ length: 1_001 }, (_, row) => `person.${row}@factory-floor.dev`).join('\n');
  const request = chat(many);
  const result = await privacy.admit(request, await privacy.inspect(request), cloudRoute, signal);
  assert.ok('refused' in result && result.refused.code === 'redaction-incomplete');
});
