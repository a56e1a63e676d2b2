import { isDeclaringWord, isKeyword } from './languages.ts';
import type { Token } from './tokens.ts';

/** What a word stands for: a name of its own, a member of something (`.name`), a key (`name:`), or an argument's name. */
export type Role = 'name' | 'member' | 'key' | 'argument-name';

const accesses = ['.', '?.', '->', '::'];
const typeFirstLanguages = ['java', 'c', 'cpp', 'csharp', 'dart', 'objective-c'];

/** The part that the word at an index plays in its line. */
export function roleOf(tokens: readonly Token[], index: number, languageId: string): Role {
  const previous = tokens[index - 1]?.text ?? '';
  const next = tokens[index + 1]?.text ?? '';
  if (accesses.includes(previous)) return 'member';
  const bracket = enclosingBracket(tokens, index);
  if (languageId === 'python' && next === '=' && bracket === '(' && tokens[0]?.text !== 'def') return 'argument-name';
  const isKeyed = next === ':' || (next === '?' && tokens[index + 2]?.text === ':');
  if (isKeyed && languageId !== 'python' && bracket !== '(' && bracket !== '[') {
    if (previous === '' || ['{', ',', 'readonly', 'public', 'private', 'protected'].includes(previous)) return 'key';
  }
  if (isMethodHead(tokens, index)) return 'member';
  return 'name';
}

/** Whether the word at an index is declared here: by a keyword, by a type before it, as a parameter, by assignment. */
export function isDeclaration(tokens: readonly Token[], index: number, languageId: string): boolean {
  const previous = tokens[index - 1];
  const next = tokens[index + 1]?.text ?? '';
  if (previous !== undefined && isDeclaringWord(previous.text)) return true;
  if (previous?.text === ':' || previous?.text === '=') return false;
  if (next === ':=' || isArrowParameter(tokens, index)) return true;
  if (isInDeclaredList(tokens, index)) return true;
  if (languageId === 'python' && (previous?.text === 'for' || previous?.text === 'as')) return true;
  if (['python', 'ruby', 'shellscript', 'r', 'julia'].includes(languageId) && index === 0 && next === '=') return true;
  if (!typeFirstLanguages.includes(languageId) || previous === undefined) return false;
  const isTyped = previous.kind === 'word' && (!isKeyword(previous.text) || isBuiltInType(previous.text));
  return isTyped && ['=', ';', ',', ')', ':', '('].includes(next);
}

/** Whether the word is `x` in `x =>` or in `(x, y) =>`. */
export function isArrowParameter(tokens: readonly Token[], index: number): boolean {
  if (tokens[index + 1]?.text === '=>') return true;
  const previous = tokens[index - 1]?.text ?? '';
  if (enclosingBracket(tokens, index) !== '(' || !['(', ',', '{', '[', '...'].includes(previous)) return false;
  let depth = 1;
  for (let at = index + 1; at < tokens.length; at++) {
    const text = tokens[at]?.text ?? '';
    if (['(', '[', '{'].includes(text)) depth++;
    if ([')', ']', '}'].includes(text) && --depth === 0) return tokens[at + 1]?.text === '=>';
  }
  return false;
}

/** Whether the word is the name of the function or class whose head this line is, not one of its parameters. */
export function isOwnNameOfHead(tokens: readonly Token[], index: number): boolean {
  return ['def', 'fn', 'func', 'fun', 'function', 'class', 'interface', 'struct', 'enum', 'trait', 'type'].includes(
    tokens[index - 1]?.text ?? '',
  );
}

/** The word in `{ word }` or `{ a, word }` of JavaScript: a key and a name at once, which no plain rename fits. */
export function isShorthand(tokens: readonly Token[], index: number): boolean {
  if (enclosingBracket(tokens, index) !== '{') return false;
  const next = tokens[index + 1]?.text ?? '';
  return ['{', ','].includes(tokens[index - 1]?.text ?? '') && ['}', ','].includes(next);
}

/** After a declaring word and before what is assigned: `const { a, word }`, `function f(a, word)`, `a, word :=`. */
function isInDeclaredList(tokens: readonly Token[], index: number): boolean {
  for (let at = index - 1; at >= 0; at--) {
    const token = tokens[at];
    if (token === undefined || ['=', 'of', 'in', 'extends', 'implements', 'from', '=>', ';'].includes(token.text))
      break;
    if (token.kind === 'word' && isDeclaringWord(token.text)) return true;
  }
  const assignment = tokens.findIndex(({ text }) => text === ':=');
  return assignment > index && tokens.slice(0, assignment).every(({ kind, text }) => kind === 'word' || text === ',');
}

/** `word(…) {` at the beginning of a line, perhaps after `async` or `private`: a method of a class or an object. */
function isMethodHead(tokens: readonly Token[], index: number): boolean {
  if (tokens[index + 1]?.text !== '(' || tokens.at(-1)?.text !== '{') return false;
  const word = tokens[index]?.text ?? '';
  if (isKeyword(word)) return false;
  return tokens.slice(0, index).every(({ kind, text }) => kind === 'word' && isKeyword(text) && !isDeclaringWord(text));
}

function enclosingBracket(tokens: readonly Token[], index: number): string | undefined {
  let depth = 0;
  for (let at = index - 1; at >= 0; at--) {
    const text = tokens[at]?.text ?? '';
    if ([')', ']', '}'].includes(text)) depth++;
    if (['(', '[', '{', '${'].includes(text) && depth-- === 0) return text;
  }
  return undefined;
}

function isBuiltInType(word: string): boolean {
  return /^(int|long|short|char|byte|float|double|bool|boolean|unsigned|var|void|string|object)$/.test(word);
}
