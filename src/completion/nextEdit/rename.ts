import { type CodeLine, type CodeWindow, tokenize } from './codeWindow.ts';
import { hasNames, isKeyword } from './languages.ts';
import { diffTokens, type LineChange, type LineEdit } from './lineEdit.ts';
import { isDeclaration, isShorthand, type Role, roleOf } from './roles.ts';
import { findDeclaration, findShadows, isInScope, type Scope, scopeOfDeclaration } from './scope.ts';
import { shapeSimilarity } from './shape.ts';

/** One word or string that became another wherever the edit changed anything. */
export interface Renaming {
  readonly kind: 'word' | 'string';
  readonly from: string;
  readonly to: string;
  /** Index of the first changed token in the line after the edit. */
  readonly index: number;
  /** How many tokens of the line were changed. */
  readonly count: number;
}

/** Which tokens a renaming reaches. */
export interface Reach {
  changesOf(line: CodeLine): readonly LineChange[];
}

/** Reads a renaming out of an edit; undefined for any other edit. */
export function toRenaming(edit: LineEdit, languageId: string): Renaming | undefined {
  const hunks = diffTokens(tokenize(edit.before, languageId), tokenize(edit.after, languageId));
  const [first] = hunks;
  const from = first?.deleted[0];
  const to = first?.inserted[0];
  if (first === undefined || from === undefined || to === undefined || from.kind !== to.kind) return undefined;
  const isUniform = hunks.every(
    ({ deleted, inserted }) =>
      deleted.length === 1 && inserted.length === 1 && deleted[0]?.text === from.text && inserted[0]?.text === to.text,
  );
  if (!isUniform || (from.kind !== 'word' && from.kind !== 'string')) return undefined;
  if (from.kind === 'word' && (isKeyword(from.text) || isKeyword(to.text))) return undefined;
  // An underscore in front marks a name as unused; it is no new name.
  if (to.text === `_${from.text}` || from.text === `_${to.text}`) return undefined;
  return { kind: from.kind, from: from.text, to: to.text, index: first.afterIndex, count: hunks.length };
}

/**
 * Where else the renaming of the last edit belongs. It takes more than an equal word: a declaration that this edit or an
 * earlier one has renamed, or two uses renamed while the new name stands nowhere else yet.
 */
export function findReach(window: CodeWindow, history: readonly LineEdit[]): Reach | undefined {
  const last = history.at(-1);
  const renaming = last && toRenaming(last, window.languageId);
  if (renaming === undefined || !hasNames(window.languageId)) return undefined;
  const same = history.filter((edit) => {
    const other = toRenaming(edit, window.languageId);
    return other?.kind === renaming.kind && other.from === renaming.from && other.to === renaming.to;
  });
  if (renaming.kind === 'string') return reachOfString(window, renaming, same);
  const line = window.lineAt(last?.line ?? 0);
  if (line === undefined) return undefined;
  const role = roleOf(line.tokens, renaming.index, window.languageId);
  if (role === 'argument-name') return undefined;
  return role === 'name'
    ? reachOfName(window, renaming, same)
    : reachOfMember({ window, renaming, same, line, before: last?.before ?? '' });
}

function reachOfName(window: CodeWindow, renaming: Renaming, same: readonly LineEdit[]): Reach | undefined {
  const { languageId } = window;
  const scope = scopeOfRenaming(window, renaming, same);
  if (scope === undefined || isAlreadyThere({ window, renaming, same, roles: ['name'], scope })) return undefined;
  const shadows = findShadows(window, renaming.from, scope);
  return {
    changesOf: ({ number, tokens }) =>
      isInScope(scope, number) && !shadows.some((shadow) => isInScope(shadow, number))
        ? changesWhere(tokens, renaming, (index) => {
            if (roleOf(tokens, index, languageId) !== 'name') return false;
            return !isShorthand(tokens, index) || isDeclaration(tokens, index, languageId);
          })
        : [],
  };
}

/** The scope of the declaration that was renamed, or of the one that still waits for it. */
function scopeOfRenaming(window: CodeWindow, { from }: Renaming, same: readonly LineEdit[]): Scope | undefined {
  const last = same.at(-1);
  for (const edit of same.toReversed()) {
    const line = window.lineAt(edit.line);
    const index = line && toRenaming(edit, window.languageId)?.index;
    if (line === undefined || index === undefined || !isDeclaration(line.tokens, index, window.languageId)) continue;
    const scope = scopeOfDeclaration(window, line, index);
    if (last !== undefined && isInScope(scope, last.line)) return scope;
  }
  // A use that was changed once may now mean another thing. Changed twice while the declaration waits, it is a rename.
  return last && same.length > 1 ? findDeclaration(window, from, last.line)?.scope : undefined;
}

