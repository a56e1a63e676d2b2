import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  codeMatches,
  codeOf,
  firstLineMatches,
  firstNumberIs,
  hasLines,
  isJavaScriptLike,
  isJson,
} from '../../../src/benchmark/checks.ts';

describe('checks of an answer', () => {
  it('compare the first line as a whole', () => {
    const check = firstLineMatches(/return (?:a \+ b|b \+ a);?/);
    assert.ok(check('\n  return b + a;  \n}\nmore'));
    assert.ok(!check('return a + b + c;'));
    assert.ok(!check('// return a + b;\nreturn a + b;'));
    assert.ok(!check(''));
  });

  it('read the first number', () => {
    const check = firstNumberIs(404);
    assert.ok(check('The code is **404**.'));
    assert.ok(check('404.0'));
    assert.ok(!check('4040'));
    assert.ok(!check('Line 1: 404'));
    assert.ok(!check('-404'));
    assert.ok(!check('none'));
    assert.ok(firstNumberIs(-2.5)('-2.5'));
  });

  it('take JSON with and without a fence, and nothing besides it', () => {
    const check = isJson({ name: 'Ada', age: 36 });
    assert.ok(check('{"age":36,"name":"Ada"}'));
    assert.ok(check('```json\n{ "name": "Ada", "age": 36 }\n```'));
    assert.ok(!check('{"name":"Ada","age":"36"}'));
    assert.ok(!check('{"name":"Ada","age":36,"more":1}'));
    assert.ok(!check('{"name":"Ada"}'));
    assert.ok(!check('Here it is: {"name":"Ada","age":36}'));
    for (const other of ['null', '36', '[]', '', '{']) assert.ok(!check(other), other);
  });

  it('parse JavaScript without running it', () => {
    const check = isJavaScriptLike(/double/);
    assert.ok(check('```js\nfunction double(x) { return x * 2; }\n```\nThis doubles.'));
    assert.ok(check('const double = x => { throw new Error(process.exit(1)); }; double();'));
    assert.ok(!check('function double(x) { return x * 2;'));
    assert.ok(!check('function triple(x) { return x * 3; }'));
  });

  it('compare code on one line, whatever its case', () => {
    const check = codeMatches(/select\s+\*\s+from\s+users;?$/);
    assert.ok(check('```sql\nselect *\n  FROM users;\n```'));
    assert.ok(!check('SELECT name FROM users;'));
  });

  it('count lines that are not empty', () => {
    assert.ok(hasLines(3)('C\r\n\r\nGo\nRust\n'));
    assert.ok(!hasLines(3)('C, Go, Rust'));
    assert.ok(hasLines(0)(' \n'));
  });
});

describe('the code of an answer', () => {
  it('is what stands in the first fence, even if that is never closed', () => {
    assert.equal(codeOf('Sure!\n```ts\nlet a;\n```\nand\n```\nlet b;\n```'), 'let a;\n');
    assert.equal(codeOf('```\nlet a;\nlet b;'), 'let a;\nlet b;');
    assert.equal(codeOf('  ```js\r\nlet a;\r\n  ```'), 'let a;\r\n');
  });

  it('is all of it where there is no fence', () => {
    assert.equal(codeOf('let a;'), 'let a;');
    assert.equal(codeOf('the ``` mark'), 'the ``` mark');
    assert.equal(codeOf(''), '');
  });
});
