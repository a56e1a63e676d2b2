import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AdmittedRequest, type AskConsent } from '../../../src/contract/admission.ts';
import { type Finding, notInspected } from '../../../src/contract/inspection.ts';
import type { RouteOverride } from '../../../src/contract/request.ts';
import type { PrivacyMode, Route } from '../../../src/contract/routing.ts';
import { type AdmissionRules, createAdmission } from '../../../src/privacy/admit.ts';
import type { Located } from '../../../src/privacy/locate.ts';
import type { Redact } from '../../../src/privacy/release.ts';
import { settle } from '../../support/fakeClock.ts';
import {
  outcome,
  placeholdersFor,
  redactable,
  restore,
  rulesFor,
  type Situation,
  signal,
  toText,
} from './admission.ts';
import { chat, cloudRoute, completion, finding, inspection, localRoute } from './support.ts';

describe('admission', () => {
  it('makes a request that a backend accepts, for this route', async () => {
    const request = chat('hello');
    const result = await createAdmission(rulesFor()).admit(request, inspection(), localRoute, signal());
    assert.ok('admitted' in result);
    assert.ok(AdmittedRequest.isAdmitted(result.admitted));
    assert.equal(result.admitted.request, request);
    assert.equal(result.admitted.route, localRoute);
  });

  it('makes a new one for each attempt', async () => {
    const admission = createAdmission(rulesFor());
    const request = chat('hello');
    const first = await admission.admit(request, inspection(), localRoute, signal());
    const second = await admission.admit(request, inspection(), localRoute, signal());
    assert.ok('admitted' in first && 'admitted' in second);
    assert.notEqual(first.admitted, second.admitted);
  });

  it('sends nothing, not even here, before the workspace is trusted', async () => {
    assert.equal(await outcome({ trusted: false }, chat('hello'), localRoute), 'workspace-untrusted');
    assert.equal(await outcome({ trusted: false, mode: 'open' }, chat('hello'), cloudRoute), 'workspace-untrusted');
  });

  it('keeps a request here in local-only', async () => {
    assert.equal(await outcome({ mode: 'local-only' }, chat('hello'), cloudRoute), 'local-only-mode');
    assert.equal(await outcome({ mode: 'local-only' }, chat('hello'), localRoute, [finding()]), 'admitted');
  });

  it('does not believe a route that calls itself local', async () => {
    const liar: Route = { ...cloudRoute, locality: 'local' };
    const forwarder: Route = { ...localRoute, model: 'gpt-oss:120b-cloud' };
    assert.equal(await outcome({ mode: 'local-only' }, chat('hello'), liar), 'local-only-mode');
    assert.equal(await outcome({ mode: 'local-only' }, chat('hello'), forwarder), 'local-only-mode');
    assert.equal(await outcome({}, chat('hello'), liar, [finding()]), 'secret-found');
    assert.equal(await outcome({}, chat('hello'), forwarder, [finding()]), 'secret-found');
    assert.equal(await outcome({ granted: false }, completion(), liar), 'completion-stays-local');
  });

  it('lets findings leave in open only, and excluded files never', async () => {
    const excluded = finding('excluded-file');
    assert.equal(await outcome({ mode: 'guarded' }, chat('x'), cloudRoute, [finding()]), 'secret-found');
    assert.equal(await outcome({ mode: 'open' }, chat('x'), cloudRoute, [finding()]), 'admitted');
    for (const mode of ['local-only', 'guarded', 'open'] as const) {
      assert.notEqual(await outcome({ mode }, chat('x'), cloudRoute, [finding(), excluded]), 'admitted');
      assert.equal(await outcome({ mode }, chat('x'), localRoute, [finding(), excluded]), 'admitted');
    }
  });

  it('keeps a request here when the person asked for a local model', async () => {
    const request = chat('hello', { override: { kind: 'local' } });
    assert.equal(await outcome({ mode: 'open' }, request, cloudRoute), 'asked-for-local');
  });

  it('sends a completion away only to a backend that was named, and never asks for it', async () => {
    const ask = async () => assert.fail('A completion must not ask.');
    const named = completion({ override: { kind: 'backend', backendId: 'cloud' } });
    assert.equal(await outcome({ ask, granted: true }, completion(), cloudRoute), 'completion-stays-local');
    assert.equal(await outcome({ ask, granted: true }, named, cloudRoute), 'admitted');
    assert.equal(await outcome({ ask, granted: false }, named, cloudRoute), 'consent-missing');
  });

  it('sends a clean completion away where the person lets a cloud help at key presses, a warm-up never', async () => {
    const hedges = { hedges: true, ask: async () => assert.fail('A completion must not ask.') };
    assert.equal(await outcome(hedges, completion(), cloudRoute), 'admitted');
    assert.equal(
      await outcome({ ...hedges, mode: 'open' }, completion(), cloudRoute, [finding()]),
      'completion-stays-local',
    );
    assert.equal(await outcome({ ...hedges, granted: false }, completion(), cloudRoute), 'consent-missing');
    const warm = completion({ warm: { promptCharacters: 10 } });
    assert.equal(await outcome(hedges, warm, cloudRoute), 'completion-stays-local');
  });

  it('keeps here what was not looked through, whatever else speaks for it', async () => {
    const admission = createAdmission(rulesFor({ mode: 'open', hedges: true }));
    const result = await admission.admit(completion(), notInspected, cloudRoute, signal());
    assert.equal('refused' in result && result.refused.code, 'admission-failed');
    assert.ok('admitted' in (await admission.admit(completion(), notInspected, localRoute, signal())));
  });

  it('refuses when anything throws', async () => {
    const fail = () => {
      throw new Error('broken');
    };
    const broken: readonly Partial<AdmissionRules>[] = [
      { mode: fail },
      { trusted: fail },
      { mayContact: fail },
      { consent: { isGranted: fail, ask: async () => true } },
      { consent: { isGranted: () => false, ask: fail } },
      { consent: { isGranted: () => false, ask: () => Promise.reject(new Error('broken')) } },
      { isOwnHost: fail },
      { forbids: fail },
    ];
    for (const parts of broken) {
      const admission = createAdmission({ ...rulesFor({ mode: 'open' }), ...parts });
      const result = await admission.admit(chat('x'), inspection(), { ...cloudRoute, isOwn: true }, signal());
      assert.deepEqual('refused' in result && result.refused.code, 'admission-failed');
    }
  });

  it('tells the log where a fault arose, without its text', async () => {
    const lines: string[] = [];
    const mayContact = () => {
      throw new TypeError('const password = 1');
    };
    const rules = { ...rulesFor(), mayContact, log: { error: (line: string) => lines.push(line) } };
    await createAdmission(rules).admit(chat('x'), inspection(), cloudRoute, signal());
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /TypeError at .*admit\.test\.ts/);
    assert.doesNotMatch(lines[0] ?? '', /password/);
  });

  it('holds its rules for every combination', async () => {
    const override = fc.constantFrom<RouteOverride>(
      { kind: 'auto' },
      { kind: 'local' },
      { kind: 'cloud' },
      { kind: 'backend', backendId: 'cloud' },
    );
    const situation = fc.record({
      mode: fc.constantFrom<PrivacyMode>('local-only', 'guarded', 'open'),
      trusted: fc.boolean(),
      granted: fc.boolean(),
    });
    const findings = fc.array(fc.constantFrom<Finding['kind']>('vendor-secret', 'assigned-secret', 'excluded-file'));
    const isCompletion = fc.boolean();
    await fc.assert(
      fc.asyncProperty(situation, override, findings, isCompletion, async (given, choice, kinds, completes) => {
        const request = completes ? completion({ override: choice }) : chat('x', { override: choice });
        const result = await outcome(given, request, cloudRoute, kinds.map(finding));
        const mayLeave =
          given.trusted &&
          given.granted &&
          given.mode !== 'local-only' &&
          !kinds.includes('excluded-file') &&
          (given.mode === 'open' || kinds.length === 0) &&
          choice.kind !== 'local' &&
          (!completes || (choice.kind === 'backend' && kinds.length === 0));
        assert.equal(result === 'admitted', mayLeave);
      }),
    );
  });
});

