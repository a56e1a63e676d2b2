import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complete, open } from './harness.ts';

test('9 a partial word is continued, not repeated', async (t) => {
  assert.equal(await complete(t, 'con█', 'sole.log()'), 'console.log()█');
  assert.equal(await complete(t, 'con█', 'console.log()'), 'console.log()█');
  assert.equal(await complete(t, '  const total = █', 'const total = 1;'), '  const total = 1;█');
  assert.equal(await complete(t, 'na█', 'nana();'), 'nanana();█', 'two letters may well repeat');
});

test('14 tabs and spaces as in the document', async (t) => {
  const tabs = { insertSpaces: false, tabSize: 4 };
  assert.equal(
    await complete(t, 'if (a) {█', '\n    b();\n    if (c) {\n        d();\n    }\n}\n\n', tabs),
    'if (a) {\n\tb();\n\tif (c) {\n\t\td();\n\t}\n}█',
  );
  assert.equal(await complete(t, 'if (a) {█', '\n  b();\n}\n\n', tabs), 'if (a) {\n\tb();\n}█');
  assert.equal(await complete(t, 'if (a) {█', '\n\tb();\n}\n\n', { tabSize: 4 }), 'if (a) {\n    b();\n}█');
});

test('12 the model writes the indentation once more: not doubled', async (t) => {
  assert.equal(await complete(t, 'if (a) {\n  █\n}', '  b();'), 'if (a) {\n  b();█\n}');
  assert.equal(
    await complete(t, 'if (a) {\n\t█\n}', '    b();', { insertSpaces: false, tabSize: 4 }),
    'if (a) {\n\tb();█\n}',
  );
  assert.equal(await complete(t, 'if (a) {\n█\n}', '  b();'), 'if (a) {\n  b();█\n}');
});

test('12 the model writes the indentation once more before several lines: all of them are offered', async (t) => {
  const loop = 'for (;;) {\n  █';
  assert.equal(await complete(t, loop, '  b();\n  c();\n}\n\n'), 'for (;;) {\n  b();\n  c();\n}█');
  assert.equal(await complete(t, loop, ' b();\n  c();\n}\n\n'), 'for (;;) {\n  b();\n  c();\n}█');
  const tabs = { insertSpaces: false, tabSize: 4 };
  assert.equal(await complete(t, 'if (a) {\n\t█', '    b();\n    c();\n}\n\n', tabs), 'if (a) {\n\tb();\n\tc();\n}█');
});

test('12 the space that a tokenizer joins to the first word does not shift the line', async (t) => {
  assert.equal(await complete(t, 'def add(a, b):\n    █', ' return a + b'), 'def add(a, b):\n    return a + b█');
  assert.equal(await complete(t, '  /**\n  █', ' * Adds.'), '  /**\n   * Adds.█', 'a block comment keeps its own');
  assert.equal(await complete(t, 'x =█', ' 1'), 'x = 1█', 'after a word the space is meant');
});

test('15 CRLF inserted as CRLF, no \\r in a prompt', async (t) => {
  const editor = open(t, 'a();\r\nif (b) {█\r\nc();', { eol: '\r\n', answers: ['\r\n  d();\r\n}\r\n\r\n'] });
  const ghost = await editor.ask();
  assert.equal(ghost?.text, 'if (b) {\r\n  d();\r\n}');
  const [request] = editor.model.requests;
  assert.equal(request?.prefix, 'a();\nif (b) {');
  assert.equal(request?.suffix, '\nc();');
  editor.document = 'a();\r\nif (b) {\r\n  █\r\nc();';
  editor.press();
  assert.equal(editor.shown, 'd();\r\n}');
});

test('16 empty file, 17 end of file: the request says so, and the answer is offered', async (t) => {
  const editor = open(t, '█', { answers: ['import x;'] });
  await editor.ask();
  assert.deepEqual([editor.model.requests[0]?.prefix, editor.model.requests[0]?.suffix], ['', '']);
  assert.equal(editor.shown, 'import x;');
  assert.equal(await complete(t, 'a();\nb█', '();'), 'a();\nb();█');
});

