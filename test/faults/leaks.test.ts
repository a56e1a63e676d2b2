import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { startScriptedServer } from '../contract/support/scriptedServer.ts';
import { heldResources, leftBehind, watchComplaints } from './support/leaks.ts';

test('a connection that is left open is noticed', async () => {
  await using server = await startScriptedServer({});
  const before = heldResources();
  const socket = connect(server.port, '127.0.0.1');
  assert.match((await leftBehind(before)).join(), /TCPSocketWrap/);
  socket.destroy();
});

test('a timer that is left is noticed', async () => {
  const before = heldResources();
  const timer = setTimeout(() => undefined, 60_000);
  assert.deepEqual(await leftBehind(before), ['1 Timeout']);
  clearTimeout(timer);
  assert.deepEqual(await leftBehind(before), []);
});

test('a promise that nobody looks after, and a warning, are noticed until somebody looks away', () => {
  const source = new EventEmitter();
  const { complaints, stop } = watchComplaints(source);
  source.emit('unhandledRejection', new Error('nobody cares'));
  source.emit('warning', Object.assign(new Error('11 listeners'), { name: 'MaxListenersExceededWarning' }));
  stop();
  source.emit('warning', new Error('later'));
  assert.deepEqual(complaints, [
    'unhandled rejection: Error: nobody cares',
    'MaxListenersExceededWarning: 11 listeners',
  ]);
});
