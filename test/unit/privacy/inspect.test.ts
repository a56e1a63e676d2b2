import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Inspection } from '../../../src/contract/inspection.ts';
import type { Request } from '../../../src/contract/request.ts';
import { createExclusions, type ExclusionSource } from '../../../src/privacy/exclusions.ts';
import { createInspector } from '../../../src/privacy/inspect.ts';
import type { SecretlintScan } from '../../../src/privacy/secretlint.ts';
import { chat, completion, file, random } from './support.ts';

const key = `gh${'p_'}${random(36)}`;
const password = `Winter${2024}!`;
const root = join(import.meta.dirname, '..', '..', '..');

const inspector = createInspector({ exclusions: createExclusions() });

async function placesIn(request: Request): Promise<readonly string[]> {
  const { findings } = await inspector.inspect(request);
  return findings.map(({ kind, place, line }) => `${kind} ${place}${line === undefined ? '' : `:${line}`}`);
}

/** A scan that finds nothing and remembers what it was asked to read. */
function recordingScan() {
  const texts: string[] = [];
  const secretlint: SecretlintScan = async (text) => {
    texts.push(text);
    return [];
  };
  return { texts, secretlint };
}

describe('the inspection of a completion', () => {
  it('finds nothing in ordinary code, and says what it looked for', async () => {
    const result = await inspector.inspect(completion({ prefix: 'const a = ', suffix: ';\n' }));
    assert.deepEqual(result.findings, []);
    assert.ok(result.lookedFor.length >= 5);
  });

  it('reads what stands before and after the cursor as one text', async () => {
    const [before, after] = [key.slice(0, 15), key.slice(15)];
    const request = completion({ prefix: `\n\nconst key = "${before}`, suffix: `${after}";` });
    assert.deepEqual(await placesIn(request), ['vendor-secret src/a.ts:3']);
  });

  it('reads the snippets of other files, and names the file', async () => {
    const snippets = [
      { origin: file('src/b.ts'), text: 'export {};' },
      { origin: file('config/c.yml'), text: `db:\n  password: ${password}` },
    ];
    assert.deepEqual(await placesIn(completion({ snippets })), ['assigned-secret config/c.yml:2']);
  });

  it('reads the names of files', async () => {
    assert.deepEqual(await placesIn(completion({ origin: file(`dumps/${key}.txt`) })), ['vendor-secret file names:1']);
  });

  it('reports excluded files, the active one and those of snippets', async () => {
    const snippets = [{ origin: file('.env'), text: 'A=1' }];
    const request = completion({ origin: file('certs/server.pem'), snippets });
    assert.deepEqual(await placesIn(request), ['excluded-file certs/server.pem', 'excluded-file .env']);
  });
});

