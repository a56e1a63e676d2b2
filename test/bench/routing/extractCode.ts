/**
 * The code of an answer: of its fenced blocks the first that names the function, else the first; without a block the whole
 * text, since some models write nothing but code. A block may lack its end.
 */
export function extractCode(answer: string, functionName: string): string {
  const blocks = [...answer.matchAll(/^[ \t]*```[^\n]*\n([\s\S]*?)(?:^[ \t]*```|(?![\s\S]))/gm)].map(
    ([, code = '']) => code,
  );
  return blocks.find((code) => code.includes(functionName)) ?? blocks[0] ?? answer;
}
