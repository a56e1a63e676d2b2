import type { Node } from 'web-tree-sitter';

/** A leaf of a syntax tree, or a whole string or comment. */
export interface Token {
  /** The grammar's name for it; for a bracket, a sign or a keyword that is its text. */
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly row: number;
  /** Whether it is a string or a comment, in which brackets and line breaks mean nothing. */
  readonly isText: boolean;
  readonly node: Node;
}

/** Everything that stands between two places, in order. A token that only begins or ends there counts. */
export function* tokensIn(node: Node, from: number, to: number): Generator<Token, void, void> {
  if (isOutside(node, from, to)) return;
  if (isWhole(node)) yield toToken(node);
  else for (const child of node.children) yield* tokensIn(child, from, to);
}

/** The tokens before a place that may leave something open: what parsed without a mistake closes what it opens. */
export function* unsettledTokensBefore(node: Node, to: number): Generator<Token, void, void> {
  if (isOutside(node, 0, to) || isSettled(node, to)) return;
  if (isWhole(node)) yield toToken(node);
  else for (const child of node.children) yield* unsettledTokensBefore(child, to);
}

/** The last token that begins before a place; comments do not count, and neither does a string that is a statement. */
export function lastCodeBefore(node: Node, to: number): Token | undefined {
  if (isOutside(node, 0, to) || isComment(node) || isDocumentation(node)) return undefined;
  if (isWhole(node)) return toToken(node);
  for (const child of node.children.toReversed()) {
    const token = lastCodeBefore(child, to);
    if (token !== undefined) return token;
  }
  return undefined;
}

export function isComment(node: Node): boolean {
  return node.type.includes('comment');
}

/** A mistake is no reason to take a comment apart: one that is not closed yet has one. */
function isWhole(node: Node): boolean {
  return node.childCount === 0 || isComment(node) || (isTextType(node.type) && !node.hasError);
}

function isTextType(type: string): boolean {
  // Python's grammar has tokens of their own for the quotes, which are no text themselves.
  return /string|char(acter)?_literal|comment|regex|heredoc/.test(type) && !/^string_(start|end)$/.test(type);
}

function isDocumentation(node: Node): boolean {
  return node.type === 'expression_statement' && node.childCount === 1 && node.firstChild?.type === 'string';
}

/** A leaf by itself settles nothing: the bracket that would close it may be what is missing. */
function isSettled(node: Node, to: number): boolean {
  return node.childCount > 0 && node.endIndex <= to && !node.hasError;
}

/** What the parser put in because it was missing has no width and is nowhere. */
function isOutside(node: Node, from: number, to: number): boolean {
  return node.endIndex <= from || node.startIndex >= to || node.startIndex === node.endIndex;
}

function toToken(node: Node): Token {
  const { type, startIndex: start, endIndex: end, startPosition } = node;
  // A keyword of a grammar, such as TypeScript's type `string`, is an unnamed leaf.
  return { type, start, end, row: startPosition.row, isText: node.isNamed && isTextType(type), node };
}
