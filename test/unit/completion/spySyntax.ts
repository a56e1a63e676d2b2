import type { Syntax } from '../../../src/syntax/syntax.ts';

/** A syntax that knows no language and notes the line, up to the cursor, of each place that it is asked about. */
export function spySyntax(asked: string[]): Syntax {
  return {
    at: ({ linePrefix }) => {
      asked.push(linePrefix);
      return undefined;
    },
    load: async () => false,
    countMistakes: async () => undefined,
    dispose: () => undefined,
  };
}