test('18 equals the next line: dropped', async (t) => {
  assert.equal(await complete(t, '█\nreturn 1;', 'return 1;'), undefined);
  assert.equal(await complete(t, '  ret█\n\n  return 1;', 'urn 1;'), undefined);
  assert.equal(await complete(t, '  ret█\n  return 1;', 'urn 2;'), '  return 2;█\n  return 1;');
});

test('19 repeats the following block: cut', async (t) => {
  const document = 'function f() {\n  █\n}\n\nfunction g() {\n  return 2;\n}\n';
  const answer = 'const a = 1;\n}\n\nfunction g() {\n  return 2;\n}\n';
  assert.equal(await complete(t, document, answer), document.replace('█', 'const a = 1;█'));
  const statements = 'if (a) {█\nfirst();\nsecond();\n';
  assert.equal(
    await complete(t, statements, '\n  b();\n}\nfirst();\nsecond();\n'),
    'if (a) {\n  b();\n}█\nfirst();\nsecond();\n',
  );
});

test('20 duplicate } cut, missing } kept', async (t) => {
  assert.equal(await complete(t, 'if (a) {\n  █\n}\n', 'b();\n}\n'), 'if (a) {\n  b();█\n}\n');
  assert.equal(await complete(t, 'if (a) {\n  █\n', 'b();\n}\n\n'), 'if (a) {\n  b();\n}█\n');
  assert.equal(await complete(t, '{\n  if (a) {\n    █\n}\n', 'b();\n  }\n'), '{\n  if (a) {\n    b();\n  }█\n}\n');
  assert.equal(await complete(t, 'if (a) {\n  █\n} else {\n', 'b();\n}\n'), 'if (a) {\n  b();█\n} else {\n');
  assert.equal(await complete(t, '  a();\n█\n}', '}'), undefined);
});

test('20 closers that the line has not opened are cut', async (t) => {
  assert.equal(await complete(t, 'foo(█)', 'bar))'), 'foo(bar)█');
  assert.equal(await complete(t, 'foo(█)', 'bar(1)'), 'foo(bar(1)█)');
  assert.equal(await complete(t, 'if (foo(█)', 'bar)) {'), 'if (foo(bar)) {█');
  assert.equal(await complete(t, 'foo(█)', ')'), undefined);
});

test('closers are told from brackets in strings, and from an apostrophe', async (t) => {
  assert.equal(await complete(t, 'log("█")', ':) :) hi'), 'log(":) :) hi█")');
  assert.equal(await complete(t, 'log("█")', 'a) b");'), 'log("a) b");█');
  assert.equal(await complete(t, "log('█')", "it\\'s')"), "log('it\\'s')█");
  assert.equal(await complete(t, '// see (█)', "it's here)"), "// see (it's here)█");
});

test('space before a closer stays as the line has it', async (t) => {
  assert.equal(await complete(t, 'foo( █ )', 'bar)'), 'foo( bar█ )');
  assert.equal(await complete(t, 'foo( █ )', 'bar );'), 'foo( bar );█');
});

test('21 else and catch at the same indentation kept', async (t) => {
  const branches = '\n  b();\n} else {\n  c();\n}\nd();\n';
  assert.equal(await complete(t, 'if (a) {█', branches), 'if (a) {\n  b();\n} else {\n  c();\n}█');
  const guarded = '\n  b();\n}\ncatch (error) {\n  c();\n}\nd();\n';
  assert.equal(await complete(t, 'try {█', guarded), 'try {\n  b();\n}\ncatch (error) {\n  c();\n}█');
  const python = { languageId: 'python', tabSize: 4 };
  assert.equal(
    await complete(t, 'if a:█', '\n    b()\nelse:\n    c()\nd()\n', python),
    'if a:\n    b()\nelse:\n    c()█',
  );
});

test('22 comment line: one line only', async (t) => {
  assert.equal(await complete(t, '// Adds█', ' two numbers.\nfunction add() {\n'), '// Adds two numbers.█');
  assert.equal(
    await complete(t, '# Start with:█', ' nothing\nx = 1\n', { languageId: 'python' }),
    '# Start with: nothing█',
  );
});

