// Runs a task's calls on code that a model wrote. JSON on the standard input, a word and the verdict on the output.
const vm = require('node:vm');

let input = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text) => {
  input += text;
});
process.stdin.on('end', () => {
  const { code, functionName, cases, word } = JSON.parse(input);
  process.stdout.write(`\n${word} ${judge(code, functionName, cases)}\n`);
});

function judge(code, functionName, cases) {
  const source = code.replace(/^[ \t]*export (?:default )?(?=(?:async )?(?:function|const|let|class)\b)/gm, '');
  let script;
  try {
    // The results leave the context as text, so that nothing of this one is ever handed in.
    script = new vm.Script(`${source}
;JSON.stringify(${JSON.stringify(cases.map((one) => one.arguments))}.map((list) => [${functionName}(...list)]));`);
  } catch {
    return 'does-not-parse';
  }
  try {
    const context = vm.createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
    vm.runInContext(
      'const console = { log() {}, error() {}, warn() {} }; const module = { exports: {} }; const exports = module.exports;',
      context,
    );
    const results = JSON.parse(script.runInContext(context, { timeout: 3000 }));
    return cases.every(({ expected }, index) => same(results[index]?.[0], expected)) ? 'passed' : 'failed';
  } catch {
    return 'failed';
  }
}

function same(result, expected) {
  if (Array.isArray(expected)) {
    return (
      Array.isArray(result) &&
      result.length === expected.length &&
      expected.every((one, index) => same(result[index], one))
    );
  }
  if (expected !== null && typeof expected === 'object') {
    if (result === null || typeof result !== 'object' || Array.isArray(result)) return false;
    const names = Object.keys(expected);
    return Object.keys(result).length === names.length && names.every((name) => same(result[name], expected[name]));
  }
  return typeof expected === 'number' && typeof result === 'number'
    ? Math.abs(result - expected) < 1e-9
    : result === expected;
}
