import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChatTurn } from '../../../src/contract/conversation.ts';
import type { ChatMessage } from '../../../src/contract/request.ts';
import type { Reason, RoutingFacts } from '../../../src/contract/routing.ts';
import { inConversation } from '../../../src/routing/conversation.ts';
import type { Preference } from '../../../src/routing/preference.ts';
import { route } from '../../../src/routing/router.ts';
import { backend, chat, cloud, facts, here, inspection, nowMs } from './support.ts';

const reason: Reason = { layer: 'complexity', code: 'design', text: 'A design question: better for a cloud model.' };
const toCloud: Preference = { first: 'remote', reason };
const toLocal: Preference = { first: 'local', reason };

function turn(backendId: string, verdict: ChatTurn['verdict'] = 'unknown'): ChatTurn {
  return { backendId, locality: backendId.startsWith('cloud') ? 'remote' : 'local', verdict };
}

/** `side code` of what is preferred after these turns. */
function after(turns: readonly ChatTurn[], proposed: Preference & { readonly gain?: number }): string {
  const preferred = inConversation(chat('Why?', { turns }), proposed);
  return `${preferred.first} ${preferred.reason.code}`;
}

/** The routes of a simple question after these turns, with the first one's reason. */
function planAfter(turns: readonly ChatTurn[], known: Partial<RoutingFacts> = {}, found = inspection()) {
  const plan = route(chat('Explain this line: `const a = 1`', { turns }), found, facts(known), nowMs);
  return `${plan.routes.map(({ backendId }) => backendId).join(' ')}: ${plan.routes[0]?.reasons[0].code}`;
}

describe('a conversation', () => {
  it('begins where its first question belongs', () => {
    assert.equal(after([], toCloud), 'remote design');
    assert.equal(after([], toLocal), 'local design');
  });

  it('goes on with the cloud once a cloud has answered, also with a simple question', () => {
    assert.equal(after([turn('cloud'), turn('here')], toLocal), 'remote stays-up');
    assert.equal(planAfter([turn('cloud')]), 'cloud here: stays-up');
  });

  it('moves up for a question that clearly gains from it, and not for one on the edge', () => {
    assert.equal(after([turn('here')], { ...toCloud, gain: 2 }), 'remote design');
    assert.equal(after([turn('here')], { ...toCloud, gain: 0.3 }), 'local switch-not-worth-it');
    assert.equal(after([], { ...toCloud, gain: 0.3 }), 'remote design');
  });

  it('moves up when the person was not content with a local answer', () => {
    for (const verdict of ['asked-again', 'escalated'] as const) {
      assert.equal(after([turn('here', verdict), turn('here', 'kept')], toLocal), 'remote moved-up');
    }
    assert.equal(after([turn('here', 'kept')], toLocal), 'local design');
  });

  it('never moves within a turn', () => {
    const messages: readonly ChatMessage[] = [
      { role: 'user', text: 'Design a cache.', origins: [] },
      { role: 'assistant', text: '', toolCalls: [{ id: '1', name: 'read', argumentsJson: '{}' }], origins: [] },
      { role: 'tool', text: 'file', toolCallId: '1', origins: [] },
    ];
    for (const id of ['here', 'cloud']) {
      const preferred = inConversation(chat('', { messages, turns: [turn(id, 'escalated')] }), toCloud);
      assert.deepEqual([preferred.firstId, preferred.reason.code], [id, 'same-turn']);
    }
  });

  it('stays with the model that has read it, of several on its side', () => {
    const backends = [here, backend('second'), cloud, { ...cloud, id: 'cloud-2' }];
    assert.equal(planAfter([turn('second')], { backends }), 'second here cloud cloud-2: explain');
    assert.equal(planAfter([turn('cloud-2')], { backends }), 'cloud-2 cloud here second: stays-up');
  });

  it('comes down where policy says so, with the policy’s reason first', () => {
    assert.equal(planAfter([turn('cloud')], {}, inspection('vendor-secret')), 'here: secret-found');
    assert.equal(planAfter([turn('cloud', 'escalated')], { mode: 'local-only' }), 'here: local-only-mode');
  });

  it('comes down while no cloud can answer, and says why', () => {
    const down = { ...cloud, health: { state: 'cooling-down', untilMs: nowMs + 1, reason: 'Down.' } } as const;
    assert.equal(planAfter([turn('cloud')], { backends: [here, down] }), 'here: cooling-down');
  });

  it('is no way round the permission to pay', () => {
    const known = { strategies: { completion: 'fallback', chat: 'fallback' }, allowsPaidFallback: false } as const;
    assert.equal(planAfter([turn('here', 'asked-again')], known), 'here: moved-up');
    assert.equal(planAfter([turn('cloud')], { ...known, allowsPaidFallback: true }), 'cloud here: stays-up');
  });
});
