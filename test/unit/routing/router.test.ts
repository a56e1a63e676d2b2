import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BackendFacts, Plan } from '../../../src/contract/routing.ts';
import { route } from '../../../src/routing/router.ts';
import { backend, chat, cloud, completion, facts, here, inspection, nowMs } from './support.ts';

const simple = 'Explain this line: `const a = 1`';
const complex = 'Design the architecture of a distributed cache.';

function routesOf(plan: Plan): readonly string[] {
  return plan.routes.map(({ backendId }) => backendId);
}

/** The reasons of the first route for a question, as the person reads them. */
function toldOf(question: string, backends: readonly BackendFacts[]): readonly string[] {
  const [first] = route(chat(question), inspection(), facts({ backends }), nowMs).routes;
  return first?.reasons.map(({ text }) => text) ?? [];
}

/** `id: code` of the first reason of each route. */
function shown(plan: Plan): readonly string[] {
  return plan.routes.map(({ backendId, reasons }) => `${backendId}: ${reasons[0].code}`);
}

function refused(plan: Plan): readonly string[] {
  return plan.refused.map(({ backendId, reason }) => `${backendId}: ${reason.layer}/${reason.code}`);
}

function coolingDown(ofBackend: BackendFacts, forMs = 5_000): BackendFacts {
  return { ...ofBackend, health: { state: 'cooling-down', untilMs: nowMs + forMs, reason: 'It does not answer.' } };
}

describe('a warm-up', () => {
  const warmUp = completion({ warm: { promptCharacters: 100 } });

  it('goes to a local server that can, and to no other', () => {
    const able = { ...here, canWarm: true };
    const cannot = { ...here, id: 'cannot' };
    const plan = route(warmUp, inspection(), facts({ backends: [cannot, able, cloud] }), nowMs);
    assert.deepEqual(routesOf(plan), ['here']);
    assert.ok(refused(plan).includes('cannot: capability/cannot-warm'));
  });

  it('goes nowhere where only a cloud could, whatever was asked for', () => {
    const able = { ...cloud, canWarm: true, roles: ['completion' as const] };
    const asked = completion({ warm: { promptCharacters: 100 }, override: { kind: 'cloud' } });
    assert.deepEqual(routesOf(route(asked, inspection(), facts({ backends: [able] }), nowMs)), []);
  });
});

describe('a chat question', () => {
  it('goes to a local model first when it is simple, with the cloud behind it', () => {
    const plan = route(chat(simple), inspection(), facts(), nowMs);
    assert.deepEqual(shown(plan), ['here: explain', 'cloud: fallback']);
    assert.equal(plan.strategy, 'fallback');
    assert.deepEqual(plan.refused, []);
  });

  it('goes to a cloud model first when it is complex, with the local one behind it', () => {
    assert.deepEqual(shown(route(chat(complex), inspection(), facts(), nowMs)), ['cloud: design', 'here: fallback']);
  });

  it('is judged by the newest question alone', () => {
    const messages = [
      { role: 'user', text: complex, origins: [] },
      { role: 'assistant', text: complex, origins: [] },
      { role: 'user', text: simple, origins: [] },
    ] as const;
    assert.deepEqual(routesOf(route(chat('', { messages }), inspection(), facts(), nowMs)), ['here', 'cloud']);
  });

  it('follows the order of the settings on each side', () => {
    const backends = [
      backend('cloud-1', { locality: 'remote' }),
      backend('local-1'),
      backend('cloud-2', { locality: 'remote' }),
      backend('local-2'),
    ];
    assert.deepEqual(routesOf(route(chat(simple), inspection(), facts({ backends }), nowMs)), [
      'local-1',
      'local-2',
      'cloud-1',
      'cloud-2',
    ]);
  });

  it('uses the only model there is, whatever it is like', () => {
    const plan = route(chat(complex), inspection(), facts({ backends: [here] }), nowMs);
    assert.deepEqual(shown(plan), ['here: only-side']);
    assert.equal(plan.strategy, 'single');
  });

  it('is told what it needs, in words that hold wherever it goes', () => {
    assert.deepEqual(toldOf(simple, [here, cloud]), ['An explanation: a local model is enough.']);
    assert.deepEqual(toldOf(complex, [here, cloud]), [
      'A design question, which weighs one thing against another: better for a cloud model.',
    ]);
  });

  it('is told when there is no model on the side that suits it', () => {
    assert.deepEqual(toldOf(complex, [here, backend('second')]), [
      'No cloud model is set up, so a local one answers.',
      'A design question, which weighs one thing against another: better for a cloud model.',
    ]);
    const forCompletions = backend('fim', { roles: ['completion'] });
    assert.deepEqual(toldOf(simple, [cloud, forCompletions]), [
      'No local model is set up, so a cloud one answers.',
      'An explanation: a local model is enough.',
    ]);
  });

  it('is not told so where the person or the policy left no choice anyway', () => {
    const chosen = route(
      chat(complex, { override: { kind: 'local' } }),
      inspection(),
      facts({ backends: [here] }),
      nowMs,
    );
    assert.deepEqual(shown(chosen), ['here: asked-for-local']);
    const secret = route(chat(complex), inspection('vendor-secret'), facts({ backends: [here] }), nowMs);
    assert.deepEqual(shown(secret), ['here: secret-found']);
  });
});

