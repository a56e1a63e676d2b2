import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createExclusions } from '../../../src/privacy/exclusions.ts';
import { createInspector } from '../../../src/privacy/inspect.ts';
import { createOwnRules, type OwnRuleSettings } from '../../../src/privacy/ownRules/ownRules.ts';
import { chat } from './support.ts';

async function matchesOf(settings: Partial<OwnRuleSettings>, text: string): Promise<readonly string[]> {
  const rules = createOwnRules(() => ({ expressions: [], keywords: [], ...settings }))();
  const detector = await rules.detector();
  return [...detector(text)].map(({ rule, start, end }) => `${rule} ${text.slice(start, end)}`);
}

function inspectorOf(settings: Partial<OwnRuleSettings>) {
  const ownRules = createOwnRules(() => ({ expressions: [], keywords: [], ...settings }));
  return createInspector({ exclusions: createExclusions(), ownRules });
}

describe('the own key words', () => {
  const find = (text: string, ...keywords: string[]) => matchesOf({ keywords }, text);

  it('are found whatever their case', async () => {
    assert.deepEqual(await find('BLUEBIRD bluebird', 'Bluebird'), ['key-word-1 BLUEBIRD', 'key-word-1 bluebird']);
    assert.deepEqual(await find('ΟΔΥΣΣΕΥΣ', 'Οδυσσευς'), ['key-word-1 ΟΔΥΣΣΕΥΣ']);
  });

  it('are found as whole words, also between underscores', async () => {
    assert.deepEqual(await find('bluebirds xbluebird bluebird2 bluebird\u0301', 'bluebird'), []);
    assert.deepEqual(await find('my_bluebird_client, "bluebird"', 'bluebird'), [
      'key-word-1 bluebird',
      'key-word-1 bluebird',
    ]);
    assert.deepEqual(await find('Züricher Zürich', 'zürich'), ['key-word-1 Zürich']);
  });

  it('are found however their accents are written', async () => {
    assert.equal((await find('Zoe\u0308', 'Zoë')).length, 1);
    assert.equal((await find('Zoë', 'Zoe\u0308')).length, 1);
  });

  it('may hold several words and any character', async () => {
    assert.deepEqual(await find('see C++ (internal) and Acme  Corp', 'acme corp', 'c++ (internal)'), [
      'key-word-2 C++ (internal)',
      'key-word-1 Acme  Corp',
    ]);
  });

  it('are none where they are empty', async () => assert.deepEqual(await find('any text', '', '  '), []));
});

describe('the own expressions', () => {
  const find = (text: string, ...expressions: string[]) => matchesOf({ expressions }, text);

  it('find all that they match', async () => {
    assert.deepEqual(await find('CUST-0041, CUST-0042 and case', 'CUST-\\d{4}', '(?i)CASE'), [
      'expression-1 CUST-0041',
      'expression-1 CUST-0042',
      'expression-2 case',
    ]);
  });

  it('find nothing where they match the empty text', async () => assert.deepEqual(await find('bbb', 'a*'), []));

  it('cannot hang the editor', async () => {
    const evil = `${'a'.repeat(5_000)}!`;
    assert.deepEqual(await find(evil, '(a+)+$', '(a|a)*b', '(?:a?){20}a{20}$'), []);
  });

  it('hold back the rest of a text where finding each match would take too long', async () => {
    const text = 'a'.repeat(30_000);
    const matches = await find(text, '[^b]*b|a');
    assert.ok(matches.length < 2_000);
    assert.equal(
      matches.map((match) => match.length - 'expression-1 '.length).reduce((sum, one) => sum + one),
      30_000,
    );
  });

  it('hold although another one cannot be read', async () => {
    assert.deepEqual(await find('CUST-0041', '(unclosed', 'CUST-\\d{4}'), ['expression-2 CUST-0041']);
  });
});

describe('an own expression that cannot be read', () => {
  const broken = { expressions: ['CUST-\\d{4}', 'Bluebird(?=X)'] };

  it('is said with its number and why, and is not quoted', async () => {
    const [problem = ''] = await createOwnRules(() => ({ keywords: [], ...broken }))().problems();
    assert.match(problem, /number 2 cannot be read \(.+\)/);
    assert.match(problem, /watershed\.privacy\.expressions/);
    assert.ok(!problem.includes('Bluebird'));
  });

  it('protects as if it had matched, until it is mended', async () => {
    const { findings } = await inspectorOf(broken).inspect(chat('hello'));
    assert.deepEqual(
      findings.map(({ kind, rule }) => [kind, rule]),
      [['uninspected', 'own-expression-unreadable']],
    );
  });
});

describe('own rules in an inspection', () => {
  it('are findings that do not hold the word', async () => {
    const { findings, lookedFor } = await inspectorOf({ keywords: ['bluebird'] }).inspect(chat('a\nBluebird'));
    assert.deepEqual([findings[0]?.kind, findings[0]?.line], ['own-rule', 2]);
    assert.ok(!/bluebird/i.test(JSON.stringify(findings)));
    assert.ok(lookedFor.includes('your own key word'));
  });

  it('hold at once when they change, though the text was read before', async () => {
    let keywords: readonly string[] = [];
    const ownRules = createOwnRules(() => ({ expressions: [], keywords }));
    const { inspect } = createInspector({ exclusions: createExclusions(), ownRules });
    assert.equal((await inspect(chat('bluebird'))).findings.length, 0);
    keywords = ['bluebird'];
    assert.equal((await inspect(chat('bluebird'))).findings.length, 1);
  });
});
