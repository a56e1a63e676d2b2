import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { dropBrokenEnd, findEnd, linesWantedAt } from '../../../src/completion/multiline.ts';
import { View } from '../../../src/completion/view.ts';
import { createSyntax } from '../../../src/syntax/syntax.ts';
import { createLog, readGrammar } from '../syntax/grammars.ts';
import { Editor } from './harness.ts';

const syntax = createSyntax({ readGrammar, log: createLog() });
const languages = [
  'typescript',
  'typescriptreact',
  'javascript',
  'python',
  'go',
  'rust',
  'java',
  'cpp',
  'csharp',
  'php',
];
before(() => Promise.all([...languages, 'css'].map((languageId) => syntax.load(languageId))));
after(() => syntax.dispose());

interface Case {
  readonly name: string;
  readonly document: string;
  readonly answer: string;
  readonly kept: string;
}

function viewOf(document: string, languageId: string): View {
  return new View(new Editor(document, { languageId, tabSize: languageId === 'typescript' ? 2 : 4 }).snapshot);
}

function cut(languageId: string, document: string, answer: string): string | undefined {
  const end = findEnd(answer, 'several', viewOf(document, languageId), syntax);
  return end === undefined ? undefined : answer.slice(0, end);
}

/** What is kept of an answer that comes in pieces, as soon as that is known. */
function cutStreamed(languageId: string, document: string, pieces: readonly string[]): string | undefined {
  const view = viewOf(document, languageId);
  let answer = '';
  for (const piece of pieces) {
    answer += piece;
    const end = findEnd(answer, 'several', view, syntax);
    if (end !== undefined) return answer.slice(0, end);
  }
  return undefined;
}

