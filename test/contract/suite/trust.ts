import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { AdmittedRequest } from '../../../src/contract/admission.ts';
import type { Locality } from '../../../src/contract/routing.ts';
import { admit, ask, drain, isFault } from '../support/requests.ts';
import { json, startScriptedServer } from '../support/scriptedServer.ts';
import type { Play } from './play.ts';

/** What is sent, where to, and by whose leave. */
export function describeTrust(play: Play): void {
  describeAdmission(play);
  describeConnection(play);
}

function describeAdmission(play: Play): void {
  const { request, path } = play;
  const { signal } = new AbortController();

  test('a redirect is refused, and its target gets nothing', async () => {
    await using target = await startScriptedServer({});
    const error = await play.failsWith('refused', (response) => {
      response.writeHead(308, { location: `${target.url}${path}` }).end();
    });
    assert.match(error.message, /never follows a redirect/);
    assert.deepEqual(target.requests, []);
  });

  test('policy refuses the connection', async () => {
    const refusal = { code: 'mode', text: 'The mode is local-only.' };
    const error = await play.failsWith('refused', play.streamed([]), { mayContact: () => refusal });
    assert.equal(error.message, 'The mode is local-only.');
  });

  test('sends nothing for what is not admitted', async () => {
    await using served = await play.serve(play.streamed(play.whole()));
    const forged: AdmittedRequest = JSON.parse(JSON.stringify(admit(request, served.backend)));
    await assert.rejects(drain(served.backend.stream(forged, signal)), TypeError);
    assert.deepEqual(served.contacts, []);
  });

  test('sends nothing that was admitted for another backend, or for another address', async () => {
    await using served = await play.serve(play.streamed(play.whole()));
    const { route } = admit(request, served.backend);
    const forAnother = new AdmittedRequest(request, { ...route, backendId: 'another' });
    await assert.rejects(drain(served.backend.stream(forAnother, signal)), TypeError);
    const elsewhere = new AdmittedRequest(request, { ...route, origin: 'http://127.0.0.1:9' });
    await assert.rejects(drain(served.backend.stream(elsewhere, signal)), (error) => isFault(error, 'refused'));
    assert.deepEqual(served.contacts, []);
  });

  test('an admission serves one attempt: the second one with it sends nothing', async () => {
    await using served = await play.serve(play.streamed(play.whole()));
    const admitted = admit(request, served.backend);
    await drain(served.backend.stream(admitted, signal));
    const sent = served.contacts.length;
    await assert.rejects(drain(served.backend.stream(admitted, signal)), TypeError);
    assert.equal(served.contacts.length, sent);
  });

  test('sends nothing that was admitted for a local model when the model is remote', async () => {
    const locality: Locality = 'remote';
    await using served = await play.serve(play.streamed(play.whole()), { locality });
    const { route } = admit(request, served.backend);
    const asLocal = new AdmittedRequest(request, { ...route, locality: 'local' });
    await assert.rejects(drain(served.backend.stream(asLocal, signal)), (error) => isFault(error, 'refused'));
    assert.deepEqual(served.contacts, []);
  });
}

function describeConnection(play: Play): void {
  const { request, path } = play;

  test('writes down what leaves this machine, with the request and the hash of the body that the server gets', async () => {
    await using served = await play.serve(play.streamed(play.whole()));
    await ask(served.backend, request);
    const prompts = served.departures.filter(({ prompt }) => prompt !== undefined);
    assert.equal(prompts.length, play.isRemote ? 1 : 0);
    if (!play.isRemote) return;
    const sha256 = createHash('sha256').update(play.promptOf(served.server).body).digest('hex');
    assert.equal(prompts[0]?.bodySha256, sha256);
    assert.equal(prompts[0]?.prompt?.requestId, request.id);
    assert.equal(prompts[0]?.provider, play.format.entry('http://127.0.0.1:1', play.task)['kind']);
    assert.equal(served.departures.length, served.contacts.length);
  });

  test('sends the key to its own origin, and no other header of a program’s own', async () => {
    await using served = await play.serve(play.streamed(play.whole()), { key: 'sk-mine' });
    await ask(served.backend, request);
    const { headers } = play.promptOf(served.server);
    assert.ok(
      [headers.authorization, headers['x-api-key']].some((value) => value === 'Bearer sk-mine' || value === 'sk-mine'),
    );
    const names = Object.keys(headers).filter((header) => header.startsWith('x-stainless') || header === 'traceparent');
    assert.deepEqual(names, []);
    assert.equal(headers['user-agent'], 'watershed');
  });

  test('uses its connections for one request after another', async () => {
    await using served = await play.serve(play.streamed(play.whole()));
    for (let count = 0; count < 4; count++) await ask(served.backend, request);
    const connections = new Set(served.server.requests.map(({ clientPort }) => clientPort)).size;
    // Node's own fetch takes two in turn.
    assert.ok(connections <= (play.isRemote ? 2 : 1), `${connections} connections`);
  });

  test('asks once: nothing is tried again behind the caller’s back', async () => {
    await using served = await play.serve(json({ error: { message: 'x' } }, 500));
    await ask(served.backend, request).catch(() => undefined);
    assert.equal(served.server.requests.filter((seen) => seen.path === path).length, 1);
  });

  test('can be disposed twice', async () => {
    await using served = await play.serve(play.streamed([]));
    served.catalog.dispose();
    served.catalog.dispose();
  });
}
