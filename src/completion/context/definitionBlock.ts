import { indentationOf, isBlank } from '../indentation.ts';

const longestBlock = 120;

/**
 * The end of the declaration that begins at a line, exclusive, told by indentation: all deeper lines below, and a line of
 * closing brackets, `else` or the like that ends it. A long parameter list counts as part of it.
 */
export function endOfBlock(lines: readonly string[], start: number): number {
  const own = indentationOf(lines[start] ?? '').length;
  let end = start + 1;
  for (let line = start + 1; line < Math.min(lines.length, start + longestBlock); line++) {
    const text = lines[line] ?? '';
    if (isBlank(text)) continue;
    const depth = indentationOf(text).length;
    const isCloser = depth === own && /^[)\]}]/.test(text.trimStart());
    if (depth <= own && !isCloser && !/^\s*\{\s*$/.test(text)) break;
    end = line + 1;
    // A closer that opens nothing new is the end: what follows belongs to the next declaration.
    if (isCloser && !/[{(:[]\s*$/.test(text)) break;
  }
  return end;
}

/** The first line of the comments and decorators right above a declaration; the declaration's own line without any. */
export function startWithComments(lines: readonly string[], line: number): number {
  let start = line;
  while (start > 0 && line - start < 12 && /^\s*(?:\/\/|\/\*|\*|#|@|--|"""|''')/.test(lines[start - 1] ?? '')) start--;
  return start;
}
