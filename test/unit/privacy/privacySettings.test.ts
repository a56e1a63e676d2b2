import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noRequirements, strictestRequirements } from '../../../src/contract/compliance.ts';
import { everythingStays, handledKinds } from '../../../src/privacy/handling.ts';
import { usualHandling } from '../../../src/privacy/handlingSetting.ts';
import { isOwnHost, runsAtOwnHost } from '../../../src/privacy/ownHosts.ts';
import { anyText, parsePrivacySettings } from '../../../src/privacy/privacySettings.ts';

const usual = {
  handling: usualHandling,
  expressions: [],
  keywords: [],
  ownHosts: [],
  usesGitignore: false,
  requirements: noRequirements,
};

describe('the person’s settings on privacy', () => {
  it('are usual where nothing is said', () => {
    for (const raw of [undefined, null, {}, { handling: undefined }]) {
      assert.deepEqual(parsePrivacySettings(raw), { settings: usual, problems: [] });
    }
  });

  it('usually keep secrets and numbers here, put placeholders for addresses, and let IP addresses go', () => {
    const by = (handling: string) => handledKinds.filter((kind) => usualHandling[kind] === handling);
    assert.deepEqual(by('redact'), ['email', 'phone']);
    assert.deepEqual(by('allow'), ['ip-address']);
    assert.equal(by('stay').length, handledKinds.length - 3);
  });

  it('are what the person says', () => {
    const { settings, problems } = parsePrivacySettings({
      handling: { email: 'allow', 'vendor-secret': 'redact', 'ip-address': 'stay' },
      expressions: ['PROJ-\\d+'],
      keywords: ['Sunflower'],
      ownHosts: ['GPU.example', 'other.example:8000'],
      useGitignore: true,
      require: { noTraining: true },
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(settings, {
      handling: { ...usualHandling, email: 'allow', 'vendor-secret': 'redact', 'ip-address': 'stay' },
      expressions: ['PROJ-\\d+'],
      keywords: ['Sunflower'],
      ownHosts: ['gpu.example', 'other.example:8000'],
      usesGitignore: true,
      requirements: { ...noRequirements, noTraining: true },
    });
  });
});

describe('a setting on privacy that cannot be read counts as the strictest', () => {
  it('all of them where there is no object', () => {
    for (const raw of ['guarded', 7, [], true]) {
      const { settings, problems } = parsePrivacySettings(raw);
      assert.deepEqual(settings, {
        handling: everythingStays,
        expressions: [anyText],
        keywords: [],
        ownHosts: [],
        usesGitignore: true,
        requirements: strictestRequirements,
      });
      assert.ok(problems.length >= 6, problems.join('\n'));
    }
  });

  it('one kind of finding that is handled in an unknown way stays', () => {
    const { settings, problems } = parsePrivacySettings({ handling: { email: 'ask', phone: 'allow' } });
    assert.deepEqual(settings.handling, { ...usualHandling, email: 'stay', phone: 'allow' });
    assert.match(problems.join(), /watershed\.privacy\.handling\.email” must be "stay", "redact" or "allow"/);
  });

  it('a kind with a slip in its name may have meant any, so all that are not named stay', () => {
    const { settings, problems } = parsePrivacySettings({ handling: { emial: 'stay', phone: 'allow' } });
    assert.deepEqual(settings.handling, { ...everythingStays, phone: 'allow' });
    assert.match(problems.join(), /has “emial”, which Watershed does not know/);
  });

  it('rules of the person’s own that are no texts may have meant any text, so every text stays', () => {
    for (const raw of [{ expressions: 'secret' }, { keywords: [1, 'Sunflower'] }, { expressions: ['a', ' '] }]) {
      const { settings, problems } = parsePrivacySettings({ ...raw, handling: { 'own-rule': 'allow' } });
      assert.equal(settings.expressions.at(-1), anyText);
      assert.equal(settings.handling['own-rule'], 'stay');
      assert.match(problems.join(), /must be a list of texts in quotes.*every prompt stays/);
    }
    assert.deepEqual(parsePrivacySettings({ keywords: [1, 'Sunflower'] }).settings.keywords, ['Sunflower']);
  });

  it('a switch that is neither on nor off is on', () => {
    const { settings, problems } = parsePrivacySettings({ useGitignore: 'no' });
    assert.equal(settings.usesGitignore, true);
    assert.match(problems.join(), /useGitignore” must be true or false/);
  });

  it('requirements that cannot be read are all required', () => {
    const { settings, problems } = parsePrivacySettings({ require: 'eu' });
    assert.deepEqual(settings.requirements, strictestRequirements);
    assert.equal(problems.length, 1);
  });

  it('hosts that cannot be read are nobody’s own', () => {
    const { settings, problems } = parsePrivacySettings({ ownHosts: 'gpu.example' });
    assert.deepEqual(settings.ownHosts, []);
    assert.match(problems.join(), /must be a list of hosts/);
  });
});

describe('a host of the person’s own', () => {
  const settings = {
    ownHosts: ['gpu.example', 'other.example:8000', 'plain.example:80', '[fd00::1]:8000', '10.0.0.7'],
  };
  const yes = [
    'http://gpu.example',
    'https://GPU.example:8443',
    'https://other.example:8000',
    'http://plain.example',
    'http://[fd00::1]:8000',
    'http://[FD00:0:0::1]:8000',
    'http://10.0.0.7:11434',
  ];
  const no = [
    'https://evil.example',
    'https://gpu.example.evil.example',
    'https://a.gpu.example',
    'https://gpu.example@evil.example',
    'https://other.example',
    'https://other.example:8001',
    'https://plain.example',
    'http://[fd00::2]:8000',
    'http://[fd00::1]',
    'http://10.0.0.70',
    'ftp://gpu.example',
    'gpu.example',
    '',
  ];
  for (const origin of yes) it(`is at ${origin}`, () => assert.equal(isOwnHost(origin, settings), true));
  for (const origin of no)
    it(`is not at ${JSON.stringify(origin)}`, () => assert.equal(isOwnHost(origin, settings), false));

  it('is not where Ollama says that it runs the model in its cloud', () => {
    const use = { kind: 'ollama', origin: 'http://gpu.example:11434', model: 'qwen3:8b' } as const;
    assert.equal(runsAtOwnHost(use, settings), true);
    assert.equal(runsAtOwnHost({ ...use, model: 'gpt-oss:120b-cloud' }, settings), false);
    assert.equal(runsAtOwnHost({ ...use, kind: 'vllm', model: 'our:cloud' }, settings), true);
  });

  function entry(raw: unknown) {
    return parsePrivacySettings({ ownHosts: [raw] });
  }

  it('is written as a name or an address, with a port or without', () => {
    for (const [written, read] of [
      ['gpu.example', 'gpu.example'],
      [' GPU.Example:8000 ', 'gpu.example:8000'],
      ['gpu', 'gpu'],
      ['10.0.0.7:08000', '10.0.0.7:8000'],
      ['[FD00:0::1]', '[fd00::1]'],
      ['[fd00::1]:443', '[fd00::1]:443'],
      ['bücher.example', 'xn--bcher-kva.example'],
    ]) {
      assert.deepEqual(entry(written), { settings: { ...usual, ownHosts: [read] }, problems: [] }, written);
    }
  });

  const refused: Readonly<Record<string, RegExp>> = {
    '*.example': /is a pattern/,
    'gpu-?.example': /is a pattern/,
    'https://gpu.example': /is not a host/,
    'gpu.example/v1': /is not a host/,
    'me@gpu.example': /is not a host/,
    'gpu.example:99999': /is not a host/,
    'gpu example': /is not a host/,
    'fd00::1': /is not a host/,
    '': /is not a host/,
    '10.1': /is not a whole address/,
    '0x0a000001': /is not a whole address/,
    localhost: /is this machine/,
    '127.0.0.1:4000': /is this machine/,
    '[::1]': /is this machine/,
    'api.openai.com': /belongs to OpenAI and is nobody’s own host/,
    'API.Anthropic.com:443': /belongs to Anthropic/,
    'mine.openai.azure.com': /belongs to .*Azure/,
    'api.openai.com.': /belongs to OpenAI/,
  };
  for (const [written, says] of Object.entries(refused)) {
    it(`is never ${JSON.stringify(written)}`, () => {
      const { settings: read, problems } = entry(written);
      assert.deepEqual(read.ownHosts, []);
      assert.match(problems.join(), says);
    });
  }

  it('is never something that is no text', () => {
    for (const raw of [1, null, {}, ['gpu.example']]) assert.deepEqual(entry(raw).settings.ownHosts, []);
  });
});
