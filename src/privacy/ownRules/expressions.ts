import type { Detection, Detector } from '../detection.ts';

export interface CompiledExpressions {
  readonly detector: Detector;
  /** A sentence for each expression that cannot be read. */
  readonly problems: readonly string[];
}

/**
 * Compiles the person's own expressions in RE2's syntax, whose matching takes time in proportion to the text: a bad
 * expression can be slow in JavaScript's own engine for hours. Upper and lower case count as written; `(?i)` makes them
 * equal. re2js is loaded only where there is an expression.
 */
export async function compileExpressions(expressions: readonly string[]): Promise<CompiledExpressions> {
  if (expressions.length === 0) return { detector: () => [], problems: [] };
  const { RE2JS, RE2JSSyntaxException, RE2Set } = await import('re2js');
  const problems: string[] = [];
  const compiled: Expression[] = [];
  // All of them in one pass, which is about five times faster than a search by one of them alone.
  const any = new RE2Set();
  for (const [index, source] of expressions.entries()) {
    try {
      const expression = RE2JS.compile(source);
      any.add(source);
      compiled.push({ number: index + 1, matcher: (text) => expression.matcher(text) });
    } catch (error) {
      problems.push(describeProblem(index + 1, error instanceof RE2JSSyntaxException ? error.error : 'too large'));
    }
  }
  return {
    problems,
    *detector(text) {
      if (compiled.length === 0) return;
      for (const position of any.match(text)) {
        const expression = compiled[position];
        if (expression !== undefined) yield* findIn(text, expression);
      }
    },
  };
}

interface Expression {
  /** Its place in the person's list, from 1. */
  readonly number: number;
  matcher(text: string): Matcher;
}

interface Matcher {
  find(): boolean;
  start(): number;
  end(): number;
}

/** The expression is not quoted: it may be the name of a secret project, and this sentence is logged. */
function describeProblem(number: number, fault: string): string {
  return (
    `Your own expression number ${number} cannot be read (${fault}), so what it should find cannot be looked for, and ` +
    'prompts stay on this machine. Mend or remove it in the setting `watershed.privacy.expressions`.'
  );
}

/**
 * A search goes on behind each match, and each may read to the end of the text. Where that comes to too much, the rest
 * of the text counts as one match: too much is held back, never too little.
 */
function* findIn(text: string, { number, matcher }: Expression): Iterable<Detection> {
  const rule = `expression-${number}`;
  const what = `what your own expression number ${number} matches`;
  const matches = matcher(text);
  let charactersToRead = mostCharactersRead;
  while (matches.find()) {
    const start = matches.start();
    const end = matches.end();
    // An expression such as `a*` matches the empty text everywhere, which is nothing to protect.
    if (end > start) yield { kind: 'own-rule', rule, what, start, end };
    charactersToRead -= text.length - start;
    if (charactersToRead > 0) continue;
    yield { kind: 'own-rule', rule, what, start: end, end: text.length };
    return;
  }
}

const mostCharactersRead = 20_000_000;
