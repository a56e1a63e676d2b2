import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Emitter } from '../../../src/base/emitter.ts';

test('listeners hear each value in the order in which they subscribed, until they leave', () => {
  const emitter = new Emitter<number>();
  const heard: string[] = [];
  const first = emitter.event((value) => heard.push(`first ${value}`));
  emitter.event((value) => heard.push(`second ${value}`));
  emitter.fire(1);
  first.dispose();
  first.dispose();
  emitter.fire(2);
  assert.deepEqual(heard, ['first 1', 'second 1', 'second 2']);
});

test('one function may subscribe twice and leave once', () => {
  const emitter = new Emitter<void>();
  let calls = 0;
  const listener = () => calls++;
  emitter.event(listener).dispose();
  emitter.event(listener);
  emitter.fire();
  assert.equal(calls, 1);
});

test('a listener that leaves while the event fires does not disturb the others', () => {
  const emitter = new Emitter<void>();
  const heard: string[] = [];
  const leaving = emitter.event(() => {
    heard.push('leaving');
    leaving.dispose();
  });
  emitter.event(() => heard.push('staying'));
  emitter.fire();
  assert.deepEqual(heard, ['leaving', 'staying']);
  assert.equal(emitter.listenerCount, 1);
});

test('a disposed emitter keeps no listener', () => {
  const emitter = new Emitter<void>();
  emitter.event(() => {});
  emitter.dispose();
  assert.equal(emitter.listenerCount, 0);
});
