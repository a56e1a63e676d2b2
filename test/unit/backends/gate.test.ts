import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { type ContactRecord, createGate, type GateOptions } from '../../../src/backends/gate.ts';
import { AdmittedRequest, type Refusal } from '../../../src/contract/admission.ts';
import type { Departure } from '../../../src/contract/egress.ts';
import { BackendError } from '../../../src/contract/errors.ts';
import { chat } from '../../contract/support/requests.ts';
import { json, stall, startScriptedServer, stream, text } from '../../contract/support/scriptedServer.ts';

const never: typeof fetch = async () => {
  throw new Error('The remote fetch was used for this machine.');
};

function makeGate(options: Partial<GateOptions> = {}) {
  const gate = createGate({
    recordDeparture: async () => {},
    mayContact: () => undefined,
    remoteFetch: never,
    ...options,
  });
  return Object.assign(gate, { [Symbol.dispose]: () => gate.dispose() });
}

function refused(pattern: RegExp) {
  return (error: unknown) => error instanceof BackendError && error.kind === 'refused' && pattern.test(error.message);
}

test('reaches a loopback address directly and gives its answer', async () => {
  await using server = await startScriptedServer({ '/hello?x=1': json({ ok: true }, 201, { 'x-answer': 'yes' }) });
  using gate = makeGate();
  const local = gate.fetchFor({ origin: server.url, locality: 'local' });
  const response = await local(`${server.url}/hello?x=1`, {
    method: 'POST',
    body: 'é',
    headers: { 'x-question': '?' },
  });
  assert.equal(response.status, 201);
  assert.equal(response.headers.get('x-answer'), 'yes');
  assert.deepEqual(await response.json(), { ok: true });
  assert.equal(server.requests[0]?.body, 'é');
  assert.equal(server.requests[0]?.headers['x-question'], '?');
  assert.equal(server.requests[0]?.headers['content-length'], '2');
});

test('keeps the connection for the next request', async () => {
  const ports = new Set<number | undefined>();
  await using server = await startScriptedServer({
    '/': (response) => {
      ports.add(response.socket?.remotePort);
      response.end('ok');
    },
  });
  using gate = makeGate();
  const local = gate.fetchFor({ origin: server.url, locality: 'local' });
  for (let count = 0; count < 3; count++) assert.equal(await (await local(server.url)).text(), 'ok');
  assert.equal(ports.size, 1);
});