describe('what was found, in guarded', () => {
  async function admitted(situation: Partial<Situation>, route: Route, ...findings: readonly Finding[]) {
    const admission = createAdmission(rulesFor(situation));
    const result = await admission.admit(chat('ada@example.org'), inspection(...findings), route, signal());
    assert.ok('admitted' in result, 'refused' in result ? result.refused.code : '');
    return { ...result, text: toText(result.admitted.request) };
  }

  it('leaves as placeholders where each thing may, and the answer gets back what may come back', async () => {
    const result = await admitted({}, cloudRoute, redactable(), redactable(), redactable('vendor-secret', 'one-way'));
    assert.equal(result.text, 'REDACTED_EMAIL_1');
    assert.equal(result.restore, restore);
    assert.deepEqual(result.admitted.contents, { findings: { email: 2, 'vendor-secret': 1 }, redacted: 1 });
  });

  it('keeps the request here where one thing has to stay, or is a file that is excluded', async () => {
    const redact: Redact = () => assert.fail('Nothing is to be redacted.');
    assert.equal(await outcome({ redact }, chat('x'), cloudRoute, [redactable(), finding('email')]), 'secret-found');
    assert.equal(await outcome({ redact }, chat('x'), cloudRoute, [redactable('excluded-file')]), 'excluded-file');
    assert.equal(await outcome({ redact }, chat('x'), cloudRoute, [finding('uninspected')]), 'secret-found');
  });

  it('keeps the request here where something is still found among the placeholders, and says what', async () => {
    const what = 'a telephone number';
    const left: Located = { kind: 'phone', rule: 'phone', what, start: 0, end: 1, fingerprint: undefined };
    const admission = createAdmission(rulesFor({ redact: placeholdersFor(left) }));
    const result = await admission.admit(chat('x'), inspection(redactable()), cloudRoute, signal());
    assert.ok('refused' in result);
    assert.equal(result.refused.code, 'redaction-incomplete');
    assert.match(result.refused.text, /a telephone number/);
  });

  it('keeps the request here where there is nothing to redact with, or it fails', async () => {
    const { redact: _, ...without } = rulesFor();
    const result = await createAdmission(without).admit(chat('x'), inspection(redactable()), cloudRoute, signal());
    assert.equal('refused' in result && result.refused.code, 'admission-failed');
    const redact = () => Promise.reject(new Error('broken'));
    assert.equal(await outcome({ redact }, chat('x'), cloudRoute, [redactable()]), 'admission-failed');
  });

  it('stays out of every completion that leaves, in open too', async () => {
    const named = completion({ override: { kind: 'backend', backendId: 'cloud' } });
    for (const mode of ['guarded', 'open'] as const) {
      assert.equal(await outcome({ mode }, named, cloudRoute, [redactable()]), 'completion-stays-local');
      assert.equal(
        await outcome({ mode, hedges: true }, completion(), cloudRoute, [redactable()]),
        'completion-stays-local',
      );
    }
  });

  it('goes as it is to a model of this machine, and in open, but is counted', async () => {
    const redact: Redact = () => assert.fail('Nothing is to be redacted.');
    for (const [mode, route] of [
      ['guarded', localRoute],
      ['open', cloudRoute],
    ] as const) {
      const result = await admitted({ mode, redact }, route, redactable(), finding('phone'));
      assert.equal(result.text, 'ada@example.org');
      assert.equal(result.restore, undefined);
      assert.deepEqual(result.admitted.contents, { findings: { email: 1, phone: 1 }, redacted: 0 });
    }
  });

  it('is kept here when the mode became local-only while placeholders were put in', async () => {
    let mode: PrivacyMode = 'guarded';
    const redact: Redact = async (request) => {
      mode = 'local-only';
      return placeholdersFor()(request);
    };
    const admission = createAdmission({ ...rulesFor({ redact }), mode: () => mode });
    const result = await admission.admit(chat('x'), inspection(redactable()), cloudRoute, signal());
    assert.equal('refused' in result && result.refused.code, 'local-only-mode');
  });

  it('is redacted also when the mode became guarded while the question for consent stood open', async () => {
    let mode: PrivacyMode = 'open';
    const ask = async () => {
      mode = 'guarded';
      return true;
    };
    const admission = createAdmission({ ...rulesFor({ granted: false, ask }), mode: () => mode });
    const result = await admission.admit(chat('x'), inspection(redactable()), cloudRoute, signal());
    assert.ok('admitted' in result);
    assert.equal(toText(result.admitted.request), 'REDACTED_EMAIL_1');
  });
});