describe('a completion', () => {
  it('goes to local models only, without a word of complexity', () => {
    const plan = route(completion(), inspection(), facts({ backends: [cloud, here, backend('second')] }), nowMs);
    assert.deepEqual(shown(plan), ['here: completion-stays-local', 'second: fallback']);
    assert.deepEqual(refused(plan), ['cloud: capability/not-for-task']);
  });

  it('does not go to a cloud model that is set up for it', () => {
    const remote = backend('fim', { locality: 'remote' });
    const plan = route(completion(), inspection(), facts({ backends: [remote] }), nowMs);
    assert.equal(plan.strategy, 'none');
    assert.deepEqual(refused(plan), ['fim: task/completion-stays-local']);
  });

  it('goes there when the backend is named', () => {
    const remote = backend('fim', { locality: 'remote' });
    const request = completion({ override: { kind: 'backend', backendId: 'fim' } });
    assert.deepEqual(shown(route(request, inspection(), facts({ backends: [here, remote] }), nowMs)), [
      'fim: asked-for-backend',
    ]);
  });
});

describe('policy', () => {
  it('sends nothing anywhere from a workspace that is not trusted', () => {
    const plan = route(chat(simple), inspection(), facts({ workspaceTrusted: false, mode: 'open' }), nowMs);
    assert.deepEqual(refused(plan), ['here: policy/workspace-untrusted', 'cloud: policy/workspace-untrusted']);
  });

  it('keeps everything here in local-only, and says so first', () => {
    const plan = route(chat(complex), inspection(), facts({ mode: 'local-only' }), nowMs);
    assert.deepEqual(shown(plan), ['here: local-only-mode']);
    assert.deepEqual(refused(plan), ['cloud: policy/local-only-mode']);
  });

  it('keeps a secret here in guarded, and lets it go in open', () => {
    const found = inspection('vendor-secret');
    assert.deepEqual(shown(route(chat(complex), found, facts(), nowMs)), ['here: secret-found']);
    assert.deepEqual(routesOf(route(chat(complex), found, facts({ mode: 'open' }), nowMs)), ['cloud', 'here']);
  });

  it('keeps an excluded file here in every mode', () => {
    for (const mode of ['local-only', 'guarded', 'open'] as const) {
      const plan = route(chat(complex), inspection('vendor-secret', 'excluded-file'), facts({ mode }), nowMs);
      assert.deepEqual(shown(plan), ['here: excluded-file']);
    }
  });

  it('says in the reason what was found and what follows', () => {
    const plan = route(chat(complex), inspection('vendor-secret'), facts(), nowMs);
    assert.equal(
      plan.routes[0]?.reasons[0].text,
      'The prompt holds a GitHub token (message 1, line 1). In the mode guarded it stays on this machine.',
    );
  });
});

describe('the person’s choice', () => {
  it('of a side keeps to that side', () => {
    const local = chat(complex, { override: { kind: 'local' } });
    const remote = chat(simple, { override: { kind: 'cloud' } });
    assert.deepEqual(shown(route(local, inspection(), facts(), nowMs)), ['here: asked-for-local']);
    assert.deepEqual(shown(route(remote, inspection(), facts(), nowMs)), ['cloud: asked-for-cloud']);
  });

  it('of a backend uses no other', () => {
    const request = chat(complex, { override: { kind: 'backend', backendId: 'here' } });
    const plan = route(request, inspection(), facts(), nowMs);
    assert.deepEqual(shown(plan), ['here: asked-for-backend']);
    assert.deepEqual(refused(plan), ['cloud: override/not-asked-for']);
  });

  it('does not overrule policy, and the reason says so', () => {
    const request = chat(complex, { override: { kind: 'cloud' } });
    const plan = route(request, inspection('vendor-secret'), facts(), nowMs);
    assert.deepEqual(plan.routes, []);
    const reason = plan.refused.find(({ backendId }) => backendId === 'cloud')?.reason;
    assert.equal(reason?.code, 'secret-found');
    assert.match(reason?.text ?? '', /^You asked for cloud, but it is not used: The prompt holds a GitHub token/);
  });

  it('of a backend that does not exist leaves no route', () => {
    const request = chat(simple, { override: { kind: 'backend', backendId: 'gone' } });
    assert.equal(route(request, inspection(), facts(), nowMs).strategy, 'none');
  });
});

