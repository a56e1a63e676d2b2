import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeRequest, formatTime, recentRequests } from '../../../../src/metering/explain/recentRequests.ts';
import { entry } from '../fixtures.ts';
import { decision, nowMs, plan } from './support.ts';

describe('the recent requests', () => {
  it('gather the attempts of each request in order, the newest request first, without warm-ups', () => {
    const requests = recentRequests(
      [
        entry({ requestId: 'new', attempt: 2, startedAtMs: nowMs + 60 }),
        entry({ requestId: 'new', attempt: 1, startedAtMs: nowMs + 50, outcome: 'failed' }),
        entry({ requestId: 'warm', task: 'warm-up', startedAtMs: nowMs + 40 }),
        entry({ requestId: 'old', startedAtMs: nowMs }),
      ],
      [],
    );
    assert.deepEqual(
      requests.map(({ requestId, attempts }) => [requestId, attempts.map(({ attempt }) => attempt)]),
      [
        ['new', [1, 2]],
        ['old', [1]],
      ],
    );
  });

  it('hold those that no backend ever got, which the ledger cannot know', () => {
    const [first] = recentRequests([], [decision()]);
    assert.ok(first);
    const detail = formatTime(nowMs);
    assert.deepEqual(describeRequest(first), { label: 'Chat: local', description: 'no answer yet', detail });
    const [refused] = recentRequests([], [decision({ plan: { ...plan, routes: [] } })]);
    assert.ok(refused);
    const description = 'no backend may answer';
    assert.deepEqual(describeRequest(refused), { label: 'Chat: no route', description, detail });
  });

  it('are told with task, route, outcome, time, cost and reason', () => {
    const [first] = recentRequests(
      [
        entry({ task: 'chat', attempt: 1, outcome: 'failed', startedAtMs: nowMs, backendId: 'local', costUsd: 0 }),
        entry({
          ...{ task: 'chat', attempt: 2, startedAtMs: nowMs + 9, backendId: 'cloud', locality: 'remote' },
          ...{ totalMs: 1_800, costUsd: 0.012, reasons: ['Fallback: it failed.'] },
        }),
      ],
      [],
    );
    assert.ok(first);
    assert.deepEqual(describeRequest(first), {
      label: 'Chat: cloud',
      description: 'cloud · failed, then answered · 1.8 s · $0.01',
      detail: `${formatTime(nowMs)} · Fallback: it failed.`,
    });
  });

  it('have an unknown cost where one attempt has', () => {
    const [first] = recentRequests([entry({ costUsd: undefined }), entry({ attempt: 2, costUsd: 1 })], []);
    assert.match(first ? describeRequest(first).description : '', /cost unknown/);
  });
});