const cases: Readonly<Record<string, readonly Case[]>> = {
  typescript: [
    {
      name: 'the end of a block, before a following statement',
      document: 'function f(a: number) {\n  if (a) {█\n}\n',
      answer: '\n    b();\n  }\n  c();\n}\n',
      kept: '\n    b();\n  }',
    },
    {
      name: 'else and catch go on',
      document: 'if (a) {█',
      answer: '\n  b();\n} else if (c) {\n  d();\n}\nelse {\n  e();\n}\ntry {\n',
      kept: '\n  b();\n} else if (c) {\n  d();\n}\nelse {\n  e();\n}',
    },
    {
      name: 'try, catch, finally',
      document: 'try {█',
      answer: '\n  a();\n}\ncatch {\n  b();\n} finally {\n  c();\n}\nd();\n',
      kept: '\n  a();\n}\ncatch {\n  b();\n} finally {\n  c();\n}',
    },
    {
      name: 'a body with nested blocks, up to the bracket that is there already',
      document: 'class A {\n  sum(xs: number[]) {\n    █\n  }\n}\n',
      answer:
        'let s = 0;\n    for (const x of xs) {\n      if (x) {\n        s += x;\n      }\n    }\n    return s;\n  }\n\n  b() {\n',
      kept: 'let s = 0;\n    for (const x of xs) {\n      if (x) {\n        s += x;\n      }\n    }\n    return s;\n  }',
    },
    {
      name: 'brackets in strings, templates, comments and regular expressions are none',
      document: 'function f() {█',
      answer: `\n  a('}', \`\n\n}\${b({})}\`, /[}]/);\n  // }\n  /* } */\n  c();\n}\nd();\n`,
      kept: `\n  a('}', \`\n\n}\${b({})}\`, /[}]/);\n  // }\n  /* } */\n  c();\n}`,
    },
    {
      name: 'a chain of calls is one statement',
      document: 'const a = b█',
      answer: '\n  .map((c) => {\n    return c;\n  })\n  .filter(Boolean);\nd();\n',
      kept: '\n  .map((c) => {\n    return c;\n  })\n  .filter(Boolean);',
    },
    {
      name: 'an open list of arguments',
      document: 'function f() {\n  call(a,█\n}\n',
      answer: '\n    b,\n    { c },\n  );\n  d();\n',
      kept: '\n    b,\n    { c },\n  );',
    },
    {
      name: 'the rest of a statement, and no other one',
      document: 'function f() {\n  const a =█\n}\n',
      answer: ' b();\n  const c = d();\n',
      kept: ' b();',
    },
    {
      name: 'statements after an accept, up to one with blocks',
      document: 'function f() {\n  a();█\n}\n',
      answer: '\n  b();\n  c();\n  // Every one.\n  for (const d of e) {\n    d();\n  }\n  g();\n',
      kept: '\n  b();\n  c();',
    },
    {
      name: 'one statement with blocks after an accept',
      document: 'function f() {\n  a();█\n}\n',
      answer: '\n  for (const d of e) {\n    d();\n\n    h();\n  }\n  g();\n',
      kept: '\n  for (const d of e) {\n    d();\n\n    h();\n  }',
    },
    {
      name: 'a blank line',
      document: 'function f() {\n  █\n}\n',
      answer: 'a();\n  b();\n\n  c();\n}\n',
      kept: 'a();\n  b();',
    },
    {
      name: 'the entries of an object',
      document: 'const a = {█',
      answer: '\n  b: 1,\n  c: [\n    2,\n  ],\n};\nd();\n',
      kept: '\n  b: 1,\n  c: [\n    2,\n  ],\n};',
    },
    {
      name: 'the statements of a case, before the next one',
      document: "switch (a) {\n  case 'b':█\n}\n",
      answer: "\n    c();\n    break;\n  case 'd':\n    e();\n",
      kept: '\n    c();\n    break;',
    },
    {
      name: 'a block in the middle of a class that begins beyond the window',
      document: `${'  a() {\n    b();\n  }\n'.repeat(3)}  c() {█\n  d() {}\n}\n`,
      answer: '\n    e();\n  }\n  f() {\n',
      kept: '\n    e();\n  }',
    },
  ],
  typescriptreact: [
    {
      name: 'elements within a return',
      document: 'function App() {\n  return (█\n}\n',
      answer:
        "\n    <ul>\n      {a.map((b) => (\n        <li>don't {b}</li>\n      ))}\n    </ul>\n  );\n}\nfunction B() {\n",
      kept: "\n    <ul>\n      {a.map((b) => (\n        <li>don't {b}</li>\n      ))}\n    </ul>\n  );",
    },
  ],
  python: [
    {
      name: 'the end of a block, before a following statement',
      document: 'def f(a):\n    if a:█\n',
      answer: '\n        b()\n    c()\n',
      kept: '\n        b()',
    },
    {
      name: 'elif, else, except and finally go on',
      document: 'try:█',
      answer:
        '\n    a()\nexcept E as e:\n    if b:\n        c()\n    elif d:\n        pass\n    else:\n        e()\nfinally:\n    g()\nh()\n',
      kept: '\n    a()\nexcept E as e:\n    if b:\n        c()\n    elif d:\n        pass\n    else:\n        e()\nfinally:\n    g()',
    },
    {
      name: 'a body with nested blocks and a comment',
      document: 'def f(xs):\n    """Sums."""\n    █\n',
      answer:
        's = 0\n    for x in xs:\n        # Only these.\n        if x > 0:\n            s += x\n    return s\ndef g():\n',
      kept: 's = 0\n    for x in xs:\n        # Only these.\n        if x > 0:\n            s += x\n    return s',
    },
    {
      name: 'blank and unindented lines in a long string belong to it',
      document: 'def f():█',
      answer: '\n    a = """\nb:\n\nc\n"""\n    return a\nd()\n',
      kept: '\n    a = """\nb:\n\nc\n"""\n    return a',
    },
    {
      name: 'an open list of arguments',
      document: 'def f():\n    call(a,█\n',
      answer: '\n        b=[\n            1,\n        ],\n    )\n    d()\n',
      kept: '\n        b=[\n            1,\n        ],\n    )',
    },
    {
      name: 'statements after an accept, up to one with blocks',
      document: 'a = 1█\n',
      answer: '\nb = 2\nfor c in d:\n    e()\n',
      kept: '\nb = 2',
    },
  ],
  go: [
    {
      name: 'the end of a block, before a following statement',
      document: 'package a\n\nfunc f() error {\n\tif err != nil {█\n}\n',
      answer: '\n\t\treturn err\n\t}\n\treturn nil\n}\n',
      kept: '\n\t\treturn err\n\t}',
    },
    {
      name: 'else goes on',
      document: 'func f() {\n\tif a {█\n}\n',
      answer: '\n\t\tb()\n\t} else {\n\t\tc()\n\t}\n\td()\n',
      kept: '\n\t\tb()\n\t} else {\n\t\tc()\n\t}',
    },
    {
      name: 'a body with nested blocks and a comment',
      document: 'func f(xs []int) int {\n\t█\n}\n',
      answer:
        's := 0\n\tfor _, x := range xs {\n\t\t// }\n\t\tswitch x {\n\t\tcase 1:\n\t\t\ts++\n\t\t}\n\t}\n\treturn s\n}\n\nfunc g() {\n',
      kept: 's := 0\n\tfor _, x := range xs {\n\t\t// }\n\t\tswitch x {\n\t\tcase 1:\n\t\t\ts++\n\t\t}\n\t}\n\treturn s\n}',
    },
    {
      name: 'the fields of a type',
      document: 'type A struct {█',
      answer: '\n\tB int `json:"}"`\n\tC func() error\n}\nfunc g() {}\n',
      kept: '\n\tB int `json:"}"`\n\tC func() error\n}',
    },
  ],
  rust: [
    {
      name: 'the end of a block, before a following statement',
      document: "fn f<'a>(a: &'a str) {\n    for b in c {█\n}\n",
      answer: '\n        d(\'{\', "}");\n    }\n    e();\n}\n',
      kept: '\n        d(\'{\', "}");\n    }',
    },
    {
      name: 'else goes on',
      document: 'fn f() {\n    if a {█\n}\n',
      answer: '\n        b();\n    } else {\n        c()\n    }\n    d();\n',
      kept: '\n        b();\n    } else {\n        c()\n    }',
    },
    {
      name: 'a body with nested blocks and a comment',
      document: 'fn f(xs: &[i32]) -> i32 {\n    █\n}\n',
      answer:
        'match xs.len() {\n        0 => 0,\n        // }\n        _ => {\n            xs[0]\n        }\n    }\n}\n\nfn g() {\n',
      kept: 'match xs.len() {\n        0 => 0,\n        // }\n        _ => {\n            xs[0]\n        }\n    }\n}',
    },
    {
      name: 'a macro',
      document: 'fn f() {\n    println!(█\n}\n',
      answer: '\n        "{} }",\n        a,\n    );\n    b();\n',
      kept: '\n        "{} }",\n        a,\n    );',
    },
  ],
  java: [
    {
      name: 'the end of a block, before a following statement',
      document: 'class A {\n    void f() {\n        while (a) {█\n    }\n}\n',
      answer: '\n            b();\n        }\n        c();\n    }\n',
      kept: '\n            b();\n        }',
    },
    {
      name: 'else and catch go on, on lines of their own too',
      document: 'class A {\n    void f() {\n        try {█\n    }\n}\n',
      answer:
        '\n            if (a) {\n                b();\n            }\n            else {\n                c();\n            }\n        }\n        catch (E e) {\n            d();\n        }\n        g();\n',
      kept: '\n            if (a) {\n                b();\n            }\n            else {\n                c();\n            }\n        }\n        catch (E e) {\n            d();\n        }',
    },
    {
      name: 'a body with nested blocks and a comment',
      document: 'class A {\n    int f(int[] xs) {\n        █\n    }\n}\n',
      answer:
        'int s = 0;\n        for (int x : xs) {\n            // }\n            s += x;\n        }\n        return s;\n    }\n\n    void g() {\n',
      kept: 'int s = 0;\n        for (int x : xs) {\n            // }\n            s += x;\n        }\n        return s;\n    }',
    },
  ],
  cpp: [
    {
      name: 'a body, before the next function',
      document: 'int f(int n) {█',
      answer: '\n    for (int i = 0; i < n; i++) {\n        g(R"({)");\n    }\n    return n;\n}\nint h() {\n',
      kept: '\n    for (int i = 0; i < n; i++) {\n        g(R"({)");\n    }\n    return n;\n}',
    },
  ],
  csharp: [
    {
      name: 'brackets on lines of their own',
      document: 'class A\n{\n    void F()\n    {█\n}\n',
      answer:
        '\n        if (a)\n        {\n            B($"{c}}}");\n        }\n        else\n        {\n            D();\n        }\n    }\n    void G()\n',
      kept: '\n        if (a)\n        {\n            B($"{c}}}");\n        }\n        else\n        {\n            D();\n        }\n    }',
    },
  ],
  php: [
    {
      name: 'a block without the opening tag in sight',
      document: 'function f($a) {\n    foreach ($a as $b) {█\n}\n',
      answer: '\n        echo "}{$b}";\n    }\n    return $a;\n',
      kept: '\n        echo "}{$b}";\n    }',
    },
  ],
  css: [
    {
      name: 'a rule, before the next',
      document: '.a {█',
      answer: '\n    color: red;\n    &:hover {\n        color: blue;\n    }\n}\n.b {\n',
      kept: '\n    color: red;\n    &:hover {\n        color: blue;\n    }\n}',
    },
  ],
};

