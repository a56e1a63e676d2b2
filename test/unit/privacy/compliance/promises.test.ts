import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { providers } from '../../../../src/backends/providers/catalogue.ts';
import { clouds } from '../../../../src/backends/providers/clouds.ts';
import type { BackendKind } from '../../../../src/contract/routing.ts';
import { knownOf } from '../../../../src/privacy/compliance/known.ts';
import { promisesOfClouds } from '../../../../src/privacy/compliance/promises.ts';
import { promisesSchema } from '../../../../src/privacy/compliance/schema.ts';

const serverKinds = ['llama.cpp', 'ollama', 'lm-studio', 'vllm', 'tgi', 'litellm', 'ray-serve', 'openai-compatible'];

describe('what providers promise', () => {
  it('is written for each cloud of the catalogue, in the form of the schema', () => {
    const kinds = Object.keys(providers).filter((kind) => !serverKinds.includes(kind));
    assert.deepEqual(Object.keys(promisesOfClouds).sort(), kinds.sort());
    for (const [kind, promises] of Object.entries(promisesOfClouds)) {
      const { error } = promisesSchema.safeParse(promises);
      assert.equal(error, undefined, `${kind}: ${error?.message}`);
    }
  });

  it('names for each fact the page and the day it was read, which is no day to come', () => {
    const facts = Object.values(promisesOfClouds).flatMap((promises) => [
      ...[promises.training, promises.retentionDays, promises.zeroRetention, promises.baa, promises.soc2],
      ...[promises.regions, ...Object.values(promises.regionsByHost ?? {})],
    ]);
    const read = facts.filter((fact) => fact !== 'unknown');
    assert.ok(read.length > 40 && read.length < facts.length);
    for (const { source, readOn } of read) {
      assert.match(source.where, /^[a-z0-9.-]+\.[a-z]+(\/|,|$)/);
      assert.ok(Date.parse(readOn) <= Date.now(), readOn);
    }
  });

  it('holds at the address that the catalogue has', () => {
    for (const [kind, { label, address }] of Object.entries(clouds)) {
      if (address.kind !== 'fixed') continue;
      assert.ok(kind in promisesOfClouds, kind);
      const known = knownOf({ kind: kind as BackendKind, origin: new URL(address.url).origin, isOwn: false });
      assert.equal(known.provider, known.label, label);
    }
  });
});

describe('what is known of a destination', () => {
  const known = (kind: BackendKind, origin: string, model?: string) => knownOf({ kind, origin, isOwn: false, model });

  it('is nothing where the address is not the provider’s, though the kind says so', () => {
    const elsewhere = [
      'https://gateway.example.com',
      'https://api.openai.com.example.com',
      'https://notapi.openai.com',
      'https://openai.com',
      'http://api.openai.com',
      'https://api.openai.com:8443',
      'not an address',
    ];
    for (const origin of elsewhere) {
      const { provider, facts } = known('openai', origin);
      assert.equal(provider, undefined, origin);
      assert.deepEqual(new Set(Object.values(facts)), new Set(['unknown']), origin);
    }
    assert.equal(known('anthropic', 'https://api.openai.com').provider, undefined);
    assert.equal(known('bedrock', 'https://bucket.s3.eu-central-1.amazonaws.com').provider, undefined);
  });

  it('is the provider’s where any OpenAI-compatible server was entered at its address, but never of another server', () => {
    assert.equal(known('openai-compatible', 'https://api.groq.com').provider, 'Groq');
    assert.equal(known('vllm', 'https://api.groq.com').provider, undefined);
    assert.equal(known('openai-compatible', 'https://gpu.example.com').label, 'gpu.example.com');
  });

  const regionsOf = (kind: BackendKind, origin: string, model?: string) => {
    const { regions } = known(kind, origin, model).facts;
    return regions === 'unknown' ? regions : regions.value;
  };

  it('takes the region from an address that stands for one', () => {
    assert.equal(regionsOf('openai', 'https://api.openai.com'), 'anywhere');
    assert.deepEqual(regionsOf('openai', 'https://eu.api.openai.com'), ['eu']);
    assert.deepEqual(regionsOf('mistral', 'https://api.us.mistral.ai'), ['us']);
    assert.equal(regionsOf('mistral', 'https://api.mistral.ai'), 'unknown');
    assert.equal(regionsOf('openai', 'https://au.api.openai.com'), 'anywhere');
    assert.equal(regionsOf('azure-openai', 'https://westeurope.openai.azure.com'), 'anywhere');
  });

  it('takes Bedrock’s from the address, unless the model’s name leads out of it or is not known', () => {
    const at = (region: string) => `https://bedrock-runtime.${region}.amazonaws.com`;
    const ask = (region: string, model?: string) => regionsOf('bedrock', at(region), model);
    assert.deepEqual(ask('eu-central-1', 'openai.gpt-oss-120b-1:0'), ['eu']);
    assert.deepEqual(ask('eu-west-2', 'anthropic.claude-sonnet-4-20250514-v1:0'), ['uk']);
    assert.deepEqual(ask('eu-central-1', 'eu.anthropic.claude-sonnet-4-20250514-v1:0'), ['eu', 'uk']);
    for (const model of [
      'global.anthropic.claude-sonnet-4',
      'apac.amazon.nova-pro-v1:0',
      'au.anthropic.x',
      undefined,
    ]) {
      assert.equal(ask('eu-central-1', model), 'unknown', model);
    }
    const profile = 'arn:aws:bedrock:eu-central-1:1:application-inference-profile/abc';
    assert.equal(ask('eu-central-1', profile), 'unknown');
    // Zurich is in Switzerland and Sydney in Australia, which are none of the regions.
    for (const region of ['eu-central-2', 'ap-southeast-2', 'mars-east-1', 'constructor']) {
      assert.equal(ask(region, 'openai.gpt-oss-120b-1:0'), 'unknown', region);
    }
  });
});
