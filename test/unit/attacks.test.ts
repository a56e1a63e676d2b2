import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as vscode from 'vscode';
import { Emitter } from '../../src/base/emitter.ts';
import type { Request } from '../../src/contract/request.ts';
import type { PrivacyMode } from '../../src/contract/routing.ts';
import { type Core, createCore } from '../../src/core.ts';
import { createSecretStore } from '../../src/editor/secretStore.ts';
import { ollamaFormat } from '../contract/formats/ollama.ts';
import { openaiFormat } from '../contract/formats/openai.ts';
import { silentLog } from '../contract/support/backends.ts';
import { chat, completion } from '../contract/support/requests.ts';
import { type Answer, json, startScriptedServer, stream } from '../contract/support/scriptedServer.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { random } from './privacy/support.ts';

// Attacks of /facts/privacy that go through the whole path of a request, each before real servers. Those on the editor's
// settings stand in test/editor/attacks.test.ts, those on the chat's view in test/unit/chat/viewAttacks.test.ts, those on
// the policy file in test/unit/privacy/workspacePolicy.test.ts.

interface World {
  readonly backends: () => Record<string, unknown>;
  readonly mode?: PrivacyMode;
  readonly secrets?: vscode.SecretStorage;
  readonly privacySettings?: () => unknown;
}

/** A name for another machine, which is found at 127.0.0.1. */
const otherHost = 'gpu.example';

function makeCore({ backends, mode = 'guarded', secrets = storage(), privacySettings }: World): Core {
  return createCore({
    ...{ clock: new FakeClock(), log: silentLog, ledgerPath: undefined },
    ...(privacySettings && { privacySettings }),
    remoteFetch: (input, init) => fetch(String(input).replace(otherHost, '127.0.0.1'), init),
    keys: createSecretStore(secrets),
    consent: { isGranted: () => true, ask: async () => true },
    privacyMode: () => mode,
    workspaceTrusted: () => true,
    backendSettings: backends,
  });
}

/** The editor's secret storage, in memory. */
function storage(): vscode.SecretStorage {
  const values = new Map<string, string>();
  const changes = new Emitter<vscode.SecretStorageChangeEvent>();
  return {
    get: async (name) => values.get(name),
    store: async (name, value) => void values.set(name, value),
    delete: async (name) => void values.delete(name),
    keys: async () => [...values.keys()],
    onDidChange: changes.event as vscode.Event<vscode.SecretStorageChangeEvent>,
  };
}

