import { commentMarksOf } from './languages.ts';

/**
 * A piece of a line of code. The quotes of a string are tokens of their own and its content is one token, so that a
 * change of quotes and a change of the content are told apart. Code inside `${…}` is tokenised as code.
 */
export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'quote' | 'comment' | 'punctuation';
  readonly text: string;
  /** Where the token begins in its line, in UTF-16 units; it ends `text.length` later. */
  readonly start: number;
}

/** Tokenises lines from top to bottom, remembering block comments and strings that go on in the next line. */
export interface LineTokenizer {
  next(line: string): readonly Token[];
}

const wordPattern = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const numberPattern = /\d[\p{L}\p{N}_.]*/uy;
const operatorPattern = /===|!==|\.\.\.|=>|->|:=|::|\?\.|\?\?|[=!<>+\-*/%&|^]=|&&|\|\||\+\+|--|[^\s]/uy;

export function createLineTokenizer(languageId: string): LineTokenizer {
  const marks = commentMarksOf(languageId);
  const hasLongStrings = languageId === 'python';
  const hasTemplates = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'].includes(languageId);
  // What ends the comment or the string in which the next line begins.
  let openUntil: { readonly end: string; readonly kind: 'comment' | 'string' } | undefined;

  function next(line: string): readonly Token[] {
    const tokens: Token[] = [];
    const add = (kind: Token['kind'], start: number, end: number) => {
      if (end > start) tokens.push({ kind, text: line.slice(start, end), start });
      return end;
    };
    let at = 0;
    // How many `${` are open, each with the depth of braces inside it.
    const templates: number[] = [];

    /** Reads on to the end of a comment or long string; the rest of the line when it does not end here. */
    const readUntil = (end: string, kind: 'comment' | 'string') => {
      const found = line.indexOf(end, at);
      openUntil = found < 0 ? { end, kind } : undefined;
      if (end === '`' && kind === 'string') return readTemplate();
      at = add(kind, at, found < 0 ? line.length : found + end.length);
    };
    const readTemplate = () => {
      let from = at;
      for (; at < line.length; at++) {
        if (line[at] === '\\') at++;
        else if (line[at] === '`') {
          add('string', from, at);
          openUntil = undefined;
          at = add('quote', at, at + 1);
          return;
        } else if (line.startsWith('${', at)) {
          add('string', from, at);
          at = add('punctuation', at, at + 2);
          templates.push(0);
          // A template that goes on in the next line after this code is found again when the code ends.
          openUntil = undefined;
          return;
        }
      }
      from = Math.min(from, line.length);
      at = add('string', from, line.length);
      openUntil = { end: '`', kind: 'string' };
    };
    const readString = (quote: string) => {
      at = add('quote', at, at + 1);
      if (quote === '`' && hasTemplates) return readTemplate();
      const from = at;
      while (at < line.length && line[at] !== quote) at += line[at] === '\\' ? 2 : 1;
      at = add('string', from, Math.min(at, line.length)) || from;
      if (line[at] === quote) at = add('quote', at, at + 1);
    };
    const readPattern = (pattern: RegExp, kind: Token['kind']) => {
      pattern.lastIndex = at;
      const found = pattern.exec(line);
      if (found === null) return false;
      at = add(kind, at, at + found[0].length);
      return true;
    };

    if (openUntil !== undefined) readUntil(openUntil.end, openUntil.kind);
    while (at < line.length) {
      const rest = line.slice(at, at + 3);
      const depth = templates.at(-1);
      if (/^\s/.test(rest)) at++;
      else if (marks.line.some((mark) => rest.startsWith(mark))) at = add('comment', at, line.length);
      else if (marks.block !== undefined && rest.startsWith(marks.block[0])) readUntil(marks.block[1], 'comment');
      else if (hasLongStrings && (rest === '"""' || rest === "'''")) {
        at = add('quote', at, at + 3);
        readUntil(rest, 'string');
      } else if (/^["'`]/.test(rest) && !isLifetime(languageId, line, at)) readString(rest.slice(0, 1));
      else if (rest.startsWith('}') && depth === 0) {
        at = add('punctuation', at, at + 1);
        templates.pop();
        readTemplate();
      } else if (readPattern(wordPattern, 'word') || readPattern(numberPattern, 'number')) continue;
      else {
        if (depth !== undefined && rest.startsWith('{')) templates[templates.length - 1] = depth + 1;
        if (depth !== undefined && rest.startsWith('}')) templates[templates.length - 1] = depth - 1;
        if (!readPattern(operatorPattern, 'punctuation')) at++;
      }
    }
    return tokens;
  }
  return { next };
}

/** In Rust `'a` is a lifetime, and only `'x'` or `'\n'` is a character. */
function isLifetime(languageId: string, line: string, at: number): boolean {
  return languageId === 'rust' && line[at] === "'" && line[at + 1] !== '\\' && line[at + 2] !== "'";
}