describe('consent', () => {
  /** Questions that stay open until a test answers them. */
  function questions() {
    const open: { origin: string; answer(isAllowed: boolean): void; signal: AbortSignal }[] = [];
    const ask: AskConsent = (_request, route, withdrawn) =>
      new Promise((resolve, reject) => {
        open.push({ origin: route.origin, answer: resolve, signal: withdrawn });
        withdrawn.addEventListener('abort', () => reject(withdrawn.reason), { once: true });
      });
    return { open, admission: createAdmission(rulesFor({ granted: false, ask })) };
  }
  const otherCloud: Route = { ...cloudRoute, backendId: 'other', origin: 'https://other.example.com' };

  it('is asked for once by requests that wait for it together', async () => {
    const { open, admission } = questions();
    const first = admission.admit(chat('one'), inspection(), cloudRoute, signal());
    const second = admission.admit(chat('two'), inspection(), cloudRoute, signal());
    await settle();
    assert.equal(open.length, 1);
    open[0]?.answer(true);
    assert.ok('admitted' in (await first));
    assert.ok('admitted' in (await second));
  });

  it('refuses when the person says no, and asks again at the next question', async () => {
    const { open, admission } = questions();
    const first = admission.admit(chat('one'), inspection(), cloudRoute, signal());
    await settle();
    open[0]?.answer(false);
    const refused = await first;
    assert.equal('refused' in refused && refused.refused.code, 'consent-missing');
    const second = admission.admit(chat('two'), inspection(), cloudRoute, signal());
    await settle();
    assert.equal(open.length, 2);
    open[1]?.answer(true);
    assert.ok('admitted' in (await second));
  });

  it('for one origin is not consent for another, and two questions never stand open at once', async () => {
    const { open, admission } = questions();
    const first = admission.admit(chat('one'), inspection(), cloudRoute, signal());
    const second = admission.admit(chat('two'), inspection(), otherCloud, signal());
    await settle();
    assert.deepEqual(
      open.map(({ origin }) => origin),
      [cloudRoute.origin],
    );
    open[0]?.answer(true);
    await first;
    await settle();
    assert.deepEqual(
      open.map(({ origin }) => origin),
      [cloudRoute.origin, otherCloud.origin],
    );
    open[1]?.answer(false);
    assert.ok('refused' in (await second));
  });

  it('is not asked for when policy refuses anyway', async () => {
    const { open, admission } = questions();
    const result = await admission.admit(chat('one'), inspection(finding()), cloudRoute, signal());
    assert.ok('refused' in result);
    await settle();
    assert.equal(open.length, 0);
  });

  it('lets an aborted request go with its reason while the other still waits', async () => {
    const { open, admission } = questions();
    const stopped = new AbortController();
    const first = admission.admit(chat('one'), inspection(), cloudRoute, stopped.signal);
    const second = admission.admit(chat('two'), inspection(), cloudRoute, signal());
    await settle();
    stopped.abort();
    await assert.rejects(first, { name: 'AbortError' });
    assert.equal(open[0]?.signal.aborted, false);
    open[0]?.answer(true);
    assert.ok('admitted' in (await second));
  });

  it('withdraws the question when nobody waits any more, and asks anew later', async () => {
    const { open, admission } = questions();
    const stopped = new AbortController();
    const first = admission.admit(chat('one'), inspection(), cloudRoute, stopped.signal);
    await settle();
    stopped.abort();
    await assert.rejects(first, { name: 'AbortError' });
    assert.equal(open[0]?.signal.aborted, true);
    const second = admission.admit(chat('two'), inspection(), cloudRoute, signal());
    await settle();
    open[1]?.answer(true);
    assert.ok('admitted' in (await second));
  });

  it('does not ask for a request that was aborted before', async () => {
    const { open, admission } = questions();
    const stopped = AbortSignal.abort();
    await assert.rejects(admission.admit(chat('one'), inspection(), cloudRoute, stopped), { name: 'AbortError' });
    await settle();
    assert.equal(open.length, 0);
  });

  it('does not help when the mode was changed while the question stood open', async () => {
    let mode: PrivacyMode = 'guarded';
    const ask = async () => {
      mode = 'local-only';
      return true;
    };
    const rules = { ...rulesFor(), mode: () => mode, consent: { isGranted: () => false, ask } };
    const result = await createAdmission(rules).admit(chat('one'), inspection(), cloudRoute, signal());
    assert.equal('refused' in result && result.refused.code, 'local-only-mode');
  });
});
