import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { extractCode } from '../../../bench/routing/extractCode.ts';
import { checkAnswer, type Outcome, type TaskOutcomes } from '../../../bench/routing/outcomes.ts';
import { comparePolicies, conclude, ranked } from '../../../bench/routing/policies.ts';
import { toTable } from '../../../bench/routing/table.ts';

function outcome(isSolved: boolean, failedCheck?: Outcome['failedCheck']): Outcome {
  return { verdict: isSolved ? 'passed' : 'failed', failedCheck, totalMs: 1 };
}

function task(id: string, first: Outcome, second: Outcome): TaskOutcomes {
  return { id, level: 1, prompt: `Write a Python function f() that ${id}.`, outcomes: [first, second] };
}

function many(count: number, first: Outcome, second: Outcome): readonly TaskOutcomes[] {
  return Array.from({ length: count }, (_, index) => task(`${index}`, first, second));
}

describe('ways of choosing between two backends', () => {
  const right = outcome(true);
  const caught = outcome(false, 'does-not-parse');
  const tasks = [...many(30, right, right), ...many(20, caught, right), ...many(10, caught, outcome(false))];
  const rows = comparePolicies(tasks, 10_000);
  const row = (name: string) => rows.find((one) => one.name === name);

  it('solve what their backends solve', () => {
    assert.equal(row('always first')?.quality.value, 0.5);
    assert.ok(Math.abs((row('always second')?.quality.value ?? 0) - 50 / 60) < 1e-9);
    assert.ok(Math.abs((row('random, 50 %')?.quality.value ?? 0) - (0.5 + 50 / 60) / 2) < 1e-9);
  });

  it('gain over a random choice where checks tell which answers to give up', () => {
    const cascade = row('verified cascade');
    assert.equal(cascade?.secondShare, 0.5);
    assert.ok((cascade?.gain?.low ?? 0) > 0);
    assert.equal(row('oracle')?.secondShare, 20 / 60);
    assert.match(
      conclude(tasks, rows),
      /33\.3 points more \(.*\) than the first one.*is solved by: verified cascade \(16\.7 points\)/s,
    );
  });

  it('have no gain where the second backend is no better, and the report says so', () => {
    const alike = [...many(30, right, right), ...many(30, outcome(false), outcome(false))];
    const conclusion = conclude(alike, comparePolicies(alike, 10_000));
    assert.match(conclusion, /solves just as many tasks as the first one\./);
    assert.match(conclusion, /Routing has no gain here/);
  });

  it('share a tie out, so that no order of the tasks decides', () => {
    const equal = ranked(tasks, () => 1)(0.25);
    for (const one of tasks) assert.ok(Math.abs(equal(one) - 0.25) < 1e-9);
    const [first] = tasks;
    assert.ok(first !== undefined);
    assert.equal(ranked(tasks, (one) => (one === first ? 2 : 1))(1 / 60)(first), 1);
  });

  it('are drawn as a table', () => {
    const text = toTable(
      { classifier: undefined, outcomes: { backends: [], policies: rows, conclusion: conclude(tasks, rows), tasks } },
      undefined,
    );
    assert.match(text, /60 programming tasks/);
    assert.match(text, /verified cascade +50\.0 %/);
  });
});

describe('an answer', () => {
  it('gives the block that names the function, an open one too, or all of it', () => {
    assert.equal(extractCode('Use:\n```sh\npip\n```\n```py\ndef f(): pass\n```\n', 'f('), 'def f(): pass\n');
    assert.equal(extractCode('```py\ndef f():\n    pass', 'f('), 'def f():\n    pass');
    assert.equal(extractCode('def f(): pass', 'f'), 'def f(): pass');
  });

  it('is checked before it would be shown', async () => {
    const check = (text: string, isWhole = true) => checkAnswer('Write f()', { text, isWhole, totalMs: 1 }, 'failed');
    assert.equal(await check(' \n'), 'empty');
    assert.equal(await check("I'm sorry, but I cannot help with that."), 'refusal');
    assert.equal(await check('def f(): return 1'), undefined);
    assert.equal(await check(`def f():\n${'    result = add(result, 3) # and once more\n'.repeat(40)}`), 'loop');
    assert.equal(await check('def f(): return 1', false), 'cut-off');
    const broken = { text: 'def f( return', isWhole: true, totalMs: 1 };
    assert.equal(await checkAnswer('Write f()', broken, 'does-not-parse'), 'does-not-parse');
  });
});
