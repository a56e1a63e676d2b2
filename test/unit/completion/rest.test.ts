import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { noContext } from '../../../src/completion/context/noContext.ts';
import type { ProjectContext } from '../../../src/completion/context/projectContext.ts';
import { type Editor, open, type Scene } from './harness.ts';
import { pressAndWait, slow } from './slowLine.ts';
import { spySyntax } from './spySyntax.ts';

const above = Array.from({ length: 40 }, (_, line) => `const value${line} = compute(${line});\n`).join('');

function warmUpsOf(editor: Editor): readonly (number | undefined)[] {
  return editor.model.requests
    .map(({ warm }) => warm?.promptCharacters)
    .filter((characters) => characters !== undefined);
}

test('a person who opens a file and reads has its prompt read by the server', async (t) => {
  const editor = open(t, `${above}█`, { answers: [''] });
  editor.engine.rest(editor.snapshot);
  await editor.pause();
  assert.equal(warmUpsOf(editor).length, 1);
  assert.ok(above.endsWith(editor.model.requests[0]?.prefix ?? '-'));
});

test('a person who reads has the grammar of the language loaded, so that no key waits for it', async (t) => {
  const asked: string[] = [];
  const editor = open(t, 'const a = █', { answers: [''], syntax: spySyntax(asked) });
  editor.engine.rest(editor.snapshot);
  assert.deepEqual(asked, ['const a = ']);
  await editor.pause();
});

test('48 a rest while a request is under way is made up for once that has ended', async (t) => {
  const slow = { firstTokenMs: 700, chunks: ['x;'] };
  const editor = open(t, 'const a█', { answers: [slow, ''] });
  editor.press();
  await editor.pause(400);
  editor.document = `${above}const a█`;
  editor.engine.rest(editor.snapshot);
  assert.deepEqual(warmUpsOf(editor), [], 'a key goes first');
  await editor.pause(2_000);
  assert.equal(warmUpsOf(editor).length, 1);
});

test('48 a key ends the rest', async (t) => {
  const slow = { firstTokenMs: 700, chunks: ['x;'] };
  const editor = open(t, `${above}const a█`, { answers: [slow, 'y;'] });
  editor.press();
  await editor.pause(400);
  editor.engine.rest(editor.snapshot);
  await editor.type('b');
  await editor.pause(2_000);
  assert.deepEqual(warmUpsOf(editor), []);
});

/** Someone at the beginning of a line whose other files take 80 ms to be chosen, and how each choice ended. */
function openWithContext(t: TestContext, scene: Scene) {
  const told: string[] = [];
  const refresh: ProjectContext['refresh'] = async (_, __, signal) => {
    await new Promise<void>((resolve) => void editor.clock.schedule(80, resolve));
    told.push(signal.aborted ? 'stopped' : 'ready');
    return false;
  };
  const editor = open(t, 'sum = █', { ...scene, context: { ...noContext, refresh } });
  return { editor, told };
}

test('48 growth of the ghost does not end what is made ready for the next key', async (t) => {
  const { editor, told } = openWithContext(t, { answers: [slow] });
  editor.engine.onDidGrow(() => queueMicrotask(() => editor.press()));
  await pressAndWait(editor, 305);
  editor.engine.rest(editor.snapshot);
  await editor.pause();
  assert.equal(editor.grown, 1);
  assert.deepEqual(told, ['ready']);
});

test('48 a request from the place where a person rests ends it', async (t) => {
  const { editor, told } = openWithContext(t, { answers: ['', 'total;'] });
  await editor.ask();
  editor.engine.rest(editor.snapshot);
  await editor.ask({ trigger: 'manual' });
  assert.equal(editor.shown, 'total;');
  assert.deepEqual(told, ['stopped']);
});

test('nothing is read where completions are off', async (t) => {
  const settings = {
    switches: { enabled: false, trigger: 'automatic', languages: {}, snooze: { kind: 'awake' } },
  } as const;
  const editor = open(t, `${above}█`, { settings });
  editor.engine.rest(editor.snapshot);
  await editor.pause();
  assert.equal(editor.model.requests.length, 0);
});

test('several lines on a slow server: at 450 ms what has come, and never less than 200 ms of writing', async (t) => {
  const chunks = ['first();', '\n  second();', '\n  third();', '\n  fourth();', '\n}\n'];
  const quick = open(t, 'if (ready) {\n  █\n}', { answers: [{ firstTokenMs: 50, chunkMs: 60, chunks }] });
  await quick.ask();
  assert.equal(quick.shown, 'first();\n  second();\n  third();\n  fourth();');
  const late = open(t, 'if (ready) {\n  █\n}', { answers: [{ firstTokenMs: 600, chunkMs: 60, chunks }] });
  await late.ask();
  await late.pause();
  assert.equal(late.shown, 'first();\n  second();\n  third();');
});
