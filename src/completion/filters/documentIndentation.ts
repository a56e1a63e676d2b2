import { indentationOf, isBlank } from '../indentation.ts';

/** How the document indents. */
export interface IndentationStyle {
  readonly insertSpaces: boolean;
  readonly tabSize: number;
}

/**
 * Indents an answer as the document does. What stands left of the cursor counts: where that is white space alone and
 * the model writes the same again, it is not doubled.
 */
export function indentLikeDocument(answer: string, linePrefix: string, style: IndentationStyle): string {
  const [firstLine = '', ...linesBelow] = answer.split('\n');
  const unit = findUnit([firstLine, ...linesBelow], style);
  const convert = (line: string) => toStyle(indentationOf(line), unit, style) + line.trimStart();
  if (!isBlank(linePrefix)) return [firstLine, ...linesBelow.map(convert)].join('\n');
  const first = convert(firstLine);
  const undoubled = linePrefix !== '' && first.startsWith(linePrefix) ? first.slice(linePrefix.length) : first;
  const fitted = linePrefix === '' ? undoubled : withoutJoinedSpace(undoubled);
  return [isBlank(firstLine) ? firstLine : fitted, ...linesBelow.map(convert)].join('\n');
}

/**
 * Tokenizers join the last space of an indentation to the word that follows, so after a whole indentation a model
 * writes that space once more (SmolLM2 does so after each). The lines of a block comment begin with one on purpose.
 */
function withoutJoinedSpace(line: string): string {
  return /^ [^\s*]/.test(line) ? line.slice(1) : line;
}

/** The columns of one level as the model counts them: what all its indentations by spaces are a multiple of. */
function findUnit(lines: readonly string[], style: IndentationStyle): number {
  const widths = lines.map((line) => /^ +/.exec(line)?.[0].length ?? 0).filter((width) => width > 0);
  const unit = widths.reduce(greatestCommonDivisor, 0);
  return unit >= 2 ? Math.min(unit, style.tabSize) : style.tabSize;
}

function toStyle(indentation: string, unit: number, style: IndentationStyle): string {
  if (style.insertSpaces) return indentation.replaceAll('\t', ' '.repeat(style.tabSize));
  return indentation.replace(/ +/g, (spaces) => {
    return '\t'.repeat(Math.floor(spaces.length / unit)) + ' '.repeat(spaces.length % unit);
  });
}

function greatestCommonDivisor(first: number, second: number): number {
  return second === 0 ? first : greatestCommonDivisor(second, first % second);
}
