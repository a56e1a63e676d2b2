import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Finding, notInspected, type Redaction } from '../../../src/contract/inspection.ts';
import type { RouteOverride } from '../../../src/contract/request.ts';
import type { PrivacyMode, Route } from '../../../src/contract/routing.ts';
import { createAdmission } from '../../../src/privacy/admit.ts';
import type { Redact } from '../../../src/privacy/release.ts';
import {
  outcome,
  ownRoute,
  placeholdersFor,
  redactable,
  rulesFor,
  type Situation,
  signal,
  toText,
} from './admission.ts';
import { chat, cloudRoute, completion, finding, inspection, localRoute } from './support.ts';

describe('a host of the person’s own', () => {
  const own: Partial<Situation> = {
    own: true,
    granted: false,
    ask: async () => assert.fail('Nobody is to be asked.'),
    redact: () => assert.fail('Nothing is to be redacted.'),
  };

  it('counts like this machine: findings, excluded files and completions go there, and nobody is asked', async () => {
    for (const mode of ['guarded', 'open'] as const) {
      const findings = [finding(), finding('excluded-file'), redactable()];
      assert.equal(await outcome({ ...own, mode }, chat('x'), ownRoute, findings), 'admitted');
      assert.equal(await outcome({ ...own, mode }, completion(), ownRoute, findings), 'admitted');
    }
  });

  it('does not get what a repository excludes by its policy', async () => {
    const excluded = { ...finding('excluded-file'), rule: '.watershed/policy.json: plans/' };
    assert.equal(await outcome(own, chat('x'), ownRoute, [excluded]), 'excluded-file');
    assert.equal(await outcome({ ...own, mode: 'open' }, completion(), ownRoute, [excluded]), 'excluded-file');
  });

  it('counts like any other in local-only, before trust, and where a policy forbids it', async () => {
    assert.equal(await outcome({ ...own, mode: 'local-only' }, chat('x'), ownRoute), 'local-only-mode');
    assert.equal(await outcome({ ...own, trusted: false }, chat('x'), ownRoute), 'workspace-untrusted');
    assert.equal(await outcome({ ...own, forbidden: true }, chat('x'), ownRoute), 'destination-forbidden');
  });

  it('gets nothing that was not looked through, and nothing that was asked of a local model', async () => {
    const result = await createAdmission(rulesFor(own)).admit(completion(), notInspected, ownRoute, signal());
    assert.equal('refused' in result && result.refused.code, 'admission-failed');
    assert.equal(await outcome(own, chat('x', { override: { kind: 'local' } }), ownRoute), 'asked-for-local');
  });

  it('is not believed for a model that its server runs elsewhere, nor is an address of this machine', async () => {
    const forwarded: Route = { ...ownRoute, model: 'gpt-oss:120b-cloud' };
    assert.equal(await outcome({ ...own }, chat('x'), forwarded, [finding()]), 'secret-found');
    assert.equal(await outcome({ own: true }, chat('x'), cloudRoute, [finding()]), 'secret-found');
    const looped: Route = { ...localRoute, model: 'gpt-oss:120b-cloud' };
    const rules = { ...rulesFor(own), isOwnHost: () => true };
    const result = await createAdmission(rules).admit(chat('x'), inspection(finding()), looped, signal());
    assert.equal('refused' in result && result.refused.code, 'secret-found');
  });
});

it('a destination that is forbidden gets nothing, and a model of this machine is not asked about', async () => {
  assert.equal(await outcome({ forbidden: true, mode: 'open' }, chat('x'), cloudRoute), 'destination-forbidden');
  assert.equal(await outcome({ forbidden: true }, chat('x'), localRoute), 'admitted');
});

describe('in every situation', () => {
  const looped: Route = { ...localRoute, model: 'gpt-oss:120b-cloud' };
  const gateway: Route = { ...localRoute, locality: 'remote' };
  const found = fc.tuple(
    fc.constantFrom<Finding['kind']>('vendor-secret', 'email', 'own-rule', 'uninspected', 'excluded-file'),
    fc.constantFrom<Redaction | undefined>('restored', 'one-way', undefined),
  );
  const situation = fc.record({
    trusted: fc.constantFrom(true, true, false),
    granted: fc.boolean(),
    hedges: fc.boolean(),
    own: fc.boolean(),
    forbidden: fc.constantFrom(false, false, true),
    redact: fc.constantFrom<Redact>(placeholdersFor(), () => Promise.reject(new Error('broken'))),
  });
  const attempt = fc.record({
    request: fc
      .tuple(
        fc.boolean(),
        fc.constantFrom<RouteOverride>(
          { kind: 'auto' },
          { kind: 'local' },
          { kind: 'cloud' },
          { kind: 'backend', backendId: 'cloud' },
        ),
      )
      .map(([completes, override]) => (completes ? completion({ override }) : chat('x', { override }))),
    route: fc.constantFrom(cloudRoute, ownRoute, localRoute, looped, gateway),
    findings: fc
      .array(found, { maxLength: 3 })
      .map((pairs) =>
        pairs.map(([kind, redaction]) => (redaction === undefined ? finding(kind) : redactable(kind, redaction))),
      ),
  });

  it('a stricter mode lets go nothing that a weaker one would not', async () => {
    await fc.assert(
      fc.asyncProperty(situation, attempt, async (given, { request, route, findings }) => {
        const decide = (mode: PrivacyMode) => outcome({ ...given, mode }, request, route, findings);
        const [strict, guarded, open] = await Promise.all([decide('local-only'), decide('guarded'), decide('open')]);
        if (strict === 'admitted') assert.equal(guarded, 'admitted');
        if (guarded === 'admitted') assert.equal(open, 'admitted');
      }),
      { numRuns: 1_000 },
    );
  });

  it('guarded lets nothing go elsewhere that has to stay, nor anything unredacted that was found', async () => {
    await fc.assert(
      fc.asyncProperty(situation, attempt, async (given, { request, route, findings }) => {
        const admission = createAdmission(rulesFor({ ...given, mode: 'guarded' }));
        const result = await admission.admit(request, inspection(...findings), route, signal());
        const isElsewhere = route !== localRoute && !(given.own && route === ownRoute);
        if (!('admitted' in result) || !isElsewhere) return;
        assert.deepEqual(
          findings.filter(({ kind, redaction }) => redaction === undefined || kind === 'excluded-file'),
          [],
        );
        if (findings.length === 0) return;
        assert.equal(request.task, 'chat');
        assert.equal(toText(result.admitted.request), 'REDACTED_EMAIL_1');
      }),
      { numRuns: 1_000 },
    );
  });

  it('local-only lets go nothing but to a model that is proven to run here', async () => {
    await fc.assert(
      fc.asyncProperty(situation, attempt, async (given, { request, route, findings }) => {
        const result = await outcome({ ...given, mode: 'local-only' }, request, route, findings);
        assert.equal(result === 'admitted', given.trusted && route === localRoute);
      }),
    );
  });
});