test('23 Markdown fences do not stop it', async (t) => {
  const editor = open(t, 'Run█', { languageId: 'markdown', answers: [' it:', '\n```sh\nnpm test\n```\n\nThen'] });
  await editor.ask();
  editor.accept();
  await editor.pause();
  assert.equal(editor.shown, '\n```sh\nnpm test\n```');
  assert.deepEqual(editor.model.requests[1]?.stop, []);
});

test('24 `//` and `/src/` inside strings survive', async (t) => {
  const editor = open(t, 'const url = █', { answers: ["'https://example.org/src/a.ts';"] });
  await editor.ask();
  assert.equal(editor.shown, "'https://example.org/src/a.ts';");
  assert.deepEqual(editor.model.requests[0]?.stop, ['\n']);
});

test('25 control tokens that stand in the file go to the backend as they are', async (t) => {
  const editor = open(t, "const middle = '<|fim_middle|>';\nuse(█", { answers: ['middle);'] });
  await editor.ask();
  assert.equal(editor.model.requests[0]?.prefix, "const middle = '<|fim_middle|>';\nuse(");
  assert.equal(editor.shown, 'middle);');
});

test('26 leaked control tokens and <think> stripped', async (t) => {
  const leaks = [
    '<|fim_middle|>',
    '<|endoftext|>',
    '<fim_suffix>',
    '<｜fim▁end｜>',
    ' <EOT>',
    '<file_sep>',
    '<[fim-suffix]>',
    '[SUFFIX]',
  ];
  for (const leak of leaks) assert.equal(await complete(t, 'let a = █', `b;${leak}junk`), 'let a = b;█', leak);
  assert.equal(await complete(t, 'let a = █', '<think>\nWhich one?\nb.\n</think>\n\nb;'), 'let a = b;█');
  assert.equal(await complete(t, 'let a = █', '<think>\nWhich one?'), undefined);
  assert.equal(await complete(t, 'const tag = █', "'<s>' + '<filename>';"), "const tag = '<s>' + '<filename>';█");
});

test('26 a leaked token that comes in pieces ends the request', async (t) => {
  const editor = open(t, 'let a = █', { answers: [{ chunks: ['b;<|fim_', 'middle|>', 'junk', 'junk'], chunkMs: 10 }] });
  await editor.ask();
  assert.equal(editor.shown, 'b;');
  assert.deepEqual(editor.model.closedEarly, [0]);
});

test('27 repetition loop: cut and the connection aborted', async (t) => {
  const chunks = Array.from({ length: 100 }, () => 'ha, ');
  const editor = open(t, 'say(█', { answers: [{ chunks, chunkMs: 1 }] });
  await editor.ask();
  assert.equal(editor.shown, 'ha,');
  assert.deepEqual(editor.model.closedEarly, [0]);
  assert.equal(await complete(t, 'say(█', 'ha, '.repeat(100)), 'say(ha,█');
  assert.equal(await complete(t, 'if (a) {█', '\n  b();\n  b();\n  b();\n  b();\n'), 'if (a) {\n  b();█');
  assert.equal(await complete(t, 'const a = █', `find([${'first, '.repeat(40)}`), 'const a = find([first,])█');
});

test('27 what only looks like a loop survives', async (t) => {
  const ruler = `// ${'-'.repeat(60)}`;
  assert.equal(await complete(t, '// █', '-'.repeat(60)), `${ruler}█`);
  assert.equal(await complete(t, 'const row = [█', '0, 0, 0, 0];'), 'const row = [0, 0, 0, 0];█');
});

test('28 white space only: not shown', async (t) => {
  for (const answer of ['', ' ', '\n', '   \n\t', '\n\n\n'])
    assert.equal(await complete(t, 'let a = █', answer), undefined);
  assert.equal(await complete(t, 'if (a) {\n  █\n}', '\n\n\n'), undefined);
  assert.equal(await complete(t, 'foo(█)', ' )'), undefined);
});

