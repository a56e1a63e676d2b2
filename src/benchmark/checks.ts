import { Script } from 'node:vm';

/** Whether an answer is right. It never throws, whatever the answer is. */
export type Check = (answer: string) => boolean;

/** The first line that is not empty, without the white space around it, matches as a whole. */
export function firstLineMatches(pattern: RegExp): Check {
  const whole = new RegExp(`^(?:${pattern.source})$`, pattern.flags);
  return (answer) => whole.test(nonEmptyLines(answer)[0] ?? '');
}

/** The first number of the answer is this one. */
export function firstNumberIs(expected: number): Check {
  return (answer) => Number(/-?\d+(?:\.\d+)?/.exec(answer)?.[0] ?? Number.NaN) === expected;
}

/** The answer is JSON and nothing else, a fence aside, and equals `expected`. */
export function isJson(expected: Readonly<Record<string, string | number>>): Check {
  return (answer) => {
    try {
      const actual: unknown = JSON.parse(codeOf(answer));
      return isSameRecord(actual, expected);
    } catch {
      // Not being JSON is the very thing that this checks.
      return false;
    }
  };
}

/** The answer's code is JavaScript without a syntax error and matches; it is parsed, never run. */
export function isJavaScriptLike(pattern: RegExp): Check {
  return (answer) => {
    const code = codeOf(answer);
    return pattern.test(code) && parses(code);
  };
}

/** The answer's code on one line matches; the case of letters does not matter. */
export function codeMatches(pattern: RegExp): Check {
  return (answer) => new RegExp(pattern.source, 'i').test(nonEmptyLines(codeOf(answer)).join(' '));
}

/** The answer has this many lines that are not empty. */
export function hasLines(count: number): Check {
  return (answer) => nonEmptyLines(answer).length === count;
}

/** What stands in the first Markdown fence; the whole answer where there is none. A missing last fence is forgiven. */
export function codeOf(answer: string): string {
  return /^[ \t]*```[^\n]*\n(?<code>[\s\S]*?)(?:^[ \t]*```|$(?![\s\S]))/m.exec(answer)?.groups?.['code'] ?? answer;
}

/** The lines of a text that are not empty, each without the white space around it. */
export function nonEmptyLines(text: string): string[] {
  return text
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function parses(code: string): boolean {
  try {
    new Script(code);
    return true;
  } catch {
    return false;
  }
}

function isSameRecord(actual: unknown, expected: Readonly<Record<string, string | number>>): boolean {
  if (typeof actual !== 'object' || actual === null) return false;
  const entries = Object.entries(actual);
  return (
    entries.length === Object.keys(expected).length && entries.every(([key, value]) => Object.is(value, expected[key]))
  );
}
