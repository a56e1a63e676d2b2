import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { ChatRequest } from '../../../src/contract/request.ts';
import { createCodeParses } from '../../../src/syntax/codeParses.ts';
import { createSyntax } from '../../../src/syntax/syntax.ts';
import { createLog, readGrammar } from './grammars.ts';

const request: ChatRequest = {
  task: 'chat',
  id: 'q',
  conversationId: 'c',
  messages: [],
  maxOutputTokens: undefined,
  override: { kind: 'auto' },
};

describe('the check whether the code of an answer parses', () => {
  const syntax = createSyntax({ readGrammar, log: createLog() });
  after(() => syntax.dispose());
  const check = createCodeParses(syntax);
  const failureOf = async (language: string, code: string) =>
    (await check(request, `Here it is:\n\n\`\`\`${language}\n${code}\n\`\`\`\n\nDone.`))?.code;

  it('passes code that parses, under the names that models use', async () => {
    assert.equal(await failureOf('ts', 'export function add(a: number, b: number) {\n  return a + b;\n}'), undefined);
    assert.equal(await failureOf('python', 'def add(a, b):\n    return a + b'), undefined);
    assert.equal(await failureOf('js', 'const all = [...first, ...second];'), undefined);
  });

  it('stops code that is broken through and through', async () => {
    const broken = 'function add((a, b {\n  return return a +* b;;}}\n  if for ( {{\n) const = = 3 let\n';
    assert.equal(await failureOf('js', broken), 'does-not-parse');
    assert.equal(
      await failureOf('python', 'def add(a b:\n return ) a +\n   def def ( x\n class : (\n 3 3 = ]'),
      'does-not-parse',
    );
  });

  it('lets fragments and sketches pass: a method without its class, three dots for the rest', async () => {
    assert.equal(await failureOf('ts', 'async load(): Promise<void> {\n  await this.read();\n}'), undefined);
    assert.equal(await failureOf('js', 'function a( {\n  // ...\n}}}} ((( return return\n'), undefined);
  });

  it('has nothing to say of prose, of an unknown language, and of a block without a language', async () => {
    assert.equal(await check(request, 'It returns None.'), undefined);
    assert.equal(await failureOf('brainfuck', '((( }}} ((('), undefined);
    assert.equal(await failureOf('', '((( }}} ((('), undefined);
  });
});
