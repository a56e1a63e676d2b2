export function isBlank(text: string): boolean {
  return text.trim() === '';
}

/** The white space that a text of one line begins with. */
export function indentationOf(line: string): string {
  return line.slice(0, line.length - line.trimStart().length);
}

/** How many columns a line is indented by. */
export function columnsOf(line: string, tabSize: number): number {
  let columns = 0;
  for (const character of indentationOf(line)) {
    columns = character === '\t' ? columns + tabSize - (columns % tabSize) : columns + 1;
  }
  return columns;
}
