import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding, FindingKind, Inspection } from '../../../src/contract/inspection.ts';
import type { BackendFacts, Plan, RoutingFacts } from '../../../src/contract/routing.ts';
import { route } from '../../../src/routing/router.ts';
import { chat, cloud, completion, facts, finding, here, inspection, nowMs } from './support.ts';

const complex = 'Design the architecture of a distributed cache.';
const own: BackendFacts = { ...cloud, id: 'own', isOwn: true, roles: ['chat', 'completion'] };

function redacted(kind: FindingKind): Finding {
  return { ...finding(kind), redaction: 'restored' };
}

function found(...findings: readonly Finding[]): Inspection {
  return { findings, lookedFor: [] };
}

function ask(inspected: Inspection, parts: Partial<RoutingFacts> = {}): Plan {
  return route(chat(complex), inspected, facts(parts), nowMs);
}

function routesOf({ routes }: Plan): readonly string[] {
  return routes.map(({ backendId }) => backendId);
}

function reasonsOf({ routes }: Plan, id: string): readonly string[] {
  return routes.find(({ backendId }) => backendId === id)?.reasons.map(({ text }) => text) ?? [];
}

describe('what leaves as placeholders', () => {
  it('lets the request go, and the route says what was replaced', () => {
    const plan = ask(found(redacted('email'), redacted('email'), redacted('phone')));
    assert.deepEqual(routesOf(plan), ['cloud', 'here']);
    assert.ok(reasonsOf(plan, 'cloud').includes('2 e-mail addresses and 1 phone number leave as placeholders.'));
    assert.ok(!reasonsOf(plan, 'here').join(' ').includes('placeholder'));
  });

  it('counts a value once, in however many places it stands', () => {
    const one = { ...redacted('email'), fingerprint: 'a' };
    const plan = ask(found(one, { ...one, place: 'message 2' }));
    assert.ok(reasonsOf(plan, 'cloud').includes('1 e-mail address leaves as a placeholder.'));
  });

  it('does not help what was found beside it and has to stay', () => {
    assert.deepEqual(routesOf(ask(found(redacted('email'), finding('vendor-secret')))), ['here']);
    assert.deepEqual(routesOf(ask(found(redacted('email'), finding('excluded-file')))), ['here']);
  });

  it('leaves as it is in the mode open, and the route says so', () => {
    const plan = ask(found(redacted('email')), { mode: 'open' });
    assert.ok(
      reasonsOf(plan, 'cloud').includes('1 e-mail address leaves as it is: the privacy mode is open.'),
      reasonsOf(plan, 'cloud').join(' '),
    );
  });

  it('never leaves at a key press, not even to a cloud that was named', () => {
    const named = completion({ override: { kind: 'backend', backendId: 'cloud' } });
    const both = [here, { ...cloud, roles: ['completion' as const] }];
    assert.deepEqual(routesOf(route(named, found(redacted('email')), facts({ backends: both }), nowMs)), []);
    assert.deepEqual(routesOf(route(named, found(), facts({ backends: both }), nowMs)), ['cloud']);
    const strategies = { completion: 'speculative', chat: 'tiered' } as const;
    const backends = [here, { ...cloud, roles: ['completion' as const] }];
    const plan = route(completion(), found(redacted('email')), facts({ strategies, backends }), nowMs);
    assert.deepEqual(routesOf(plan), ['here']);
  });
});

describe('a host of the person’s own', () => {
  const backends = [own];

  it('gets what must not go to a cloud, and key presses too', () => {
    assert.deepEqual(routesOf(ask(inspection('vendor-secret', 'excluded-file'), { backends: [own, cloud] })), ['own']);
    assert.deepEqual(routesOf(route(completion(), inspection('email'), facts({ backends }), nowMs)), ['own']);
    assert.match(
      reasonsOf(ask(inspection('email'), { backends }), 'own').join(' '),
      /host that you have called your own/,
    );
  });

  it('does not get what a repository excludes by its policy', () => {
    const excluded = { ...finding('excluded-file'), rule: '.watershed/policy.json: plans/' };
    const plan = ask(found(excluded), { backends });
    assert.deepEqual(routesOf(plan), []);
    assert.equal(plan.refused[0]?.reason.code, 'excluded-file');
  });

  it('counts as remote in local-only', () => {
    const plan = ask(inspection(), { backends, mode: 'local-only' });
    assert.deepEqual(routesOf(plan), []);
    assert.deepEqual(plan.refused[0]?.reason.code, 'local-only-mode');
  });
});

describe('a destination that the requirements or the repository’s policy forbid', () => {
  const forbidden = { ...cloud, forbidden: 'cloud may not be asked: you require no training on prompts.' };

  it('is refused in its own words, whatever the prompt holds and whoever asks', () => {
    const plan = ask(inspection(), { backends: [here, forbidden] });
    assert.deepEqual(routesOf(plan), ['here']);
    assert.equal(plan.refused[0]?.reason.text, forbidden.forbidden);
    const asked = chat(complex, { override: { kind: 'cloud' } });
    assert.deepEqual(routesOf(route(asked, inspection(), facts({ backends: [here, forbidden] }), nowMs)), []);
    assert.deepEqual(routesOf(ask(inspection(), { backends: [{ ...own, forbidden: 'No.' }] })), []);
    assert.deepEqual(routesOf(ask(inspection(), { backends: [forbidden], mode: 'open' })), []);
  });
});