/** Sends a request; a refusal or a fault is its sentence. */
async function send(core: Core, request: Request): Promise<string> {
  let text = '';
  try {
    for await (const part of core.send(request, new AbortController().signal)) {
      if (part.type === 'text-delta') text += part.text;
    }
    return text;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const secret = `password = "${random(24)}"`;

describe('attack: a cloud model behind localhost', () => {
  const well = stream(ollamaFormat.encode('chat', { text: ['answered'] }), ollamaFormat.contentType);
  const show = (rest: object) =>
    json({ capabilities: ['completion'], model_info: { 'llama.context_length': 8192 }, ...rest });

  async function startOllama(shown: object) {
    const server = await startScriptedServer({
      ...ollamaFormat.probes,
      ...{ '/api/show': show(shown), '/api/chat': well, '/api/generate': well },
    });
    const prompts = () => server.requests.filter(({ path }) => path === '/api/chat' || path === '/api/generate');
    const backends = () => ({
      ollama: { kind: 'ollama', url: server.url, model: 'smol', roles: ['chat', 'completion'] },
    });
    return { server, prompts, backends, [Symbol.asyncDispose]: server.stop };
  }

  for (const [what, shown] of [
    ['remote_host', { remote_host: 'https://ollama.com:443' }],
    ['remote_model', { remote_model: 'gpt-oss:120b' }],
  ] as const) {
    it(`gets no secret once Ollama tells its ${what}, at the first question and at every other`, async () => {
      await using ollama = await startOllama(shown);
      const core = makeCore(ollama);
      for (const question of ['first', 'second']) {
        const said = await send(core, chat(`${question}: ${secret}`, { id: question, conversationId: question }));
        assert.doesNotMatch(said, /answered/);
      }
      assert.doesNotMatch(await send(core, completion(`${secret}\n`)), /answered/);
      assert.deepEqual(ollama.prompts(), []);
      core.dispose();
    });

    it(`gets nothing at all in local-only once Ollama tells its ${what}`, async () => {
      await using ollama = await startOllama(shown);
      const core = makeCore({ ...ollama, mode: 'local-only' });
      for (const id of ['first', 'second']) {
        assert.doesNotMatch(await send(core, chat('What is a monad?', { id, conversationId: id })), /answered/);
      }
      assert.doesNotMatch(await send(core, completion('const a = ')), /answered/);
      assert.deepEqual(ollama.prompts(), []);
      core.dispose();
    });
  }

  it('is no model of the person’s own, though the host of its server is', async () => {
    for (const [shown, isAnswered] of [
      [{ remote_host: 'https://ollama.com:443' }, false],
      [{}, true],
    ] as const) {
      await using ollama = await startOllama(shown);
      const entry = { ...ollama.backends().ollama, url: ollama.server.url.replace('127.0.0.1', otherHost) };
      const settings = { ownHosts: [otherHost] };
      const core = makeCore({ backends: () => ({ ollama: entry }), privacySettings: () => settings });
      for (const id of ['first', 'second']) {
        const said = await send(core, chat(`${id}: ${secret}`, { id, conversationId: id }));
        assert.equal(said === 'answered', isAnswered, said);
      }
      assert.equal(ollama.prompts().length, isAnswered ? 2 : 0);
      core.dispose();
    }
  });

  it('is told from a model that runs here, which gets the same question', async () => {
    await using ollama = await startOllama({});
    const core = makeCore({ ...ollama, mode: 'local-only' });
    assert.equal(await send(core, chat(secret)), 'answered');
    assert.equal(ollama.prompts().length, 1);
    core.dispose();
  });
});

describe('attack: a gateway on this machine that forwards', () => {
  it('gets no secret until the person says that it runs its models itself', async () => {
    const well = stream(openaiFormat.encode('chat', { text: ['answered'] }), openaiFormat.contentType);
    await using gateway = await startScriptedServer({ '/v1/chat/completions': well });
    const entry = { kind: 'litellm', url: `${gateway.url}/v1`, model: 'smol', roles: ['chat'] };
    for (const [location, isAnswered] of [
      [undefined, false],
      ['remote', false],
      ['this-machine', true],
    ] as const) {
      const core = makeCore({ backends: () => ({ gateway: { ...entry, ...(location && { location }) } }) });
      const said = await send(core, chat(secret));
      assert.equal(said === 'answered', isAnswered, `${location}: ${said}`);
      core.dispose();
    }
    assert.equal(gateway.requests.filter(({ body }) => body.includes(secret.slice(12, 30))).length, 1);
  });
});

describe('attack: a key to another origin', () => {
  const key = `sk-${random(30)}`;
  const well = stream(openaiFormat.encode('chat', { text: ['answered'] }), openaiFormat.contentType);
  const path = '/v1/chat/completions';

  function entry(url: string, rest: object = {}) {
    return { mine: { kind: 'openai-compatible', url: `${url}/v1`, model: 'large', roles: ['chat'], ...rest } };
  }

  const bytesOf = (request: { readonly headers: object; readonly body: string }) =>
    JSON.stringify(request.headers) + request.body;

  it('does not go along when the address of an entry is changed: it stays with the origin it was entered for', async () => {
    await using own = await startScriptedServer({ [path]: well });
    await using other = await startScriptedServer({ [path]: well });
    const secrets = storage();
    await createSecretStore(secrets).set(own.url, key);
    let url = own.url;
    const core = makeCore({ backends: () => entry(url), secrets });
    assert.equal(await send(core, chat('hello')), 'answered');
    assert.equal(own.requests.at(-1)?.headers.authorization, `Bearer ${key}`);
    url = other.url;
    core.reload();
    assert.equal(await send(core, chat('hello', { id: 'again' })), 'answered');
    assert.ok(other.requests.length > 0);
    for (const request of other.requests) assert.ok(!bytesOf(request).includes(key));
    core.dispose();
  });

  it('is of one port, one scheme and one spelling of the host alone', async () => {
    await using own = await startScriptedServer({ [path]: well });
    const secrets = storage();
    const store = createSecretStore(secrets);
    for (const near of [
      `https://127.0.0.1:${own.port}`,
      `http://127.0.0.2:${own.port}`,
      'http://127.0.0.1',
      `${own.url}/v1`,
    ]) {
      await store.set(near, key);
    }
    const core = makeCore({ backends: () => entry(own.url), secrets });
    assert.equal(await send(core, chat('hello')), 'answered');
    for (const request of own.requests) assert.ok(!bytesOf(request).includes(key));
    core.dispose();
  });

  for (const status of [301, 302, 303, 307, 308]) {
    for (const location of ['this-machine', 'remote'] as const) {
      it(`does not follow a redirect (${status}, ${location}), and neither does the prompt`, async () => {
        await using target = await startScriptedServer({ [path]: well });
        const away: Answer = (response) => {
          response.writeHead(status, { location: `${target.url}${path}` }).end();
        };
        await using own = await startScriptedServer({ [path]: away });
        const secrets = storage();
        await createSecretStore(secrets).set(own.url, key);
        const core = makeCore({ backends: () => entry(own.url, { location }), secrets });
        assert.match(await send(core, chat('hello')), /redirects to .* never follows a redirect/);
        assert.deepEqual(target.requests, []);
        core.dispose();
      });
    }
  }
});