test('30 notebook: earlier cells used, range in the cell', async (t) => {
  const earlierCells = 'import numpy as np\nrows = load()\n';
  const editor = open(t, `${earlierCells}np.█`, { languageId: 'python', answers: ['mean(rows)'] });
  const ghost = await editor.ask();
  assert.equal(editor.model.requests[0]?.prefix, `${earlierCells}np.`);
  assert.deepEqual([ghost?.text, ghost?.replaceBefore], ['np.mean(rows)', 3]);
});

test('33 emoji, CJK and characters that come in halves are never broken', async (t) => {
  const [high, low] = ['\uD83D', '\uDE00'];
  assert.equal(await complete(t, 'const 名前 = █', { chunks: ["'", high, low, "太郎';"] }), "const 名前 = '😀太郎';█");
  const emoji = open(t, `x${'😀'.repeat(3_000)}█\n${'😀'.repeat(3_000)}`, { answers: ['x'] });
  await emoji.ask();
  const [request] = emoji.model.requests;
  assert.ok(request !== undefined);
  for (const text of [request.prefix, request.suffix]) assert.equal(Buffer.from(text).toString(), text);
});

test('an answer that breaks off half way is neither shown nor cached', async (t) => {
  const editor = open(t, 'let a = █', { answers: [{ chunks: ['val'], finish: 'interrupted' }, 'value;'] });
  await editor.ask();
  assert.equal(editor.shown, '');
  await editor.ask();
  assert.equal(editor.shown, 'value;');
});

const cutOff = (text: string) => ({ chunks: [text], finish: 'length' }) as const;

test('an answer of several lines that reached its length loses the line it was in', async (t) => {
  assert.equal(await complete(t, 'if (a) {█', cutOff('\n  b();\n  const unfin')), 'if (a) {\n  b();█');
});

test('an answer of one line that reached its length loses the word that it was in, and what dangles before it', async (t) => {
  assert.equal(await complete(t, 'const a = █', cutOff('total + toUp')), 'const a = total█');
  assert.equal(await complete(t, 'const a = █', cutOff('items.map((item) => it')), 'const a = items.map((item))█');
  assert.equal(
    await complete(t, 'const a = █', cutOff('join("https://a.example/v1/", na')),
    'const a = join("https://a.example/v1/")█',
  );
  assert.equal(
    await complete(t, 'const a = █', cutOff('fetch(`https://a.example/?q')),
    'const a = fetch(`https://a.example/?`)█',
  );
});

test('one that is a single word, or has none, stays as it is', async (t) => {
  for (const text of ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b', '计算所有项目的总和并且返回结果']) {
    assert.equal(await complete(t, '// █', cutOff(text)), `// ${text}█`);
  }
});

test('one that reached its length closes what it opens, and nothing else', async (t) => {
  assert.equal(await complete(t, 'find(█)', cutOff('[first, second, thi')), 'find([first, second]█)');
  assert.equal(await complete(t, 'return █);', cutOff('find(first, sec')), 'return find(first█);');
  assert.equal(await complete(t, 'const a = █];', cutOff('[first, sec')), 'const a = [first█];');
  assert.equal(await complete(t, 'say("the us█")', cutOff('er (who is lo')), 'say("the user (who is█")');
  assert.equal(await complete(t, '// the user█', cutOff("'s name (his fir")), "// the user's name (his█");
  assert.equal(
    await complete(t, 'let f█', cutOff("<'a>(x: Text, y: Te"), { languageId: 'rust' }),
    "let f<'a>(x: Text, y:█",
  );
});

test('a suggestion ends before a character that hides or turns text', async (t) => {
  assert.equal(await complete(t, 'if (a█)', ' && b\u202E\u2066// c\u2069'), 'if (a && b█)');
  assert.equal(await complete(t, 'const a = █', '1;\u{E0041}\u{E0042}'), 'const a = 1;█');
  assert.equal(
    await complete(t, 'say(█)', "'שלום 👩‍💻 é'"),
    "say('שלום 👩‍💻 é'█)",
    'ordinary text of any language stays',
  );
});