describe('the inspection of a chat', () => {
  it('reads every message, the oldest too', async () => {
    const messages = [
      { role: 'system', text: 'Be brief.', origins: [] },
      { role: 'user', text: `Why does this fail?\n${key}`, origins: [] },
      { role: 'assistant', text: 'It is expired.', origins: [] },
      { role: 'user', text: 'Thanks', origins: [] },
    ] as const;
    assert.deepEqual(await placesIn(chat('', { messages })), ['vendor-secret message 2:2']);
  });

  it('reads what the assistant said', async () => {
    const messages = [{ role: 'assistant', text: `Use password: "${password}"`, origins: [] }] as const;
    assert.deepEqual(await placesIn(chat('', { messages })), ['assigned-secret message 1:1']);
  });

  it('reads what tools were called with and what they answered', async () => {
    const toolCalls = [{ id: 'call-1', name: 'read', argumentsJson: JSON.stringify({ header: `x ${key}` }) }];
    const messages = [
      { role: 'assistant', text: 'Let me look.', toolCalls, origins: [] },
      { role: 'tool', text: `db:\n  password: ${password}`, toolCallId: 'call-1', origins: [] },
    ] as const;
    assert.deepEqual(await placesIn(chat('', { messages })), [
      'vendor-secret message 1, tool call:1',
      'assigned-secret message 2:2',
    ]);
  });

  it('reads the names of tool calls', async () => {
    const toolCalls = [{ id: key, name: 'read', argumentsJson: '{}' }];
    const messages = [{ role: 'assistant', text: '', toolCalls, origins: [] }] as const;
    assert.deepEqual(await placesIn(chat('', { messages })), ['vendor-secret message 1, names of tool calls:1']);
  });

  it('reads the definitions of tools, their parameters too', async () => {
    const parameters = { type: 'object', properties: { token: { type: 'string', default: key } } };
    const tools = [
      { name: 'clean', description: 'Reads a file.', parameters: {} },
      { name: 'deploy', description: `Deploys with ${key}.`, parameters: {} },
      { name: 'ask', description: 'Asks.', parameters },
    ];
    assert.deepEqual(await placesIn(chat('hello', { tools })), [
      'vendor-secret tool deploy:2',
      'vendor-secret tool ask:3',
    ]);
  });

  it('reports a picture as something that cannot be read, and says so', async () => {
    const images = [{ mediaType: 'image/png', base64: 'AAAA' }] as const;
    const messages = [{ role: 'user', text: 'What is this?', images, origins: [] }] as const;
    const { findings } = await inspector.inspect(chat('', { messages }));
    assert.deepEqual(
      findings.map(({ kind, rule }) => [kind, rule]),
      [['uninspected', 'picture']],
    );
    assert.equal(findings[0]?.reason, 'The prompt holds a picture, which cannot be inspected for secrets (message 1).');
  });

  it('finds personal data beside secrets', async () => {
    const text = `Call +49 30 9018 4417 or write to mia.keller@kellerhof.ch.\n${key}`;
    assert.deepEqual(await placesIn(chat(text)), [
      'phone message 1:1',
      'email message 1:1',
      'vendor-secret message 1:2',
    ]);
  });

  it('reports an excluded file once, however often it is attached', async () => {
    const message = { role: 'user', text: 'see', origins: [file('.env'), file('src/a.ts')] } as const;
    assert.deepEqual(await placesIn(chat('', { messages: [message, message] })), ['excluded-file .env']);
  });

  it('counts lines with either line ending, and reports several things on one line', async () => {
    assert.deepEqual(await placesIn(chat(`a\r\nb\r\n${key}`)), ['vendor-secret message 1:3']);
    assert.deepEqual(await placesIn(chat(`${key} ${key}`)), ['vendor-secret message 1:1', 'vendor-secret message 1:1']);
  });

  it('says one thing of a secret that several detectors know', async () => {
    assert.deepEqual(await placesIn(chat(`GITHUB_TOKEN="${key}"`)), ['vendor-secret message 1:1']);
  });

  it('takes empty and huge messages', async () => {
    assert.deepEqual(await placesIn(chat('')), []);
    assert.deepEqual(await placesIn(chat('', { messages: [] })), []);
    const huge = `${'const value = compute(input);\n'.repeat(40_000)}${key}`;
    assert.deepEqual(await placesIn(chat(huge)), ['vendor-secret message 1:40001']);
  });
});

describe('a finding', () => {
  it('never holds the secret', async () => {
    const { findings } = await inspector.inspect(chat(`token = "${key}"\npassword = "${password}"`));
    assert.equal(findings.length, 2);
    const told = JSON.stringify(findings);
    assert.ok(!told.includes(key) && !told.includes(password) && !told.includes(key.slice(0, 12)));
  });

  it('is a sentence for a person', async () => {
    const { findings } = await inspector.inspect(chat(key));
    assert.equal(findings[0]?.reason, 'The prompt holds a GitHub token (message 1, line 1).');
    const excluded = await inspector.inspect(completion({ origin: file('a.pem') }));
    assert.equal(excluded.findings[0]?.reason, 'a.pem is excluded by the built-in list: *.pem.');
  });
});

