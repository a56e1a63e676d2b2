import type { ChatCase } from './cases.ts';
import { codeMatches, firstNumberIs, hasLines, isJavaScriptLike, isJson } from './checks.ts';

/** Short questions with one right answer, which ask for nothing but that answer. */
export const chatCases: readonly ChatCase[] = [
  {
    kind: 'chat',
    id: 'chat-status',
    title: 'Know an HTTP status',
    question: 'Which HTTP status code means "Not Found"? Answer with the number alone.',
    maxOutputTokens: 32,
    check: firstNumberIs(404),
  },
  {
    kind: 'chat',
    id: 'chat-arithmetic',
    title: 'Follow a loop',
    question: `What does this JavaScript print? Answer with the number alone.

let total = 0;
for (const value of [3, 5, 9]) total += value;
console.log(total);`,
    maxOutputTokens: 32,
    check: firstNumberIs(17),
  },
  {
    kind: 'chat',
    id: 'chat-json',
    title: 'Write JSON',
    question:
      'Write a JSON object with the keys "name" and "age" for Ada, who is 36 years old. ' +
      'Answer with the JSON alone, without an explanation.',
    maxOutputTokens: 48,
    check: isJson({ name: 'Ada', age: 36 }),
  },
  {
    kind: 'chat',
    id: 'chat-bug',
    title: 'Find a bug',
    question: `This function should return the largest value, but it does not. Which line must be changed?
Answer with the number of the line alone.

1: function largest(values) {
2:   let best = values[0];
3:   for (const value of values) {
4:     if (value < best) best = value;
5:   }
6:   return best;
7: }`,
    maxOutputTokens: 32,
    check: firstNumberIs(4),
  },
  {
    kind: 'chat',
    id: 'chat-function',
    title: 'Write a function',
    question:
      'Write a JavaScript function named double that returns its argument times two. Answer with the code alone.',
    maxOutputTokens: 64,
    check: isJavaScriptLike(/\bdouble\b[\s\S]*(?:\* ?2|2 ?\*)/),
  },
  {
    kind: 'chat',
    id: 'chat-sql',
    title: 'Write a query',
    question:
      'Write one SQL query that selects all columns of the table users where age is greater than 30. ' +
      'Answer with the query alone.',
    maxOutputTokens: 48,
    check: codeMatches(/select\s+\*\s+from\s+users\s+where\s+(?:users\.)?age\s*>\s*30\s*;?$/),
  },
  {
    kind: 'chat',
    id: 'chat-format',
    title: 'Keep to a format',
    question: 'Name three programming languages, one on each line, and write nothing else.',
    maxOutputTokens: 32,
    check: hasLines(3),
  },
];