for (const [languageId, ofLanguage] of Object.entries(cases)) {
  describe(languageId, () => {
    for (const { name, document, answer, kept } of ofLanguage) {
      test(name, () => assert.equal(cut(languageId, document, answer), kept));
    }
  });
}

test('it makes no difference in which pieces an answer comes', () => {
  const all = Object.entries(cases).flatMap(([languageId, ofLanguage]) =>
    ofLanguage.map((one) => ({ languageId, ...one })),
  );
  const streamed = fc.constantFrom(...all).chain((one) =>
    fc.array(fc.nat(one.answer.length), { maxLength: 20 }).map((cuts) => {
      const places = [0, ...cuts.sort((first, second) => first - second), one.answer.length];
      return { ...one, pieces: places.slice(1).map((place, index) => one.answer.slice(places[index], place)) };
    }),
  );
  fc.assert(
    fc.property(streamed, ({ languageId, document, pieces, kept }) => {
      assert.equal(cutStreamed(languageId, document, pieces), kept);
    }),
    { numRuns: 150 },
  );
});

test('several lines in an empty block and in a list that nothing closes', () => {
  for (const document of [
    'if (a) {█',
    'function f() {\n  █\n}',
    'function f() {\n  // Why.\n  █\n}',
    'call(a,█\n',
    'call(█\n)',
    "switch (a) {\n  case 'b':█\n}",
  ]) {
    assert.equal(wantedAt('typescript', document), 'several', document);
  }
  assert.equal(wantedAt('python', 'def f(\n    a,\n):█'), 'several');
  assert.equal(wantedAt('python', 'def f():\n    """Why."""\n    █\n'), 'several', 'after the documentation');
});