describe('capability', () => {
  it('leaves out a model whose context is too small, and says so where that decides', () => {
    const small = backend('small', { contextTokens: 2_048 });
    const long = chat(`Explain this.\n${'word '.repeat(3_000)}`);
    const plan = route(long, inspection(), facts({ backends: [small, cloud] }), nowMs);
    assert.deepEqual(shown(plan), ['cloud: context-too-small']);
    assert.match(plan.refused[0]?.reason.text ?? '', /^small takes 2048 tokens, and this needs about \d+\.$/);
  });

  it('counts the answer as well as the prompt', () => {
    const small = facts({ backends: [backend('small', { contextTokens: 2_048 })] });
    assert.equal(route(chat('hi', { maxOutputTokens: 2_000 }), inspection(), small, nowMs).strategy, 'single');
    assert.equal(route(chat('hi', { maxOutputTokens: 2_048 }), inspection(), small, nowMs).strategy, 'none');
  });

  it('counts snippets, and scripts in which a character is more than one byte', () => {
    const small = facts({ backends: [backend('small', { contextTokens: 1_000 })] });
    const snippets = [{ origin: { uri: '', path: 'b', languageId: '' }, text: '漢'.repeat(1_300) }];
    assert.equal(route(completion(), inspection(), small, nowMs).strategy, 'single');
    assert.equal(route(completion({ snippets }), inspection(), small, nowMs).strategy, 'none');
  });

  it('trusts a server that has not said how much it takes', () => {
    assert.deepEqual(routesOf(route(chat('x'.repeat(1_000_000)), inspection(), facts(), nowMs)).length, 2);
  });
});

describe('health', () => {
  it('leaves a backend alone while it cools down, and tells why another answers', () => {
    const plan = route(chat(simple), inspection(), facts({ backends: [coolingDown(here), cloud] }), nowMs);
    assert.deepEqual(shown(plan), ['cloud: cooling-down']);
    assert.equal(plan.routes[0]?.reasons[0].text, 'here failed lately: It does not answer.');
  });

  it('does not bring up a broken backend that would not have been first anyway', () => {
    const plan = route(chat(simple), inspection(), facts({ backends: [here, coolingDown(cloud)] }), nowMs);
    assert.deepEqual(shown(plan), ['here: explain']);
  });

  it('tries it once the time has passed', () => {
    const plan = route(chat(simple), inspection(), facts({ backends: [coolingDown(here, 0), cloud] }), nowMs);
    assert.deepEqual(shown(plan), ['here: tried-again', 'cloud: fallback']);
  });

  it('lets a chat try a backend that cools down when nothing else may answer', () => {
    const backends = [coolingDown(here), coolingDown(cloud)];
    const plan = route(chat(simple), inspection(), facts({ backends }), nowMs);
    assert.deepEqual(shown(plan), ['here: tried-again', 'cloud: fallback']);
    assert.deepEqual(plan.refused, []);
    const chosen = chat(simple, { override: { kind: 'local' } });
    assert.deepEqual(routesOf(route(chosen, inspection(), facts({ backends: [coolingDown(here), cloud] }), nowMs)), [
      'here',
    ]);
  });

  it('makes completions wait', () => {
    const plan = route(completion(), inspection(), facts({ backends: [coolingDown(here)] }), nowMs);
    assert.deepEqual(refused(plan), ['here: health/cooling-down']);
  });

  it('never leads from a broken local model to a cloud that policy forbids', () => {
    const down = facts({ backends: [coolingDown(here), cloud] });
    assert.deepEqual(routesOf(route(chat(simple), inspection('vendor-secret'), down, nowMs)), ['here']);
    assert.deepEqual(routesOf(route(chat(simple), inspection(), { ...down, mode: 'local-only' }, nowMs)), ['here']);
    assert.equal(route(completion(), inspection(), down, nowMs).strategy, 'none');
    const bothDown = facts({ backends: [coolingDown(here), coolingDown(cloud)] });
    assert.deepEqual(routesOf(route(chat(simple), inspection('excluded-file'), bothDown, nowMs)), ['here']);
  });
});

describe('a plan', () => {
  it('is empty where nothing is configured', () => {
    assert.deepEqual(route(chat(simple), inspection(), facts({ backends: [] }), nowMs), {
      strategy: 'none',
      routes: [],
      refused: [],
    });
  });

  it('names a backend once, though the settings hold it twice', () => {
    const backends = [here, { ...here, model: 'other' }, cloud];
    assert.deepEqual(routesOf(route(chat(simple), inspection(), facts({ backends }), nowMs)), ['here', 'cloud']);
  });

  it('carries what a backend needs to be reached', () => {
    const [first] = route(chat(complex), inspection(), facts(), nowMs).routes;
    const { reasons: _, ...rest } = first ?? assert.fail('no route');
    assert.deepEqual(rest, {
      backendId: 'cloud',
      kind: 'anthropic',
      model: 'cloud-model',
      origin: 'https://cloud.example.com',
      locality: 'remote',
    });
  });
});
