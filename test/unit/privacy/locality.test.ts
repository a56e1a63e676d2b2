import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isLoopbackLiteral, isLoopbackUrl, localityOf, type ModelPlace } from '../../../src/privacy/locality.ts';

function place(parts: Partial<ModelPlace>): ModelPlace {
  return { kind: 'ollama', url: 'http://127.0.0.1:11434', model: 'qwen2.5-coder:7b', ...parts };
}

describe('a loopback literal', () => {
  for (const host of ['127.0.0.1', '127.0.0.0', '127.255.255.255', '127.1.2.3', '[::1]']) {
    it(`is ${host}`, () => assert.equal(isLoopbackLiteral(host), true));
  }

  const others = [
    'localhost',
    'localhost.localdomain',
    '0.0.0.0',
    '127.1',
    '127.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '127.0.0.01',
    '127.0.0.256',
    '127.0.0.1.',
    '127.0.0.1.example.com',
    'a127.0.0.1',
    '128.0.0.1',
    '192.168.0.1',
    '10.0.0.1',
    '::1',
    '[::]',
    '[::2]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '１２７.0.0.1',
    '127。0。0。1',
    '',
  ];
  for (const host of others) {
    it(`is not ${host === '' ? 'an empty host' : host}`, () => assert.equal(isLoopbackLiteral(host), false));
  }
});

describe('a loopback URL', () => {
  for (const url of [
    'http://127.0.0.1',
    'https://127.0.0.1:8443/v1',
    'HTTP://[::1]:11434',
    'http://127.9.9.9/?a=b#c',
  ]) {
    it(`is ${url}`, () => assert.equal(isLoopbackUrl(url), true));
  }

  const others = [
    'http://localhost:11434',
    'http://127.1:11434',
    'http://2130706433',
    'http://0x7f.1/',
    'http://127.0.0.1@evil.example',
    'http://user:pass@127.0.0.1',
    'http://127.0.0.1:8080@evil.example',
    'http://127.0.0.1\\@evil.example',
    'http://127.0.0.1\t.evil.example',
    'http://127.0.0.1 .evil.example',
    'http://evil.example/127.0.0.1',
    'http://evil.example#http://127.0.0.1',
    'http:127.0.0.1',
    '//127.0.0.1',
    '127.0.0.1:11434',
    'ftp://127.0.0.1',
    'file:///127.0.0.1',
    'http://127.0.0.1:99999',
    'http://',
    '',
  ];
  for (const url of others) {
    it(`is not ${JSON.stringify(url)}`, () => assert.equal(isLoopbackUrl(url), false));
  }
});

describe('locality', () => {
  it('is local for an engine that runs its own models on a loopback literal', () => {
    assert.equal(localityOf(place({ kind: 'ollama' })), 'local');
    assert.equal(localityOf(place({ kind: 'llama.cpp', url: 'http://[::1]:8080' })), 'local');
  });

  it('is remote for an engine elsewhere, whatever the settings state', () => {
    assert.equal(localityOf(place({ url: 'http://192.168.0.7:11434' })), 'remote');
    assert.equal(localityOf(place({ url: 'http://192.168.0.7:11434', location: 'this-machine' })), 'remote');
    assert.equal(localityOf(place({ url: 'http://localhost:11434', location: 'this-machine' })), 'remote');
  });

  it('is remote when the person says so', () => {
    assert.equal(localityOf(place({ location: 'remote' })), 'remote');
  });

  it('is remote for a model that Ollama runs in its cloud', () => {
    for (const model of ['gpt-oss:120b-cloud', 'kimi-k2:cloud', 'Qwen3-Coder:480B-CLOUD', 'glm:cloud ']) {
      assert.equal(localityOf(place({ model })), 'remote', model);
    }
    assert.equal(localityOf(place({ model: 'cloud-coder:7b' })), 'local');
  });

  it('is remote for a protocol that a gateway may forward, until the person says that it does not', () => {
    for (const kind of ['openai-compatible', 'anthropic'] as const) {
      assert.equal(localityOf(place({ kind })), 'remote');
      assert.equal(localityOf(place({ kind, location: 'this-machine' })), 'local');
      assert.equal(localityOf(place({ kind, location: 'this-machine', url: 'https://api.example.com' })), 'remote');
    }
  });
});
