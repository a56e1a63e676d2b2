import type { CodeLine, CodeWindow } from './codeWindow.ts';
import { isArrowParameter, isDeclaration, isOwnNameOfHead } from './roles.ts';

/** The lines in which a declared name holds, first and last included. */
export interface Scope {
  readonly first: number;
  readonly last: number;
}

/** Where the name declared at a token holds, judged by indentation: no grammar is needed, and none has to be loaded. */
export function scopeOfDeclaration(window: CodeWindow, line: CodeLine, index: number): Scope {
  const { lines, languageId } = window;
  const position = lines.indexOf(line);
  const indentation = line.indentation ?? 0;
  if (opensBlock(line) && !isOwnNameOfHead(line.tokens, index)) {
    return { first: line.number, last: lastOfBlock(lines, position, indentation + 1) };
  }
  // The parameter of an arrow function whose body stands on the same line ends with it.
  if (isArrowParameter(line.tokens, index)) return { first: line.number, last: line.number };
  // A name of Python's holds in its whole function, not only in the block in which it is assigned.
  const floor = languageId === 'python' ? indentationOfFunction(lines, position) : indentation;
  if (floor === 0) return wholeWindow(lines);
  let first = position;
  while (first > 0 && isWithin(lines[first - 1], floor)) first--;
  return { first: lines[first]?.number ?? line.number, last: lastOfBlock(lines, position, floor) };
}

/** The innermost declaration of a name whose scope holds a line; undefined when this window has none. */
export function findDeclaration(
  window: CodeWindow,
  name: string,
  atLine: number,
): { readonly scope: Scope } | undefined {
  return declarationsOf(window, name)
    .filter(({ scope }) => isInScope(scope, atLine))
    .sort((one, other) => one.scope.last - one.scope.first - (other.scope.last - other.scope.first))[0];
}

/** Scopes strictly inside of another one in which the name is declared anew, so that it means something else there. */
export function findShadows(window: CodeWindow, name: string, outer: Scope): readonly Scope[] {
  return declarationsOf(window, name)
    .map(({ scope }) => scope)
    .filter(({ first, last }) => first >= outer.first && last <= outer.last)
    .filter(({ first, last }) => first > outer.first || last < outer.last);
}

export function isInScope(scope: Scope, line: number): boolean {
  return line >= scope.first && line <= scope.last;
}

export function wholeWindow(lines: readonly CodeLine[]): Scope {
  return { first: lines[0]?.number ?? 0, last: lines.at(-1)?.number ?? 0 };
}

function declarationsOf(window: CodeWindow, name: string): readonly { readonly scope: Scope }[] {
  return window.lines.flatMap((line) =>
    line.tokens.flatMap((token, index) =>
      token.kind === 'word' && token.text === name && isDeclaration(line.tokens, index, window.languageId)
        ? [{ scope: scopeOfDeclaration(window, line, index) }]
        : [],
    ),
  );
}

function opensBlock({ text }: CodeLine): boolean {
  return /(?:[{(:]|=>)\s*$/.test(text);
}

function lastOfBlock(lines: readonly CodeLine[], position: number, floor: number): number {
  let last = position;
  while (last + 1 < lines.length && isWithin(lines[last + 1], floor)) last++;
  return lines[last]?.number ?? 0;
}

function isWithin(line: CodeLine | undefined, floor: number): boolean {
  return line !== undefined && (line.indentation === undefined || line.indentation >= floor);
}

/** How far the body is indented of the function that a line belongs to; 0 outside of every function. */
function indentationOfFunction(lines: readonly CodeLine[], position: number): number {
  let floor = lines[position]?.indentation ?? 0;
  for (let at = position - 1; at >= 0 && floor > 0; at--) {
    const { indentation, text } = lines[at] ?? {};
    if (indentation === undefined || text === undefined || indentation >= floor) continue;
    if (/^\s*(async\s+)?(def|class)\b/.test(text)) return floor;
    floor = indentation;
  }
  return floor;
}
