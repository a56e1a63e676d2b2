import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { providers } from '../../../src/backends/providers/catalogue.ts';
import type { Contact } from '../../../src/contract/admission.ts';
import { noRequirements, type Requirements } from '../../../src/contract/compliance.ts';
import { findingKinds } from '../../../src/contract/inspection.ts';
import { handlings, type PolicyFile, type PrivacySettings, policyPath } from '../../../src/contract/privacySettings.ts';
import type { BackendKind, PrivacyMode } from '../../../src/contract/routing.ts';
import { createExclusions } from '../../../src/privacy/exclusions.ts';
import { handledKinds } from '../../../src/privacy/handling.ts';
import { usualHandling } from '../../../src/privacy/handlingSetting.ts';
import { createMayContact } from '../../../src/privacy/policy.ts';
import { combinePolicies, noPolicy, unknownPolicy } from '../../../src/privacy/workspacePolicy/combinePolicies.ts';
import { createDestinationRules } from '../../../src/privacy/workspacePolicy/destinationRules.ts';
import { effectiveMode, effectiveSettings } from '../../../src/privacy/workspacePolicy/effective.ts';
import { parsePolicyFile } from '../../../src/privacy/workspacePolicy/parsePolicyFile.ts';
import { createPolicyRecord } from '../../../src/privacy/workspacePolicy/policyRecord.ts';
import { cloudAt, providerAt } from '../../../src/privacy/workspacePolicy/providerAt.ts';
import { providerKinds } from '../../../src/privacy/workspacePolicy/providerKinds.ts';
import { file } from './support.ts';

const own: PrivacySettings = {
  handling: usualHandling,
  expressions: [],
  keywords: [],
  ownHosts: ['gpu.example:8000'],
  usesGitignore: false,
  requirements: noRequirements,
};

function policyFile(text: string | undefined, workspaceUri = 'file:///w'): PolicyFile {
  return { workspaceUri, text };
}

function policyOf(document: object) {
  return combinePolicies([policyFile(JSON.stringify({ version: 1, ...document }))]);
}

function problemOf(text: string | undefined): string {
  const parsed = parsePolicyFile(policyFile(text));
  return 'problem' in parsed ? parsed.problem : '';
}

describe('a policy file', () => {
  it('demands what it says', () => {
    const policy = policyOf({
      mode: 'guarded',
      exclude: ['plans/', '*.draft.md'],
      providers: ['anthropic', 'vllm'],
      require: { noTraining: true, regions: ['eu'] },
      handling: { email: 'stay', 'ip-address': 'redact' },
    });
    assert.equal(policy.strictestMode, 'guarded');
    assert.deepEqual([...(policy.providers ?? [])], ['anthropic', 'vllm']);
    assert.deepEqual(policy.requirements, { ...noRequirements, noTraining: true, regions: ['eu'] });
    assert.deepEqual(policy.handling, { email: 'stay', 'ip-address': 'redact' });
    assert.equal(policy.exclusions[0]?.text, 'plans/\n*.draft.md');
    assert.deepEqual(policy.problems, []);
  });

  it('may say nothing, and may start with a byte order mark', () => {
    assert.deepEqual(policyOf({}), noPolicy);
    assert.deepEqual(combinePolicies([policyFile('\uFEFF{"version": 1}')]), noPolicy);
  });

  it('is one for each folder, and the strictest of all holds', () => {
    const policy = combinePolicies([
      policyFile('{"version":1,"mode":"open","providers":["openai","anthropic"],"handling":{"email":"redact"}}'),
      policyFile('{"version":1,"mode":"guarded","providers":["anthropic"],"handling":{"email":"stay"}}', 'file:///v'),
      policyFile('{"version":1,"require":{"regions":["eu","us"]},"exclude":["a"]}', 'file:///u'),
      policyFile('{"version":1,"require":{"regions":["us"],"baa":true},"exclude":["b"]}', 'file:///t'),
    ]);
    assert.equal(policy.strictestMode, 'guarded');
    assert.deepEqual([...(policy.providers ?? [])], ['anthropic']);
    assert.deepEqual(policy.handling, { email: 'stay' });
    assert.deepEqual(policy.requirements, { ...noRequirements, baa: true, regions: ['us'] });
    assert.deepEqual(
      policy.exclusions.map(({ workspaceUri, text }) => [workspaceUri, text]),
      [
        ['file:///u', 'a'],
        ['file:///t', 'b'],
      ],
    );
  });

  it('that is broken closes everything, whatever the others say', () => {
    const policy = combinePolicies([policyFile('{"version":1,"mode":"open"}'), policyFile('{', 'file:///v')]);
    assert.equal(policy.strictestMode, 'local-only');
    assert.equal(policy.problems.length, 1);
  });

  it('has the providers of the catalogue to name, and handles every kind that can be handled', () => {
    assert.deepEqual([...providerKinds].sort(), Object.keys(providers).sort());
    const handling = Object.fromEntries(handledKinds.map((kind) => [kind, 'stay']));
    assert.deepEqual(policyOf({ handling }).handling, handling);
    assert.equal(handledKinds.length, findingKinds.length - 2);
  });
});

