import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInSandbox } from '../../../bench/routing/sandbox.ts';
import { readTasks, type Task } from '../../../bench/routing/tasks.ts';

function task(language: Task['language'], expected: Task['cases'][number]['expected']): Task {
  return { id: 't', level: 1, language, prompt: 'f', functionName: 'f', cases: [{ arguments: [], expected }] };
}

const python = (code: string, expected: Task['cases'][number]['expected'] = 1) =>
  runInSandbox(task('python', expected), code);
const javascript = (code: string, expected: Task['cases'][number]['expected'] = 1) =>
  runInSandbox(task('javascript', expected), code);

describe('the tasks', () => {
  const tasks = readTasks();

  it('are at least 60, in two languages and four levels, each with its own name', () => {
    assert.ok(tasks.length >= 60);
    assert.equal(new Set(tasks.map(({ id }) => id)).size, tasks.length);
    for (const language of ['python', 'javascript']) {
      const levels = tasks.filter((one) => one.language === language).map(({ level }) => level);
      for (const level of [1, 2, 3, 4])
        assert.ok(levels.filter((one) => one === level).length >= 4, `${language} ${level}`);
    }
  });

  it('name the function that is called', () => {
    for (const { id, prompt, functionName } of tasks) assert.ok(prompt.includes(`${functionName}(`), id);
  });

  it('are not solved by a function that gives nothing', async () => {
    const some = tasks.filter((_, index) => index % 16 === 0);
    for (const one of some) {
      const { functionName } = one;
      const code = one.language === 'python' ? `def ${functionName}(*a): pass` : `function ${functionName}() {}`;
      assert.equal(await runInSandbox(one, code), 'failed', one.id);
    }
  });
});

describe('a Python answer', () => {
  it('passes where its results are right, numbers, lists and truth apart', async () => {
    assert.equal(await python('def f(): return 1.0'), 'passed');
    assert.equal(await python('def f(): return (1, [2])', [1, [2]]), 'passed');
    assert.equal(await python('def f(): return 1', true), 'failed');
    assert.equal(await python('print("x")\ndef f(): return {"a": None}', { a: null }), 'passed');
  });

  it('fails where it is wrong, raises, ends the process or has another name', async () => {
    for (const code of [
      'def f(): return 2',
      'def f(): raise ValueError',
      'exit(0)',
      'import os; os._exit(0)',
      'def g(): return 1',
    ]) {
      assert.equal(await python(code), 'failed', code);
    }
  });

  it('is told from one that does not parse', async () => {
    assert.equal(await python('def f( return 1'), 'does-not-parse');
  });

  it('reaches no file, no process and no network', async () => {
    const attempts = [
      'open("left", "w").write("x")',
      'import subprocess; subprocess.run(["true"])',
      'import os; os.system("true")',
      'import socket; socket.create_connection(("127.0.0.1", 9))',
    ];
    for (const attempt of attempts) assert.equal(await python(`${attempt}\ndef f(): return 1`), 'failed', attempt);
  });

  it('is stopped when it takes too long', async () => {
    assert.equal(await runInSandbox(task('python', 1), 'def f():\n    while True: pass', 300), 'timed-out');
  });
});

describe('a JavaScript answer', () => {
  it('passes where its results are right, however the function is written', async () => {
    assert.equal(await javascript('function f() { return 1 }'), 'passed');
    assert.equal(await javascript('export const f = () => [1, { a: 2 }];', [1, { a: 2 }]), 'passed');
    assert.equal(await javascript('const f = () => 1; module.exports = f; console.log(f());'), 'passed');
  });

  it('fails where it is wrong, throws, waits for ever or has another name', async () => {
    for (const code of [
      'function f() { return 2 }',
      'function f() { throw 1 }',
      'function f() { for (;;); }',
      'let g',
    ]) {
      assert.equal(await javascript(code), 'failed', code);
    }
    assert.equal(await javascript('function f() { return 1 }', true), 'failed');
  });

  it('is told from one that does not parse', async () => {
    assert.equal(await javascript('function f( { return 1'), 'does-not-parse');
  });

  it('reaches neither Node nor the network', async () => {
    for (const attempt of ['require("fs")', 'process.exit(0)', 'fetch("http://127.0.0.1:9")', 'eval("1")']) {
      assert.equal(await javascript(`${attempt};function f() { return 1 }`), 'failed', attempt);
    }
  });
});