describe('what was read before', () => {
  it('is not read again', async () => {
    const { texts, secretlint } = recordingScan();
    const recording = createInspector({ exclusions: createExclusions(), secretlint });
    const snippets = [{ origin: file('src/b.ts'), text: 'export const b = 1;' }];
    await recording.inspect(completion({ prefix: 'a', snippets }));
    await recording.inspect(completion({ prefix: 'ab', snippets }));
    assert.deepEqual(texts, ['a', 'export const b = 1;', 'src/a.ts\nsrc/b.ts', 'ab']);
  });

  it('is read again as another file, since some rules look at the name', async () => {
    const { texts, secretlint } = recordingScan();
    const recording = createInspector({ exclusions: createExclusions(), secretlint });
    for (const path of ['a.ts', 'config.json']) {
      await recording.inspect(completion({ origin: file(path), prefix: 'same' }));
    }
    assert.equal(texts.filter((text) => text === 'same').length, 2);
  });

  it('keeps its findings, under the name that it has this time', async () => {
    const [first] = await placesIn(chat(`x ${key}`));
    const [second] = await placesIn(
      chat('', { messages: [{ role: 'user', text: 'hi', origins: [] }, ...chat(`x ${key}`).messages] }),
    );
    assert.deepEqual([first, second], ['vendor-secret message 1:1', 'vendor-secret message 2:1']);
  });

  it('is read once when two requests ask at the same time', async () => {
    const { texts, secretlint } = recordingScan();
    const recording = createInspector({ exclusions: createExclusions(), secretlint });
    await Promise.all([recording.inspect(chat('same')), recording.inspect(chat('same'))]);
    assert.deepEqual(texts, ['same']);
  });

  it('is forgotten in the end', async () => {
    const { texts, secretlint } = recordingScan();
    const recording = createInspector({ exclusions: createExclusions(), secretlint });
    await recording.inspect(chat('first'));
    for (let round = 0; round < 300; round++) await recording.inspect(chat(`round ${round}`));
    await recording.inspect(chat('first'));
    assert.equal(texts.filter((text) => text === 'first').length, 2);
  });
});

describe('places in one text', () => {
  it('are those of its findings, in order and without overlaps', async () => {
    const text = `TOKEN="${key}" for mia.keller@kellerhof.ch`;
    const located = await inspector.locate({ place: 'anywhere', path: '', text });
    assert.deepEqual(
      located.map(({ kind, start, end }) => [kind, text.slice(start, end)]),
      [
        ['vendor-secret', key],
        ['email', 'mia.keller@kellerhof.ch'],
      ],
    );
  });

  it('are not given where a detector fails', async () => {
    const secretlint: SecretlintScan = () => Promise.reject(new Error('broken'));
    const { locate } = createInspector({ exclusions: createExclusions(), secretlint });
    await assert.rejects(locate({ place: 'anywhere', path: '', text: 'hello' }), /broken/);
  });
});

describe('a text that could not be read', () => {
  const failing: SecretlintScan = () => Promise.reject(new Error('broken'));

  it('counts as one that holds a secret', async () => {
    const broken = createInspector({ exclusions: createExclusions(), secretlint: failing });
    const { findings }: Inspection = await broken.inspect(chat('hello'));
    assert.deepEqual(
      findings.map(({ kind, rule }) => [kind, rule]),
      [['uninspected', 'inspection-failed']],
    );
  });

  it('is read again at the next request', async () => {
    let calls = 0;
    const secretlint: SecretlintScan = () => (++calls === 1 ? failing('', '') : Promise.resolve([]));
    const recovering = createInspector({ exclusions: createExclusions(), secretlint });
    assert.equal((await recovering.inspect(chat('hello'))).findings.length, 1);
    assert.equal((await recovering.inspect(chat('hello'))).findings.length, 0);
  });

  it('is also a file of which nobody can say whether it is excluded', async () => {
    const exclusions: ExclusionSource = {
      ruleFor: () => {
        throw new Error('broken');
      },
    };
    await assert.rejects(createInspector({ exclusions }).inspect(completion()), /broken/);
  });
});

describe('ordinary files', () => {
  it('of this project hold nothing that looks like a secret', async () => {
    const sources = (await readdir(join(root, 'src', 'contract'))).map((name) => join('src', 'contract', name));
    for (const path of ['package-lock.json', 'package.json', 'tsconfig.json', ...sources]) {
      const text = await readFile(join(root, path), 'utf8');
      assert.deepEqual(await placesIn(completion({ origin: file(path), prefix: text })), [], path);
    }
  });
});
