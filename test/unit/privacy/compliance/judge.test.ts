import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noRequirements, type Requirements, strictestRequirements } from '../../../../src/contract/compliance.ts';
import type { BackendKind } from '../../../../src/contract/routing.ts';
import { judge } from '../../../../src/privacy/compliance/judge.ts';
import { mergeRequirements } from '../../../../src/privacy/compliance/mergeRequirements.ts';
import { promisesOfClouds } from '../../../../src/privacy/compliance/promises.ts';

const openai = { kind: 'openai', origin: 'https://api.openai.com', isOwn: false } as const;
const gemini = { kind: 'gemini', origin: 'https://generativelanguage.googleapis.com', isOwn: false } as const;
const fireworks = { kind: 'fireworks', origin: 'https://api.fireworks.ai', isOwn: false } as const;
const deepseek = { kind: 'deepseek', origin: 'https://api.deepseek.com', isOwn: false } as const;
const gateway = { kind: 'litellm', origin: 'https://llm.example.com:4000', isOwn: false } as const;

const requiring = (parts: Partial<Requirements>): Requirements => ({ ...noRequirements, ...parts });

/** The destination of each cloud at its first address. */
const everyCloud = Object.entries(promisesOfClouds).map(([kind, { hosts }]) => ({
  ...{ kind: kind as BackendKind, isOwn: false, model: 'some-model' },
  origin: `https://${(hosts[0] ?? '').replace('*', 'eu-central-1')}`,
}));

describe('judge', () => {
  it('refuses nobody where nothing is required', () => {
    for (const destination of [...everyCloud, gateway]) assert.equal(judge(destination, noRequirements), undefined);
  });

  it('lets a provider be asked that is known to meet what is required', () => {
    assert.equal(judge(openai, requiring({ noTraining: true, baa: true, soc2: true })), undefined);
    assert.equal(judge(fireworks, requiring({ noTraining: true, noRetention: true })), undefined);
    const inEurope = { ...openai, origin: 'https://eu.api.openai.com' };
    assert.equal(judge(inEurope, requiring({ noTraining: true, regions: ['eu'] })), undefined);
    assert.equal(judge(inEurope, requiring({ regions: ['us', 'eu'] })), undefined);
  });

  it('refuses with one sentence that names the provider, the requirement and what is known', () => {
    const said = (destination: Parameters<typeof judge>[0], parts: Partial<Requirements>) =>
      judge(destination, requiring(parts))?.text;
    assert.equal(
      said(gemini, { noTraining: true }),
      'Google Gemini may not be asked: no training on prompts is required, and whether Google Gemini trains on them depends on your plan there.',
    );
    assert.equal(
      said(openai, { noRetention: true }),
      'OpenAI may not be asked: no retention of prompts is required, and OpenAI may keep them for up to 30 days.',
    );
    assert.equal(
      said(deepseek, { regions: ['us', 'eu', 'uk'] }),
      'DeepSeek may not be asked: processing in the USA, the EU, or the United Kingdom alone is required, and DeepSeek processes prompts in China.',
    );
    assert.equal(
      said(openai, { regions: ['eu'] }),
      'OpenAI may not be asked: processing in the EU alone is required, and OpenAI may process prompts anywhere at this address.',
    );
    assert.equal(
      said(gateway, { soc2: true }),
      'llm.example.com:4000 may not be asked: a SOC 2 report is required, and nothing is known of who runs it.',
    );
  });

  it('takes what is not known as not met', () => {
    const unknown = { baa: deepseek, soc2: deepseek, noTraining: deepseek, noRetention: deepseek } as const;
    for (const [name, destination] of Object.entries(unknown)) {
      const refusal = judge(destination, requiring({ [name]: true }));
      assert.match(refusal?.text ?? '', /^DeepSeek may not be asked: .*it is not known whether DeepSeek/, name);
    }
    assert.match(
      judge({ ...openai, kind: 'mistral', origin: 'https://api.mistral.ai' }, requiring({ regions: ['eu'] }))?.text ??
        '',
      /it is not known where Mistral processes prompts at this address/,
    );
    for (const kind of ['vllm', 'tgi', 'lm-studio', 'ollama', 'llama.cpp', 'ray-serve', 'openai-compatible'] as const) {
      assert.equal(judge({ ...gateway, kind }, requiring({ noTraining: true }))?.code, 'requires-no-training', kind);
    }
  });

  it('needs every region of a provider to be allowed', () => {
    const openrouter = { kind: 'openrouter', origin: 'https://eu.openrouter.ai', isOwn: false } as const;
    assert.equal(judge(openrouter, requiring({ regions: ['eu'] }))?.code, 'requires-region');
    assert.equal(judge(openrouter, requiring({ regions: ['uk', 'eu'] })), undefined);
  });

  it('lets nobody be asked but the person’s own hosts under the strictest', () => {
    for (const destination of [...everyCloud, gateway]) {
      assert.notEqual(judge(destination, strictestRequirements), undefined, destination.kind);
      assert.equal(judge({ ...destination, isOwn: true }, strictestRequirements), undefined);
    }
    assert.match(
      judge(fireworks, requiring({ regions: [] }))?.text ?? '',
      /processing on your own hosts alone is required/,
    );
  });

  it('has one whole sentence for each requirement and each cloud', () => {
    const each: Partial<Requirements>[] = [{ noTraining: true }, { noRetention: true }, { baa: true }, { soc2: true }];
    for (const destination of everyCloud) {
      for (const parts of [...each, { regions: ['own'] as const }]) {
        const text = judge(destination, requiring(parts))?.text;
        if (text !== undefined)
          assert.match(text, /^[A-Zx][\w .]+ may not be asked: [^.:]+ is required, and [^.:]+\.$/);
      }
    }
  });
});

describe('mergeRequirements', () => {
  it('takes the stricter of both, whoever asks for it', () => {
    const person = requiring({ noTraining: true, regions: ['us', 'eu'] });
    const policy = requiring({ soc2: true, regions: ['eu', 'uk'] });
    const both = requiring({ noTraining: true, soc2: true, regions: ['eu'] });
    assert.deepEqual(mergeRequirements(person, policy), both);
    assert.deepEqual(mergeRequirements(policy, person), both);
  });

  it('never loosens: nothing is taken away by no requirements, and none in common means none', () => {
    assert.deepEqual(mergeRequirements(strictestRequirements, noRequirements), strictestRequirements);
    assert.deepEqual(mergeRequirements(noRequirements, requiring({ regions: ['eu'] })).regions, ['eu']);
    assert.deepEqual(mergeRequirements(requiring({ regions: ['us'] }), requiring({ regions: ['eu'] })).regions, []);
    assert.deepEqual(mergeRequirements(noRequirements, noRequirements), noRequirements);
  });
});
