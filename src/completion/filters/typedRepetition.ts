/** The fewest letters that make a coincidence unlikely. */
const leastLength = 3;

/** Drops from the answer's start what stands left of the cursor already: models like to write the line or word anew. */
export function dropTypedRepetition(answer: string, linePrefix: string): string {
  const line = linePrefix.trimStart();
  const word = /[\p{L}\p{N}_$]*$/u.exec(linePrefix)?.[0] ?? '';
  const repeated = [line, word].find((typed) => typed.trimEnd().length >= leastLength && answer.startsWith(typed));
  return repeated === undefined ? answer : answer.slice(repeated.length);
}