test('asks again on a fresh connection when the server has closed an idle one', async () => {
  let connections = 0;
  // A server that takes one request on each connection, answers it as if it kept the connection, and resets it as soon
  // as a second request comes.
  const server = createServer((socket) => {
    connections++;
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nok');
      socket.once('data', () => socket.resetAndDestroy());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  using gate = makeGate();
  const local = gate.fetchFor({ origin: url, locality: 'local' });
  assert.equal(await (await local(url)).text(), 'ok');
  assert.equal(await (await local(url)).text(), 'ok');
  assert.equal(connections, 2);
  server.close();
});

test('an abort before the answer closes the connection and throws the reason', async () => {
  await using server = await startScriptedServer({ '/': () => undefined });
  using gate = makeGate();
  const controller = new AbortController();
  const seen = server.nextRequest();
  const response = gate.fetchFor({ origin: server.url, locality: 'local' })(server.url, { signal: controller.signal });
  const request = await seen;
  controller.abort(new Error('typed on'));
  await assert.rejects(response, /typed on/);
  assert.equal(await request.whenOver, 'closed by the client');
});

test('an abort in the middle of the answer closes the connection', async () => {
  await using server = await startScriptedServer({ '/': stall(['one']) });
  using gate = makeGate();
  const controller = new AbortController();
  const response = await gate.fetchFor({ origin: server.url, locality: 'local' })(server.url, {
    signal: controller.signal,
  });
  const reader = response.body?.getReader();
  assert.equal(new TextDecoder().decode((await reader?.read())?.value), 'one');
  controller.abort(new Error('enough'));
  await assert.rejects(async () => reader?.read(), /enough/);
  assert.equal(await server.requests[0]?.whenOver, 'closed by the client');
});

test('cancelling the body closes the connection', async () => {
  await using server = await startScriptedServer({ '/': stall(['one']) });
  using gate = makeGate();
  const response = await gate.fetchFor({ origin: server.url, locality: 'local' })(server.url);
  await response.body?.cancel();
  assert.equal(await server.requests[0]?.whenOver, 'closed by the client');
});

test('an aborted signal opens nothing', async () => {
  await using server = await startScriptedServer({ '/': json({}) });
  const contacts: ContactRecord[] = [];
  using gate = makeGate({ onDidContact: (record) => contacts.push(record) });
  const signal = AbortSignal.abort(new Error('too late'));
  await assert.rejects(gate.fetchFor({ origin: server.url, locality: 'local' })(server.url, { signal }), /too late/);
  assert.deepEqual(contacts, []);
  assert.deepEqual(server.requests, []);
});

test('refuses every other origin than the one agreed on', async () => {
  await using server = await startScriptedServer({ '/': json({}) });
  using gate = makeGate();
  const local = gate.fetchFor({ origin: server.url, locality: 'local' }, { backendId: 'mine' });
  for (const url of ['http://127.0.0.1:1/', 'https://api.example/', server.url.replace('127.0.0.1', '127.0.0.2')]) {
    await assert.rejects(local(url), refused(/refused to contact/));
  }
  await assert.rejects(
    local('http://127.0.0.1:1/'),
    (error) => error instanceof BackendError && error.backendId === 'mine',
  );
  assert.deepEqual(server.requests, []);
});

test('only a literal loopback address counts as this machine', async () => {
  const asked: string[] = [];
  using gate = makeGate({
    remoteFetch: async (input) => {
      asked.push(String(input));
      return new Response('x');
    },
  });
  for (const origin of [
    'http://localhost:1',
    'http://192.168.1.2:1',
    'http://0.0.0.0:1',
    'http://127.0.0.1.example',
    'http://[::2]:1',
  ]) {
    await assert.rejects(
      gate.fetchFor({ origin, locality: 'local' })(origin),
      refused(/not a literal loopback address/),
    );
  }
  assert.deepEqual(asked, []);
});

test('a remote contact on a loopback address is reached directly too, but asked for as remote', async () => {
  await using server = await startScriptedServer({ '/': json({ ok: true }) });
  const asked: string[] = [];
  using gate = makeGate({
    mayContact: ({ locality }) => {
      asked.push(locality);
      return undefined;
    },
  });
  const response = await gate.fetchFor({ origin: server.url, locality: 'remote' })(server.url);
  assert.deepEqual(await response.json(), { ok: true });
  assert.deepEqual([...new Set(asked)], ['remote']);
});

test('asks for permission at each call and gives the refusal its sentence', async () => {
  await using server = await startScriptedServer({ '/': json({}) });
  let allowed = true;
  using gate = makeGate({ mayContact: () => (allowed ? undefined : { code: 'mode', text: 'The mode forbids it.' }) });
  const local = gate.fetchFor({ origin: server.url, locality: 'local' });
  await (await local(server.url)).text();
  allowed = false;
  await assert.rejects(local(server.url), refused(/^The mode forbids it\.$/));
  assert.equal(server.requests.length, 1);
});

test('never follows a redirect, and says where it pointed', async () => {
  await using other = await startScriptedServer({ '/secret': json({}) });
  await using server = await startScriptedServer({
    '/': (response) => {
      response.writeHead(307, { location: `${other.url}/secret?key=1` }).end();
    },
    '/nowhere': (response) => {
      response.writeHead(302).end();
    },
  });
  using gate = makeGate();
  const local = gate.fetchFor({ origin: server.url, locality: 'local' });
  await assert.rejects(local(server.url), refused(new RegExp(`redirects to ${other.url}/secret\\. Watershed`)));
  await assert.rejects(local(`${server.url}/nowhere`), refused(/redirects elsewhere/));
  assert.deepEqual(other.requests, []);
});

test('a remote redirect is not followed by the fetch of the editor either', async () => {
  const inits: (RequestInit | undefined)[] = [];
  using gate = makeGate({
    remoteFetch: async (_input, init) => {
      inits.push(init);
      return new Response(null, { status: 301, headers: { location: 'https://elsewhere.example/' } });
    },
  });
  const remote = gate.fetchFor({ origin: 'https://api.example', locality: 'remote' });
  await assert.rejects(remote('https://api.example/v1'), refused(/redirects to https:\/\/elsewhere\.example\//));
  assert.equal(inits[0]?.redirect, 'manual');
});

test('tells of each connection how much it carries, and nothing of its text', async () => {
  await using server = await startScriptedServer({ '/path?secret=1': json({}), '/': text('', 'text/plain') });
  const contacts: ContactRecord[] = [];
  using gate = makeGate({ onDidContact: (record) => contacts.push(record) });
  const local = gate.fetchFor({ origin: server.url, locality: 'local' });
  await (await local(`${server.url}/path?secret=1`, { method: 'POST', body: 'grüß' })).text();
  await (await local(server.url)).text();
  const common = { origin: server.url, locality: 'local' };
  assert.deepEqual(contacts, [
    { ...common, method: 'POST', path: '/path', requestBytes: 6 },
    { ...common, method: 'GET', path: '/', requestBytes: 0 },
  ]);
});

const reason = { layer: 'task', code: 'test', text: 'The test asked for it.' } as const;
const cloud = { origin: 'https://api.example', locality: 'remote', kind: 'openai' } as const;
const answers: typeof fetch = async () => new Response('{}');

test('what leaves is written down before it does, with the hash of the very body', async () => {
  const order: string[] = [];
  const departures: Departure[] = [];
  using gate = makeGate({
    recordDeparture: async (departure) => {
      departures.push(departure);
      await Promise.resolve();
      order.push('written');
    },
    remoteFetch: async (input, init) => {
      order.push('sent');
      return answers(input, init);
    },
  });
  await gate.fetchFor(cloud, { backendId: 'mine' })('https://api.example/v1/models?key=1');
  await gate.fetchFor(cloud)('https://api.example/v1', { method: 'POST', body: 'grüß' });
  assert.deepEqual(order, ['written', 'sent', 'written', 'sent']);
  const sha256 = (value: string) => createHash('sha256').update(value).digest('hex');
  const common = { provider: 'openai', origin: 'https://api.example', prompt: undefined };
  assert.deepEqual(departures, [
    { ...common, backendId: 'mine', method: 'GET', path: '/v1/models', bodyBytes: 0, bodySha256: sha256(''), body: '' },
    {
      ...common,
      ...{ backendId: 'https://api.example', method: 'POST', path: '/v1' },
      ...{ bodyBytes: 6, bodySha256: sha256('grüß'), body: 'grüß' },
    },
  ]);
});

test('what cannot be written down is not sent', async () => {
  let calls = 0;
  using gate = makeGate({
    recordDeparture: async () => {
      throw new Error('The disk is full.');
    },
    remoteFetch: async (input, init) => {
      calls++;
      return answers(input, init);
    },
  });
  await assert.rejects(gate.fetchFor(cloud)('https://api.example/v1'), refused(/^The disk is full\.$/));
  assert.equal(calls, 0);
});

test('a mode that became stricter, or an abort, while it was written down keeps it here', async () => {
  const written = Promise.withResolvers<void>();
  let isStrict = false;
  using gate = makeGate({
    recordDeparture: () => written.promise,
    mayContact: () => (isStrict ? { code: 'local-only-mode', text: 'The mode is local-only.' } : undefined),
  });
  const { signal, abort } = abortable();
  const refusedLater = gate.fetchFor(cloud)('https://api.example/v1');
  const abortedLater = gate.fetchFor(cloud)('https://api.example/v1', { signal });
  isStrict = true;
  abort(new Error('stopped'));
  written.resolve();
  await assert.rejects(refusedLater, refused(/local-only/));
  await assert.rejects(abortedLater, /stopped/);
});

test('an admission is asked again just before its request goes, and one for this machine goes nowhere else', async () => {
  let calls = 0;
  using gate = makeGate({
    remoteFetch: async (input, init) => {
      calls++;
      return answers(input, init);
    },
  });
  const request = chat('hello');
  const route = { backendId: 'mine', model: 'm', origin: cloud.origin, reasons: [reason] } as const;
  let refusal: Refusal | undefined;
  const admitted = new AdmittedRequest(request, { ...route, locality: 'remote' }, undefined, () => refusal);
  await gate.fetchFor(cloud, { admitted })('https://api.example/v1');
  refusal = { code: 'stricter-by-now', text: 'The mode became stricter.' };
  await assert.rejects(gate.fetchFor(cloud, { admitted })('https://api.example/v1'), refused(/became stricter/));
  const local = new AdmittedRequest(request, { ...route, locality: 'local' });
  await assert.rejects(gate.fetchFor(cloud, { admitted: local })('https://api.example/v1'), refused(/elsewhere/));
  assert.equal(calls, 1);
});

test('what stays here is not in the record, and what a gateway on this machine may forward is', async () => {
  await using server = await startScriptedServer({ '/': json({}) });
  const departures: Departure[] = [];
  using gate = makeGate({ recordDeparture: async (departure) => void departures.push(departure) });
  await gate.fetchFor({ origin: server.url, locality: 'local' })(server.url);
  assert.deepEqual(departures, []);
  await gate.fetchFor({ origin: server.url, locality: 'remote' })(server.url);
  assert.equal(departures.length, 1);
});

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason: Error) => controller.abort(reason) };
}

test('a body of many megabytes arrives whole', async () => {
  const large = 'x'.repeat(8_000_000);
  await using server = await startScriptedServer({ '/': text(large, 'text/plain') });
  using gate = makeGate();
  const response = await gate.fetchFor({ origin: server.url, locality: 'local' })(server.url, {
    method: 'POST',
    body: large,
  });
  assert.equal((await response.text()).length, large.length);
  assert.equal(server.requests[0]?.body.length, large.length);
});

test('a server that breaks off in the middle makes the body fail', async () => {
  await using server = await startScriptedServer({
    '/': (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('ten bytes.', () => response.socket?.resetAndDestroy());
    },
  });
  using gate = makeGate();
  const response = await gate.fetchFor({ origin: server.url, locality: 'local' })(server.url);
  await assert.rejects(response.text());
});

test('takes neither a Request nor a body that is not text', async () => {
  using gate = makeGate();
  const local = gate.fetchFor({ origin: 'http://127.0.0.1:1', locality: 'local' });
  await assert.rejects(local(new Request('http://127.0.0.1:1')), TypeError);
  await assert.rejects(local('http://127.0.0.1:1', { method: 'POST', body: new Uint8Array(1) }), TypeError);
});

test('streams a body as it comes', async () => {
  await using server = await startScriptedServer({ '/': stream(['one', 'two']) });
  using gate = makeGate();
  const response = await gate.fetchFor({ origin: server.url, locality: 'local' })(server.url);
  const received: string[] = [];
  for await (const chunk of response.body ?? []) received.push(new TextDecoder().decode(chunk));
  assert.equal(received.join(''), 'onetwo');
});

test('disposing twice is safe', () => {
  const gate = makeGate();
  gate.dispose();
  gate.dispose();
});
