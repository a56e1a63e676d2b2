import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DisposableStore, toDisposable } from '../../../src/base/disposable.ts';

test('a disposable releases once, however often it is disposed', () => {
  let released = 0;
  const disposable = toDisposable(() => released++);
  disposable.dispose();
  disposable.dispose();
  assert.equal(released, 1);
});

test('a store disposes in the reverse order of registration', () => {
  const order: string[] = [];
  const store = new DisposableStore();
  store.add(toDisposable(() => order.push('first')));
  store.add(toDisposable(() => order.push('second')));
  store.dispose();
  store.dispose();
  assert.deepEqual(order, ['second', 'first']);
});

test('what is registered on a disposed store is disposed at once', () => {
  const store = new DisposableStore();
  store.dispose();
  let released = false;
  store.add(
    toDisposable(() => {
      released = true;
    }),
  );
  assert.equal(released, true);
});