describe('a policy file that cannot be understood', () => {
  const broken: Readonly<Record<string, readonly [text: string | undefined, says: RegExp]>> = {
    'cannot be read': [undefined, /cannot be read, or is larger than 64 KB/],
    'is empty': ['', /is not valid JSON/],
    'is no JSON': ['mode: guarded', /is not valid JSON/],
    'has comments': ['{"version": 1} // ours', /is not valid JSON/],
    'is too big': [`{"version": 1, "exclude": ["${'x'.repeat(70_000)}"]}`, /is larger than 64 KB/],
    'is a list': ['[]', /must hold an object with "version": 1/],
    'is null': ['null', /must hold an object/],
    'has no version': ['{}', /“version” must be 1/],
    'has another version': ['{"version": 2}', /“version” must be 1/],
    'has an unknown mode': ['{"version": 1, "mode": "closed"}', /“mode” must be "local-only", "guarded" or "open"/],
    'has an unknown provider': ['{"version": 1, "providers": ["acme"]}', /“providers.0” may name only providers/],
    'loosens the handling': [
      '{"version": 1, "handling": {"email": "allow"}}',
      /“handling.email” must be "stay" or "redact"/,
    ],
    'handles an unknown kind': [
      '{"version": 1, "handling": {"names": "stay"}}',
      /has the unknown key “names” in “handling”/,
    ],
    'requires the unknown': ['{"version": 1, "require": {"iso": true}}', /has the unknown key “iso” in “require”/],
    'excludes no text': ['{"version": 1, "exclude": [1]}', /“exclude.0” must be a list of patterns/],
    'has a pattern of two lines': [
      '{"version": 1, "exclude": ["a\\n!b"]}',
      /“exclude.0” must hold no pattern with a line/,
    ],
    'names an endpoint': ['{"version": 1, "endpoint": "https://evil.example"}', /has the unknown key “endpoint”/],
    'names backends': ['{"version": 1, "backends": {"x": {"url": "https://evil.example"}}}', /unknown key “backends”/],
    'names a key': ['{"version": 1, "apiKey": "x"}', /has the unknown key “apiKey”/],
    'names headers': ['{"version": 1, "headers": {"x": "y"}}', /has the unknown key “headers”/],
    'names a prototype': ['{"version": 1, "__proto__": {"mode": "open"}}', /has the unknown key “__proto__”/],
    'names own hosts': ['{"version": 1, "ownHosts": ["evil.example"]}', /has the unknown key “ownHosts”/],
  };
  for (const [what, [text, says]] of Object.entries(broken)) {
    it(`since it ${what} means local-only, with a sentence that says so`, () => {
      const problem = problemOf(text);
      assert.match(problem, says);
      assert.match(
        problem,
        /^The policy of “w” \(\.watershed\/policy\.json\) .*Until it is mended or removed, nothing leaves/,
      );
      assert.equal(combinePolicies([policyFile(text)]).strictestMode, 'local-only');
      assert.equal(effectiveMode('open', combinePolicies([policyFile(text)])), 'local-only');
    });
  }

  it('puts no link and no hidden character into its sentence', () => {
    const key = '[click](command:workbench.action.quit) <img> \u202E `x`';
    const problem = problemOf(JSON.stringify({ version: 1, [key]: 1 }));
    assert.doesNotMatch(problem.replace('(.watershed/policy.json)', ''), /[[\]()<>`\u202E:]/u);
    const folder = parsePolicyFile(policyFile('', 'file:///w/%5Bx%5D%28command%3Aa%29'));
    assert.match('problem' in folder ? folder.problem : '', /“\?x\?\?command\?a\?”/);
  });
});

describe('attack: a policy that loosens', () => {
  const modes: readonly PrivacyMode[] = ['local-only', 'guarded', 'open'];
  const regions = ['us', 'eu', 'uk', 'asia', 'china', 'own'] as const;
  const requirements: fc.Arbitrary<Requirements> = fc.record({
    ...{ noTraining: fc.boolean(), noRetention: fc.boolean(), baa: fc.boolean(), soc2: fc.boolean() },
    regions: fc.option(fc.subarray([...regions]), { nil: undefined }),
  });
  const handling = fc.record(
    Object.fromEntries(handledKinds.map((kind) => [kind, fc.constantFrom(...handlings)])),
  ) as unknown as fc.Arbitrary<PrivacySettings['handling']>;
  const person = fc.record({ mode: fc.constantFrom(...modes), handling, requirements });

  const valid = fc.record(
    {
      version: fc.constant(1),
      mode: fc.constantFrom(...modes),
      exclude: fc.array(fc.constantFrom('a/', '!a/', '*', '!*', '!.env', '!*.pem', '!.aiignore'), { maxLength: 4 }),
      providers: fc.subarray([...providerKinds]),
      require: fc.record(
        { noTraining: fc.boolean(), baa: fc.boolean(), regions: fc.subarray([...regions]) },
        { requiredKeys: [] },
      ),
      handling: fc.dictionary(fc.constantFrom(...handledKinds), fc.constantFrom('stay', 'redact'), { maxKeys: 5 }),
    },
    { requiredKeys: ['version'] },
  );
  /** A valid policy in which one character is another one, is missing, or stands twice. */
  const mutated = fc
    .tuple(valid, fc.nat(), fc.constantFrom('', '"', '{', '}', ',', 'x', '0', '\\', '[]', 'null'))
    .map(([document, at, by]) => {
      const text = JSON.stringify(document);
      const place = at % text.length;
      return text.slice(0, place) + by + text.slice(place + 1);
    });
  const loosening = fc
    .tuple(valid, fc.jsonValue())
    .map(([document, value]) =>
      JSON.stringify({ ...document, handling: { email: 'allow' }, mode: 'none', backends: value }),
    );
  const texts = fc.oneof(
    { weight: 8, arbitrary: valid.map((document) => JSON.stringify(document)) },
    mutated,
    loosening,
    fc.json(),
    fc.string({ unit: 'binary' }),
    fc.constant(undefined),
  );
  const files = fc.array(texts, { minLength: 1, maxLength: 3 });
  const contacts: readonly Contact[] = providerKinds.flatMap((kind: BackendKind) => [
    { kind, origin: 'http://127.0.0.1:1', locality: 'remote' },
    { kind, origin: 'https://api.anthropic.com', locality: 'remote' },
    { kind, origin: 'https://gpu.example:8000', locality: 'remote' },
  ]);

  it('never does: mode, handling, requirements, providers and exclusions are the person’s own or stricter', () => {
    const tried = { understood: 0, broken: 0 };
    const bare = createExclusions();
    const ordinary = [file('.env'), file('a/b.ts'), file('x.pem'), file('src/c.ts')];
    fc.assert(
      fc.property(person, files, ({ mode, handling: own_, requirements: required }, found) => {
        const settings = { ...own, handling: own_, requirements: required };
        const policy = combinePolicies(found.map((text, index) => policyFile(text, `file:///${'wvu'[index]}`)));
        tried[policy.problems.length > 0 ? 'broken' : 'understood']++;

        const effective = effectiveMode(mode, policy);
        assert.ok(modes.indexOf(effective) <= modes.indexOf(mode));
        if (policy.problems.length > 0) assert.equal(effective, 'local-only');

        const tightened = effectiveSettings(settings, policy);
        for (const kind of handledKinds) {
          assert.ok(handlings.indexOf(tightened.handling[kind]) <= handlings.indexOf(own_[kind]), kind);
        }
        for (const name of ['noTraining', 'noRetention', 'baa', 'soc2'] as const) {
          assert.ok(tightened.requirements[name] || !required[name], name);
        }
        if (required.regions !== undefined) {
          assert.ok(tightened.requirements.regions?.every((region) => required.regions?.includes(region)));
        }
        assert.deepEqual(
          { ...tightened, handling: own_, requirements: required },
          { ...settings, handling: own_, requirements: required },
        );

        const withPolicy = createMayContact(
          () => effective,
          () => true,
          createDestinationRules({ policy: () => policy, settings: () => settings }),
        );
        const without = createMayContact(
          () => mode,
          () => true,
          createDestinationRules({ policy: () => noPolicy, settings: () => settings }),
        );
        for (const contact of contacts) {
          if (without(contact) !== undefined) assert.notEqual(withPolicy(contact), undefined);
        }

        const exclusions = createExclusions({ policy: () => policy.exclusions });
        const aiignore = { workspaceUri: 'file:///w', folderPath: '', fileName: '.aiignore', text: 'a/' };
        for (const one of [exclusions, bare]) one.update([aiignore]);
        for (const origin of ordinary) {
          if (bare.ruleFor(origin) !== undefined) assert.notEqual(exclusions.ruleFor(origin), undefined, origin.path);
        }
      }),
      { numRuns: 300 },
    );
    // Both sorts were really tried.
    assert.ok(tried.understood > 50 && tried.broken > 50, JSON.stringify(tried));
  });
});

