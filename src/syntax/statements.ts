import type { Node } from 'web-tree-sitter';
import { isCloser, isOpener } from './openings.ts';
import type { Token } from './tokens.ts';

/** The statement, or the entry of a list, that a token belongs to: what stands directly in a block or between brackets. */
export function statementOf(token: Token): Node {
  let node = isCloser(token) ? (token.node.parent ?? token.node) : token.node;
  for (let parent = node.parent; parent !== null && !isContainer(parent); parent = node.parent) node = parent;
  return node;
}

/** Whether a statement begins with a token, rather than goes on: `else`, `.then()` and `+ 1` begin none. */
export function beginsStatement(token: Token): boolean {
  if (isCloser(token)) return false;
  const statement = statementOf(token);
  // Among the pieces of what could not be parsed, a lone word says nothing.
  const isPiece = statement.parent?.type === 'ERROR' && statement.childCount === 0;
  return statement.startIndex === token.start && !isPiece;
}

/** Whether a statement has blocks of its own, by its kind and not by its length. */
export function isCompound(statement: Node): boolean {
  return startingWith(statement).some(({ type }) => compoundTypes.test(type) || type === 'decorated_definition');
}

/** Whether an `else`, a `catch` or the `while` of a `do` may follow. */
export function mayGoOn(statement: Node): boolean {
  return startingWith(statement).some(({ type }) => /^(if|try|do)_/.test(type));
}

const compoundTypes =
  /^(\w+_)?(if|for|foreach|while|do|loop|switch|match|try|with)(_\w+)?_(statement|expression|loop)$|^(class|interface|enum|struct|trait|impl|mod|namespace|function|method|constructor)_(declaration|definition|item|specifier)$|^rule_set$/;

/** Containers that do not begin with a bracket. A part of the text that could not be parsed is one, too. */
const containerTypes: ReadonlySet<string> = new Set([
  ...['program', 'module', 'source_file', 'translation_unit', 'compilation_unit', 'stylesheet', 'ERROR'],
  ...['block', 'statement_list', 'switch_case', 'switch_default', 'case_statement', 'default_statement'],
  ...['switch_section', 'switch_block_statement_group'],
]);

function isContainer(node: Node): boolean {
  if (containerTypes.has(node.type)) return true;
  const first = node.firstChild;
  return first !== null && first.childCount === 0 && isOpener(first);
}

/** A node and those of its descendants that begin where it begins. */
function startingWith(node: Node): Node[] {
  const nodes = [node];
  for (let child = node.firstChild; child !== null; child = child.firstChild) {
    if (child.startIndex !== node.startIndex) break;
    nodes.push(child);
  }
  return nodes;
}
