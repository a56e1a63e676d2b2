import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { classifyChat, classifyQuestion } from '../../../src/routing/complexity.ts';
import { questionKinds } from '../../../src/routing/questionCues.ts';
import { type LabelledPrompt, readPrompts, splitOf } from '../../bench/routing/prompts.ts';
import { chat } from './support.ts';

const prompts = readPrompts();
const tuning = prompts.filter(({ split }) => split === 'tuning');
const heldOut = prompts.filter(({ split }) => split === 'held-out');

function shareRight(chosen: typeof prompts, isRight: (prompt: LabelledPrompt) => boolean): number {
  return chosen.filter(isRight).length / chosen.length;
}

function isSideRight({ prompt, route }: LabelledPrompt): boolean {
  return (classifyQuestion(prompt).level === 'simple') === (route === 'local');
}

function isKindRight({ prompt, code }: LabelledPrompt): boolean {
  return classifyQuestion(prompt).kind === code;
}

describe('the labelled prompts', () => {
  it('are at least 320, of seven kinds and eight languages, with long simple and short complex ones among them', () => {
    assert.ok(prompts.length >= 320);
    assert.equal(new Set(prompts.map(({ prompt }) => prompt)).size, prompts.length);
    assert.ok(new Set(prompts.map(({ language }) => language)).size >= 8);
    for (const kind of questionKinds) assert.ok(prompts.filter(({ code }) => code === kind).length >= 40, kind);
    assert.ok(prompts.some(({ prompt, route }) => route === 'local' && prompt.length > 1_500));
    assert.ok(prompts.some(({ prompt, route }) => route === 'remote' && prompt.length < 50));
  });

  it('are split by a rule that looks at nothing but their text', () => {
    assert.deepEqual(
      prompts.filter((prompt) => splitOf(prompt) !== prompt.split),
      [],
    );
    assert.ok(heldOut.length >= 150);
    for (const kind of questionKinds)
      assert.ok(
        heldOut.some(({ code }) => code === kind),
        kind,
      );
  });

  it('of the kinds that always go to one side do so, by their labels', () => {
    const sides = {
      lookup: 'local',
      writing: 'local',
      'small-edit': 'local',
      design: 'remote',
      'multi-file': 'remote',
    };
    for (const [kind, side] of Object.entries(sides)) {
      assert.ok(
        prompts.every(({ code, route }) => code !== kind || route === side),
        kind,
      );
    }
  });
});

describe('the classifier', () => {
  it('fits the prompts that it was made with', () => {
    assert.ok(shareRight(tuning, isSideRight) >= 0.95);
    assert.ok(shareRight(tuning, isKindRight) >= 0.94);
  });

  it('does nearly as well on those that it has never seen', () => {
    assert.ok(shareRight(heldOut, isSideRight) >= 0.8);
    assert.ok(shareRight(heldOut, isKindRight) >= 0.7);
  });

  it('says how sure it is: the score has the sign of the level, and is larger where more speaks for it', () => {
    const [small, large] = [classifyQuestion('Rename a to b'), classifyQuestion('Migrate the whole project to Go')];
    assert.ok(small.score < 0 && large.score > 0);
    assert.ok(large.score > classifyQuestion('Migrate it').score);
  });

  it('is moved by what the person has decided, and says so where that turns its verdict', () => {
    const text = 'Explain this function';
    const { score } = classifyQuestion(text);
    const moved = classifyQuestion(text, { offsets: { explain: 1.5 } });
    assert.ok(Math.abs(moved.score - score - 1.5) < 1e-9);
    assert.equal(classifyQuestion(text, { offsets: { design: 1.5 } }).score, score);
    const turned = classifyQuestion(text, { offsets: { explain: -score + 0.1 } });
    assert.equal(turned.level, 'complex');
    assert.match(turned.description, /^An explanation, of a kind for which local answers have not been enough/);
    const back = classifyQuestion('Design a cache', { offsets: { design: -20 } });
    assert.equal(back.level, 'simple');
    assert.match(back.description, /local answers have been enough/);
  });

  it('understands the same question in many languages', () => {
    const same = [
      'Erkläre diese Funktion',
      'Explique cette fonction',
      'Explica esta función',
      '解释这个函数',
      'この関数を説明して',
    ];
    for (const text of same) assert.deepEqual(pick(text), ['explain', 'simple'], text);
  });

  it('reads no more of a huge text than its ends', () => {
    const middle = 'Refactor the whole codebase. '.repeat(400_000);
    assert.deepEqual(pick(`${'x '.repeat(40_000)}${middle}${'x '.repeat(8_000)}`), ['lookup', 'simple']);
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