test('one line elsewhere', () => {
  for (const document of [
    'call(a,█\n  b,\n);',
    'call(a,█\n);',
    'const a = [1, 2],█\n',
    'function f() {\n  █\n  a();\n}',
    'const a = b ?\n  c :█',
  ]) {
    assert.equal(wantedAt('typescript', document), 'one', document);
  }
  assert.equal(wantedAt('python', 'a: dict = {\n    "b":█\n}'), 'one');
});

test('never several in a comment or a string, whatever they end with, also after an accept', () => {
  const documents: ReadonlyArray<readonly [string, string]> = [
    ['typescript', 'a(); // if (b) {█'],
    ['typescript', '/*\n if (b) {█\n*/'],
    ['typescript', 'const a = "if (b) {█'],
    ['typescript', 'const a = `\n  if (b) {█\n`;'],
    ['python', 'a = """\nif b:█\n"""'],
    ['python', 'def f():\n    """\n    Example:█\n'],
    ['go', 'a := `\nfunc b() {█\n`'],
    ['rust', 'let a = "b {█'],
    ['java', 'String a = "b {█'],
  ];
  for (const [languageId, document] of documents) {
    assert.equal(wantedAt(languageId, document), 'one', document);
    assert.equal(wantedAt(languageId, document, true), 'one', document);
  }
  assert.equal(
    wantedAt('rust', "fn f<'a>(a: &'a str, b: &'a str, c: &'a str) {█"),
    'several',
    'a lifetime is no string',
  );
});

test('the last lines go where only they keep the document from parsing', () => {
  const document = 'function f() {\n  █\n}\n';
  assert.equal(whole(document, 'a();\n  if (b) {\n    c();'), 'a();');
  assert.equal(whole(document, 'a();\n  b();'), 'a();\n  b();');
  assert.equal(whole(document, 'if (b) {\n    c();'), 'if (b) {\n    c();', 'nothing would be left');
  assert.equal(
    whole('function f() {█\n', '\n  if (b) {\n    c();'),
    '\n  if (b) {\n    c();',
    'it did not parse before',
  );
  assert.equal(whole('class A {\n  f() {\n    █\n  }\n', 'a();\n    b('), 'a();', 'the class ends below the window');
});

test('without a grammar, and until it is loaded, indentation decides', async (t) => {
  const loading = createSyntax({ readGrammar, log: createLog() });
  t.after(() => loading.dispose());
  const view = viewOf('if (a) {█', 'typescript');
  const answer = '\n  b(`\n\n`);\n}\nc();\n';
  const cutBy = (by: typeof syntax | undefined) => answer.slice(0, findEnd(answer, 'several', view, by));
  assert.equal(cutBy(undefined), '\n  b(`');
  assert.equal(cutBy(loading), '\n  b(`');
  await loading.load('typescript');
  assert.equal(cutBy(loading), '\n  b(`\n\n`);\n}');
  const elixir = new View(new Editor('def f do█', { languageId: 'elixir' }).snapshot);
  assert.equal(findEnd('\n  a()\n\nb', 'several', elixir, loading), '\n  a()'.length);
});

function wantedAt(languageId: string, document: string, isAfterAccept = false) {
  return linesWantedAt(viewOf(document, languageId), isAfterAccept, syntax);
}

function whole(document: string, text: string): string {
  return dropBrokenEnd(text, viewOf(document, 'typescript'), syntax);
}
