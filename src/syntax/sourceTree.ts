import type { Edit, Node, Parser, Point, Tree } from 'web-tree-sitter';
import type { Disposable } from '../base/disposable.ts';

/**
 * The syntax tree of one text that changes a little from time to time. What stayed the same is not parsed again.
 * A node is valid until the next call of `parse`.
 */
export class SourceTree implements Disposable {
  readonly #parser: Parser;
  /** The package's class, which comes from outside since the package is loaded late. */
  readonly #Edit: typeof Edit;
  #text = '';
  #tree: Tree | undefined;

  constructor(parser: Parser, EditClass: typeof Edit) {
    this.#parser = parser;
    this.#Edit = EditClass;
  }

  /** The root of a text's tree. A text with mistakes has a tree too. */
  parse(text: string): Node | undefined {
    const before = this.#tree;
    if (before !== undefined && text === this.#text) return before.rootNode;
    before?.edit(new this.#Edit(changeBetween(this.#text, text)));
    const tree = this.#parser.parse(text, before) ?? undefined;
    before?.delete();
    this.#text = text;
    this.#tree = tree;
    return tree?.rootNode;
  }

  dispose(): void {
    this.#tree?.delete();
    this.#tree = undefined;
    this.#parser.delete();
  }
}

/** The smallest single change that makes one text of another. */
function changeBetween(before: string, now: string) {
  const shorter = Math.min(before.length, now.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === now.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - 1 - same) === now.charCodeAt(now.length - 1 - same)
  )
    same++;
  const oldEnd = before.length - same;
  const newEnd = now.length - same;
  return {
    startIndex: start,
    oldEndIndex: oldEnd,
    newEndIndex: newEnd,
    startPosition: pointAt(now, start),
    oldEndPosition: pointAt(before, oldEnd),
    newEndPosition: pointAt(now, newEnd),
  };
}

function pointAt(text: string, index: number): Point {
  let row = 0;
  let lineStart = 0;
  for (let next = text.indexOf('\n'); next >= 0 && next < index; next = text.indexOf('\n', lineStart)) {
    row++;
    lineStart = next + 1;
  }
  return { row, column: index - lineStart };
}
