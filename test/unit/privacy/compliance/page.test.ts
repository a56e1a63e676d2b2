import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noRequirements, type Requirements } from '../../../../src/contract/compliance.ts';
import { type ConfiguredDestination, renderCompliancePage } from '../../../../src/privacy/compliance/page.ts';
import { promisesOfClouds } from '../../../../src/privacy/compliance/promises.ts';
import { combinePolicies } from '../../../../src/privacy/workspacePolicy/combinePolicies.ts';
import { createDestinationRules } from '../../../../src/privacy/workspacePolicy/destinationRules.ts';

const elsewhere = { locality: 'remote', isOwn: false, model: 'm' } as const;
const own = { locality: 'local', isOwn: true, model: 'm' } as const;
const here = { ...own, id: 'local', kind: 'ollama', origin: 'http://127.0.0.1:11434' } as const;
const groq = { ...elsewhere, id: 'quick', kind: 'groq', origin: 'https://api.groq.com' } as const;
const team = { ...elsewhere, id: 'team', kind: 'vllm', origin: 'https://gpu.example.com' } as const;

function render(
  configured: readonly ConfiguredDestination[],
  parts: Partial<Requirements> = {},
  demands: object = {},
): string {
  const requirements = { ...noRequirements, ...parts };
  const policy = combinePolicies([{ workspaceUri: 'file:///w', text: JSON.stringify({ version: 1, ...demands }) }]);
  const settings = { requirements, ownHosts: ['gpu.example.com'] };
  const refusalOf = createDestinationRules({ policy: () => policy, settings: () => settings });
  return renderCompliancePage({ configured, requirements, refusalOf, nonce: 'n0nce' });
}

/** As a person reads it. */
function textOf(page: string): string {
  return page
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ');
}

describe('the compliance page', () => {
  it('names every provider once, the configured ones before the others', () => {
    const headings = [...render([here, groq]).matchAll(/<h2>(.*?)<\/h2>/g)].map(([, heading]) => heading);
    const labels = Object.values(promisesOfClouds).map(({ label }) => label);
    assert.deepEqual(headings.slice(0, 4), ['Configured', 'Groq', 'When local is not negotiable', 'Other providers']);
    assert.deepEqual(headings.slice(4).sort(), labels.filter((label) => label !== 'Groq').sort());
  });

  it('shows each fact with its answer, its page and the day', () => {
    const text = textOf(render([groq]));
    assert.match(
      text,
      /Keeps prompts Up to 30 days .* “Your Data in GroqCloud”, console\.groq\.com\S+ Read on 2026-11-22 \./,
    );
    assert.match(text, /Business associate agreement \(HIPAA\) Offered/);
  });

  it('says of what is not known that it is unknown', () => {
    assert.match(textOf(render([groq])), /SOC 2 report Unknown No passage was found\./);
    assert.match(textOf(render([team])), /team https:\/\/gpu\.example\.com Unknown Nothing is required\./);
  });

  it('says which requirement is met and which is not, and why a backend is not asked', () => {
    const text = textOf(render([here, groq, team], { baa: true, soc2: true }));
    assert.match(text, /Offered Required, met/);
    assert.match(text, /Unknown Required, not met/);
    assert.match(text, /Groq It is not asked\. Required is a SOC 2 report, and it is not known whether Groq has one\./);
    assert.match(text, /gpu\.example\.com Unknown It is not asked: nothing is known of who runs it\./);
    assert.match(text, /host of your own Nothing: requirements are for clouds\./);
    assert.match(textOf(render([groq], { baa: true })), /Groq It meets everything that is required\./);
  });

  it('says of what a policy rules out that it is not asked, also where everything required is met', () => {
    const demands = { providers: ['anthropic'] };
    assert.match(
      textOf(render([here, groq], { baa: true }, demands)),
      /Nothing: requirements are for clouds\. .* Groq It is not asked\. The policy of this workspace \S+ allows only anthropic/,
    );
    const mine = { ...team, isOwn: true };
    assert.match(textOf(render([mine])), /host of your own Nothing: requirements are for clouds\./);
    const regions = { require: { regions: ['eu'] } };
    assert.match(
      textOf(render([mine], {}, regions)),
      /It is not asked\. .* does not count your own hosts among the regions/,
    );
    assert.match(
      textOf(render([groq], {}, { mode: 'local-only' })),
      /Groq It is not asked\. .* allows models of this machine alone/,
    );
  });

  it('shows the addresses of a provider that stand for a region, but the configured one only once', () => {
    const mistral = { ...groq, kind: 'mistral', origin: 'https://api.eu.mistral.ai' } as const;
    const page = render([mistral], { regions: ['eu'] });
    assert.match(textOf(page), /Processes prompts in The EU Required, met/);
    assert.match(textOf(page), /at api\.us\.mistral\.ai The USA/);
    assert.doesNotMatch(textOf(page), /at api\.eu\.mistral\.ai The EU/);
  });

  it('draws two backends at one address as one provider', () => {
    const page = render([groq, { ...groq, id: 'quick-too', model: 'other' }]);
    assert.match(textOf(page), /Configured as “quick” and “quick-too”, at https:\/\/api\.groq\.com\./);
    assert.equal(page.match(/<h2>Groq<\/h2>/g)?.length, 1);
  });

  it('says what to set for each kind of data that may have to stay', () => {
    const text = textOf(render([]));
    for (const data of ['Patients', 'Trade secrets', 'Export-controlled', 'Passwords', 'personal data', 'Classified']) {
      assert.match(text, new RegExp(data));
    }
    assert.equal(text.match(/not legal advice/g)?.length, 1);
    assert.match(text, /No backend is configured yet\./);
  });

  it('runs no script, loads nothing, and shows the settings’ text as text', () => {
    const page = render([{ ...groq, id: '<img src=x onerror=alert(1)>' }]);
    assert.match(page, /default-src 'none'; style-src 'nonce-n0nce'/);
    assert.doesNotMatch(page, /<script|<img|<a |href=|src="/);
    assert.match(page, /&lt;img/);
  });
});