describe('until the policy files are known', () => {
  it('nothing leaves, and what comes then holds at once', () => {
    const record = createPolicyRecord();
    assert.equal(record.current(), unknownPolicy);
    assert.equal(effectiveMode('open', record.current()), 'local-only');
    record.update([]);
    assert.equal(effectiveMode('open', record.current()), 'open');
    record.update([policyFile('{"version":1,"mode":"guarded"}')]);
    assert.equal(effectiveMode('open', record.current()), 'guarded');
    assert.equal(effectiveMode('local-only', record.current()), 'local-only');
  });
});

describe('a destination', () => {
  const here: Contact = { kind: 'ollama', origin: 'http://127.0.0.1:11434', locality: 'local' };
  const anthropic: Contact = { kind: 'anthropic', origin: 'https://api.anthropic.com', locality: 'remote' };
  const ownHost: Contact = { kind: 'vllm', origin: 'http://gpu.example:8000', locality: 'remote' };

  function refusal(destination: Contact, document: object | undefined, requirements: Partial<Requirements> = {}) {
    const policy = document === undefined ? unknownPolicy : policyOf(document);
    const settings = { ...own, requirements: { ...noRequirements, ...requirements } };
    return createDestinationRules({ policy: () => policy, settings: () => settings })(destination);
  }

  it('on this machine is never forbidden', () => {
    for (const document of [undefined, { mode: 'local-only' }, { providers: [] }, { require: { regions: [] } }]) {
      assert.equal(refusal(here, document, { baa: true }), undefined);
    }
  });

  it('elsewhere is allowed where nobody demands anything', () => {
    for (const contact of [anthropic, ownHost]) assert.equal(refusal(contact, {}), undefined);
  });

  it('elsewhere is forbidden as long as the policy is not known', () => {
    assert.equal(refusal(anthropic, undefined)?.code, 'policy-unknown');
  });

  it('elsewhere is forbidden by a policy of local-only, own hosts too', () => {
    for (const contact of [anthropic, ownHost]) {
      assert.equal(refusal(contact, { mode: 'local-only' })?.code, 'policy-local-only');
    }
    assert.match(refusal(anthropic, { unheardOf: 1 })?.text ?? '', /has the unknown key “unheardOf”/);
  });

  it('has to be of a provider that the policy names', () => {
    assert.equal(refusal(anthropic, { providers: ['anthropic'] }), undefined);
    assert.equal(refusal(ownHost, { providers: ['vllm'] }), undefined);
    for (const [contact, allowed] of [
      [anthropic, ['openai']],
      [anthropic, []],
      [ownHost, ['anthropic']],
    ] as const) {
      const refused = refusal(contact, { providers: allowed });
      assert.equal(refused?.code, 'policy-provider');
      assert.match(refused?.text ?? '', new RegExp(contact.origin));
    }
  });

  it('of an unknown kind is forbidden where the policy names providers, or anything is required', () => {
    const { kind: _, ...unknown } = anthropic;
    assert.equal(refusal(unknown, {}), undefined);
    assert.equal(refusal(unknown, { providers: ['anthropic'] })?.code, 'policy-provider');
    assert.equal(refusal(unknown, {}, { soc2: true })?.code, 'requirement-unmet');
  });

  it('is of the provider whose address it has, whatever the settings call it', () => {
    const disguised: Contact = { ...anthropic, kind: 'vllm' };
    assert.equal(refusal(disguised, { providers: ['vllm'] })?.code, 'policy-provider');
    const elsewhere: Contact = { ...anthropic, origin: 'https://gateway.example' };
    assert.equal(refusal(elsewhere, { providers: ['anthropic'] })?.code, 'policy-provider');
    assert.equal(providerAt('openai-compatible', 'https://gateway.example'), 'openai-compatible');
    assert.equal(providerAt('openai', 'not an address'), undefined);
  });

  it('has to be known to meet what the person and the policy require together', () => {
    assert.equal(refusal(anthropic, {}, { regions: [] })?.code, 'requires-region');
    assert.equal(refusal(anthropic, { require: { regions: [] } })?.code, 'requires-region');
    assert.equal(
      refusal({ ...ownHost, origin: 'https://other.example' }, {}, { noTraining: true })?.code,
      'requires-no-training',
    );
  });

  it('of the person’s own meets everything but a region that the policy demands', () => {
    assert.equal(refusal(ownHost, {}, { noTraining: true, baa: true, regions: ['eu'] }), undefined);
    assert.equal(refusal(ownHost, { require: { noTraining: true, regions: ['own', 'eu'] } }), undefined);
    assert.equal(refusal(ownHost, { require: { regions: ['eu'] } })?.code, 'requirement-unmet');
  });

  it('of the catalogue is known as its provider’s', () => {
    for (const [kind, { address }] of Object.entries(providers)) {
      if (address.kind !== 'fixed') continue;
      const { origin, hostname } = new URL(address.url);
      assert.equal(providerAt(kind as BackendKind, origin), kind);
      assert.equal(providerAt('openai-compatible', origin), kind);
      assert.notEqual(cloudAt(hostname), undefined, hostname);
    }
    assert.equal(providerAt('azure-openai', 'https://mine.openai.azure.com'), 'azure-openai');
    assert.equal(cloudAt('gpu.example'), undefined);
  });
});

describe('what a policy excludes', () => {
  const policy = policyOf({ exclude: ['plans/', '*.draft.md', '!keep.draft.md'] });
  const exclusions = createExclusions({ policy: () => policy.exclusions });

  it('stays here, with the rule that says so', () => {
    assert.equal(exclusions.ruleFor(file('plans/a.ts')), `${policyPath}: plans/`);
    assert.equal(exclusions.ruleFor(file('docs/x.draft.md')), `${policyPath}: *.draft.md`);
    assert.equal(exclusions.ruleFor(file('docs/keep.draft.md')), undefined);
    assert.equal(exclusions.ruleFor(file('docs/x.md')), undefined);
  });

  it('holds in its own folder only', () => {
    assert.equal(exclusions.ruleFor(file('plans/a.ts', 'file:///v')), undefined);
  });

  it('takes nothing back from an ignore file', () => {
    const both = createExclusions({ policy: () => policyOf({ exclude: ['!*'] }).exclusions });
    both.update([{ workspaceUri: 'file:///w', folderPath: '', fileName: '.aiignore', text: 'secret/' }]);
    assert.equal(both.ruleFor(file('secret/a.ts')), '.aiignore: secret/');
  });
});
