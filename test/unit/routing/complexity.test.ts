import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { classifyChat, classifyQuestion } from '../../../src/routing/complexity.ts';
import { questionKinds } from '../../../src/routing/questionCues.ts';
import { chat } from './support.ts';

interface LabelledPrompt {
  readonly prompt: string;
  readonly route: 'local' | 'remote';
  readonly code: string;
  /** The classifier is wrong here, and it is known. */
  readonly missed?: true;
}

const fixture = new URL('../../fixtures/routing/prompts.json', import.meta.url);
const prompts: readonly LabelledPrompt[] = JSON.parse(readFileSync(fixture, 'utf8'));

function isRight({ prompt, route, code }: LabelledPrompt): boolean {
  const { kind, level } = classifyQuestion(prompt);
  return kind === code && (level === 'simple') === (route === 'local');
}

describe('the labelled prompts', () => {
  it('are at least 48, of seven kinds, with long simple and short complex ones among them', () => {
    assert.ok(prompts.length >= 48);
    for (const kind of questionKinds) assert.ok(prompts.filter(({ code }) => code === kind).length >= 8, kind);
    assert.ok(prompts.some(({ prompt, route }) => route === 'local' && prompt.length > 1_500));
    assert.ok(prompts.some(({ prompt, route }) => route === 'remote' && prompt.length < 50));
  });

  for (const kind of questionKinds) {
    it(`of the kind ${kind} go where they should, for the reason they should`, () => {
      const ofKind = prompts.filter(({ code, missed }) => code === kind && missed === undefined);
      assert.deepEqual(
        ofKind.filter((prompt) => !isRight(prompt)),
        [],
      );
    });
  }

  it('that are known to be missed are few, and are still missed', () => {
    const missed = prompts.filter((prompt) => prompt.missed);
    assert.ok(missed.length <= prompts.length * 0.1);
    assert.deepEqual(missed.filter(isRight), []);
  });
});

describe('a question', () => {
  it('is not made complex by its length', () => {
    const code = `\`\`\`ts\n${'const a = compute(b, c);\n'.repeat(300)}\`\`\``;
    const story = 'I am new here and would like to learn how all of it hangs together, so please be patient. '.repeat(
      20,
    );
    assert.equal(classifyQuestion(`Explain this function.\n${code}`).level, 'simple');
    assert.equal(classifyQuestion(`${story}What does the first line do?\n${code}`).level, 'simple');
  });

  it('is made complex by more code than a small model keeps in view', () => {
    const code = `\`\`\`ts\n${'const a = compute(b, c);\n'.repeat(1_500)}\`\`\``;
    assert.equal(classifyQuestion(`Explain this function.\n${code}`).level, 'complex');
  });

  it('is read at its end too, behind a long paste', () => {
    const paste = 'lorem ipsum dolor sit amet\n'.repeat(200);
    assert.equal(classifyQuestion(`${paste}\nRefactor the whole codebase to use this.`).kind, 'multi-file');
  });

  it('is not judged by the words of its code', () => {
    const code = '```ts\n// refactor the entire architecture, migrate every module\n```';
    assert.equal(classifyQuestion(`Rename a to b here.\n${code}`).kind, 'small-edit');
  });

  it('is a complex search for a fault when its trace runs through several files', () => {
    const trace = ['at a (src/a.ts:1:2)', 'at b (src/b.ts:3:4)', 'at c (src/c.ts:5:6)'].join('\n');
    assert.deepEqual(pick(`TypeError: x is undefined\n\`\`\`\n${trace}\n\`\`\``), ['debugging', 'complex']);
    assert.deepEqual(pick('TypeError: x is undefined\n```\nat a (src/a.ts:1:2)\n```'), ['debugging', 'simple']);
  });

  it('is a search for a fault when it holds nothing but a trace', () => {
    assert.deepEqual(pick('and now?\n```\nat a (src/a.ts:1:2)\n```'), ['debugging', 'simple']);
  });

  it('may be empty, blank, without a cue, an open fence, or in any script', () => {
    for (const text of ['', ' \n ', 'hm', '```', '```ts\nconst a', '~~~\n', '🤷', 'เรียงลำดับ', '\u0000']) {
      assert.deepEqual(pick(text), ['lookup', 'simple'], JSON.stringify(text));
    }
  });

  it('is described by its kind, and by what makes it demanding', () => {
    assert.equal(classifyQuestion('Explain this').description, 'An explanation');
    assert.equal(classifyQuestion('What is a mutex?').description, 'A question for a fact');
    assert.equal(classifyQuestion('hm').description, 'A plain question');
    assert.equal(
      classifyQuestion('Design a cache').description,
      'A design question, which weighs one thing against another',
    );
  });

  it('is not made a large change by a verb alone, since prose and programs are both written', () => {
    for (const text of ['Write it', 'Create a list of ten fruits', 'Add 17 and 25.', 'write\n']) {
      assert.equal(classifyQuestion(text).level, 'simple', text);
    }
  });

  it('is a large change when it asks for a whole part of a program', () => {
    for (const text of ['Add a login page', 'Create a REST API', 'write a small web server']) {
      assert.deepEqual(pick(text), ['multi-file', 'complex'], text);
    }
  });

  it('for a program is not taken for one for prose by a word in its name', () => {
    for (const text of ['Write an email validator', 'Write a letter frequency counter', 'Create a story component']) {
      assert.notEqual(classifyQuestion(text).kind, 'writing', text);
    }
  });

  it('is found in a conversation that holds none', () => {
    assert.equal(classifyChat(chat('', { messages: [] })).level, 'simple');
  });

  it('ends, however the text is made', () => {
    for (const part of ['a/', 'or ', '```\n', 'what is ', 'a.b:1', '(((', 'write '].map((text) =>
      text.repeat(30_000),
    )) {
      assert.ok(questionKinds.includes(classifyQuestion(part).kind));
    }
  });
});

function pick(text: string): readonly string[] {
  const { kind, level } = classifyQuestion(text);
  return [kind, level];
}