interface MemberParts {
  readonly window: CodeWindow;
  readonly renaming: Renaming;
  readonly same: readonly LineEdit[];
  readonly line: CodeLine;
  readonly before: string;
}

function reachOfMember({ window, renaming, same, line, before }: MemberParts): Reach | undefined {
  const { languageId } = window;
  const roles: readonly Role[] = ['member', 'key'];
  if (isAlreadyThere({ window, renaming, same, roles, scope: undefined })) return undefined;
  const receiver = ownReceiverAt(line, renaming.index);
  const isReached = (tokens: CodeLine['tokens'], index: number) => roles.includes(roleOf(tokens, index, languageId));
  const found = window.lines.flatMap(({ tokens }) =>
    tokens.flatMap((token, index) =>
      token.kind === 'word' && token.text === renaming.from && isReached(tokens, index)
        ? [roleOf(tokens, index, languageId)]
        : [],
    ),
  );
  const role = roleOf(line.tokens, renaming.index, languageId);
  const all: Reach = { changesOf: ({ tokens }) => changesWhere(tokens, renaming, (index) => isReached(tokens, index)) };
  if (role === 'key' && found.includes('member')) return all;
  if (role === 'key') {
    // Rows of data: the same key in a line that is made alike. A key of the same name elsewhere may mean another thing.
    const beforeTokens = tokenize(before, languageId);
    return { changesOf: (other) => (shapeSimilarity(beforeTokens, other.tokens) > 0.9 ? all.changesOf(other) : []) };
  }
  const isDeclared = line.tokens[renaming.index + 1]?.text === '=' || isMethodDeclared(line, renaming.index);
  if (!isDeclared && same.length < 2) return undefined;
  if (receiver === undefined) return found.includes('key') || isMethodDeclared(line, renaming.index) ? all : undefined;
  return {
    changesOf: (other) => changesWhere(other.tokens, renaming, (index) => ownReceiverAt(other, index) === receiver),
  };
}

/** `this` or `self` before the member at an index. */
function ownReceiverAt({ tokens }: CodeLine, index: number): string | undefined {
  const receiver = tokens[index - 2]?.text;
  return receiver === 'this' || receiver === 'self' ? receiver : undefined;
}

function isMethodDeclared({ tokens }: CodeLine, index: number): boolean {
  return !['.', '?.', '->', '::'].includes(tokens[index - 1]?.text ?? '');
}

/** A string that reads like a name (a route, an event, a key) is seldom changed in one place alone; a sentence is. */
function reachOfString(window: CodeWindow, renaming: Renaming, same: readonly LineEdit[]): Reach | undefined {
  const isName = (text: string) => /^\S{4,}$/.test(text) && /[-_./:]|\p{Ll}\p{Lu}/u.test(text);
  if (!isName(renaming.from) || !isName(renaming.to)) return undefined;
  if (isAlreadyThere({ window, renaming, same, roles: undefined, scope: undefined })) return undefined;
  return { changesOf: ({ tokens }) => changesWhere(tokens, renaming, () => true) };
}

interface Presence {
  readonly window: CodeWindow;
  readonly renaming: Renaming;
  readonly same: readonly LineEdit[];
  /** Undefined for strings, which play no role. */
  readonly roles: readonly Role[] | undefined;
  readonly scope: Scope | undefined;
}

/** Whether the new text stands where no edit has put it: then the person changed what is meant, not what it is called. */
function isAlreadyThere({ window, renaming, same, roles, scope }: Presence): boolean {
  const put = same.reduce((sum, edit) => sum + (toRenaming(edit, window.languageId)?.count ?? 0), 0);
  const standing = window.lines
    .filter(({ number }) => scope === undefined || isInScope(scope, number))
    .flatMap(({ tokens }) =>
      tokens.filter(
        ({ kind, text }, index) =>
          kind === renaming.kind &&
          text === renaming.to &&
          (roles === undefined || roles.includes(roleOf(tokens, index, window.languageId))),
      ),
    );
  return standing.length > put;
}

function changesWhere(
  tokens: CodeLine['tokens'],
  { kind, from, to }: Renaming,
  fits: (index: number) => boolean,
): readonly LineChange[] {
  return tokens.flatMap((token, index) =>
    token.kind === kind && token.text === from && fits(index)
      ? [{ start: token.start, end: token.start + from.length, newText: to }]
      : [],
  );
}
