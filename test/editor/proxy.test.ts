import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTunnelProxy, type TunnelProxy } from '../support/tunnelProxy.ts';
import { allowCloud, answerIn, ask } from './chatTurns.ts';
import { cloudBackend, localBackend, type Session, session } from './session.ts';

// A name that nobody can look up: only the proxy knows the way.
const cloudUrl = 'http://cloud.proxied.example:8080';

let shared: Session;
let proxy: TunnelProxy;

describe('the proxy of the editor’s settings', () => {
  before(async () => {
    shared = await session();
    await shared.reset();
    proxy = await startTunnelProxy(shared.cloud.url);
    await shared.configure({
      'http.proxy': proxy.url,
      'watershed.backends': { local: localBackend(shared.model.url), cloud: cloudBackend(cloudUrl) },
    });
  });
  after(async () => {
    await shared.configure({ 'http.proxy': '' });
    await proxy.stop();
  });

  test('is the way to a cloud', async () => {
    const chat = await ask(shared, 'Design the architecture of an event-driven billing system with several services.');
    await allowCloud(chat, 'cloud.proxied.example');
    assert.match((await answerIn(chat, 'done')).line, /Cloud/);
    assert.ok(proxy.tunnels.includes('cloud.proxied.example:8080'), proxy.tunnels.join(' '));
    assert.equal(shared.cloud.requests.filter(({ method }) => method === 'POST').length, 1);
  });

  test('is not asked for a model of this machine', async () => {
    const tunnels = proxy.tunnels.length;
    const chat = await ask(shared, 'Say hello.');
    assert.match((await answerIn(chat, 'done')).line, /Local/);
    assert.equal(proxy.tunnels.length, tunnels);
  });
});
