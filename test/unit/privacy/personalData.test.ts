import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as z from 'zod';
import type { HandledKind } from '../../../src/contract/privacySettings.ts';
import type { Detector } from '../../../src/privacy/detection.ts';
import { findCards } from '../../../src/privacy/personalData/cards.ts';
import { findEmails } from '../../../src/privacy/personalData/emails.ts';
import { findIbans } from '../../../src/privacy/personalData/ibans.ts';
import { findIpAddresses } from '../../../src/privacy/personalData/ipAddresses.ts';
import { findPhones } from '../../../src/privacy/personalData/phones.ts';
import { findSsns } from '../../../src/privacy/personalData/ssns.ts';

const detectors = {
  email: findEmails,
  card: findCards,
  iban: findIbans,
  ssn: findSsns,
  phone: findPhones,
  'ip-address': findIpAddresses,
} satisfies Partial<Record<HandledKind, Detector>>;

type PersonalKind = keyof typeof detectors;
const kinds = Object.keys(detectors) as PersonalKind[];

const fixturePath = join(import.meta.dirname, '..', '..', 'fixtures', 'privacy', 'personalData.json');
const fixtureSchema = z.object({
  texts: z.array(z.object({ text: z.string(), found: z.array(z.object({ kind: z.enum(kinds), value: z.string() })) })),
});
const { texts } = fixtureSchema.parse(JSON.parse(await readFile(fixturePath, 'utf8')));

function valuesOf(kind: PersonalKind, text: string, path?: string): readonly string[] {
  return [...detectors[kind](text, path)].map(({ start, end }) => text.slice(start, end));
}

interface Score {
  hits: number;
  misses: string[];
  falseAlarms: string[];
}

function scoreOf(kind: PersonalKind): Score {
  const score: Score = { hits: 0, misses: [], falseAlarms: [] };
  for (const { text, found } of texts) {
    const expected = found.filter((one) => one.kind === kind).map(({ value }) => value);
    const values = valuesOf(kind, text);
    score.hits += expected.filter((value) => values.includes(value)).length;
    score.misses.push(...expected.filter((value) => !values.includes(value)));
    score.falseAlarms.push(...values.filter((value) => !expected.includes(value)));
  }
  return score;
}

describe('personal data in a labelled fixture', () => {
  const least: Record<PersonalKind, { readonly recall: number; readonly precision: number }> = {
    email: { recall: 0.95, precision: 0.95 },
    card: { recall: 0.95, precision: 0.9 },
    iban: { recall: 1, precision: 1 },
    ssn: { recall: 0.95, precision: 0.95 },
    phone: { recall: 0.85, precision: 0.9 },
    'ip-address': { recall: 1, precision: 0.9 },
  };
  for (const kind of kinds) {
    it(`is found and little else is: ${kind}`, () => {
      const { hits, misses, falseAlarms } = scoreOf(kind);
      const told = JSON.stringify({ misses, falseAlarms });
      assert.ok(hits >= 5, 'the fixture holds some');
      assert.ok(hits / (hits + misses.length) >= least[kind].recall, `missed too many: ${told}`);
      assert.ok(hits / (hits + falseAlarms.length) >= least[kind].precision, `too many false alarms: ${told}`);
    });
  }
});

describe('addresses that code names its authors by', () => {
  const address = 'mia.keller@kellerhof.ch';
  const licence = [
    'MIT License',
    '',
    `Copyright (c) 2019 Mia Keller <${address}>`,
    '',
    'Permission is hereby granted, free of charge, to any person obtaining a copy',
  ].join('\n');

  it('make no prompt sensitive in a licence, whatever its lines end with', () => {
    assert.deepEqual(valuesOf('email', licence), []);
    assert.deepEqual(valuesOf('email', licence.replaceAll('\n', '\r\n')), []);
  });

  it('make none in the lines of a comment below the copyright', () => {
    const header = ` * Copyright (C) 2001 Keller GmbH\n *\n * Mia Keller <${address}>\n`;
    assert.deepEqual(valuesOf('email', header), []);
  });

  it('make none in the comment with which a file begins, but in a later one, and in a chat', () => {
    const header = `/*\n * Theme by Mia Keller, ${address}\n */\n`;
    assert.deepEqual(valuesOf('email', header, 'src/theme.css'), []);
    assert.deepEqual(valuesOf('email', `a {}\n${header}`, 'src/theme.css'), [address]);
    assert.deepEqual(valuesOf('email', `* ask ${address}`), [address]);
  });

  it('make none in files that are there to name people', () => {
    for (const path of ['AUTHORS', 'docs/CONTRIBUTORS.md', 'LICENSE-MIT', '.mailmap', 'package.json', 'x.gemspec']) {
      assert.deepEqual(valuesOf('email', `Mia Keller ${address}`, path), [], path);
    }
    for (const path of ['authors/export.csv', 'owners.json', 'src/package.ts']) {
      assert.deepEqual(valuesOf('email', `Mia Keller ${address}`, path), [address], path);
    }
  });

  it('make none in the lists of a manifest', () => {
    const manifest = `"contributors": [\n  "Jo Ott <jo@ott.at>",\n  "Mia Keller <${address}>"\n]`;
    assert.deepEqual(valuesOf('email', manifest), []);
  });

  it('count on a line that has nothing to do with the one above', () => {
    assert.deepEqual(valuesOf('email', `// Copyright 2020\nconst admin = "${address}";`), [address]);
  });
});

describe('numbers', () => {
  it('are found behind the escapes of a string in code', () => {
    assert.deepEqual(valuesOf('ssn', String.raw`"name\n536-22-8417"`), ['536-22-8417']);
    assert.deepEqual(valuesOf('email', String.raw`"name\nmia@kellerhof.ch"`), ['mia@kellerhof.ch']);
  });

  it('with one wrong digit are neither a card nor an IBAN', () => {
    const { text = '', found: [card] = [] } = texts.find(({ found }) => found[0]?.kind === 'card') ?? {};
    assert.ok(card !== undefined);
    const last = Number(card.value.at(-1));
    const wrong = `${card.value.slice(0, -1)}${(last + 1) % 10}`;
    assert.deepEqual(valuesOf('card', text.replace(card.value, wrong)), []);
  });
});

describe('a text that is made to be slow', () => {
  const beginnings = [
    '1',
    '1 ',
    '1-',
    '+1',
    '(1',
    'a@',
    'a@b.com',
    'mia@web.de ',
    '# mia@web.de\n',
    'GB12 ',
    'a.',
    '2001:',
    '1.',
    '4111 ',
  ];

  it('is read in time that grows as the text does', () => {
    for (const beginning of beginnings) {
      const text = beginning.repeat(200_000 / beginning.length);
      // Were one detector to look back to the beginning each time, this would take minutes.
      for (const kind of kinds) assert.ok(valuesOf(kind, text).length <= text.length);
    }
  });
});
