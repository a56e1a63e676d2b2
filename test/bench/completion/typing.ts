/** A document as the cursor divides it. */
export interface TextState {
  readonly before: string;
  readonly after: string;
}

/**
 * What VS Code makes of one key, as far as the traces need it: closed brackets and quotes, typing over them, and
 * indentation after Enter. The bench compares the file in the end with what this has promised, so it cannot drift.
 * Read from the language-configuration.json files of VS Code 1.139 (MIT) and tried in the editor itself.
 */
export function pressKey(state: TextState, key: string, language: string): TextState {
  if (key === 'Enter') return pressEnter(state, language);
  if (key === 'Backspace') return pressBackspace(state, language);
  if (key === 'ArrowDown') return moveDown(state);
  if (key === 'End') return moveToLineEnd(state);
  if (key.length !== 1) throw new Error(`Traces do not know the key ${key}.`);
  return pressCharacter(state, key, language);
}

/** One step of indentation as the text has it, else as VS Code's defaults say. */
export function indentationUnit(text: string, language: string): string {
  if (language === 'go') return '\t';
  const widths = [...text.matchAll(/^( +)\S/gm)].map(([, spaces = '']) => spaces.length);
  const even = widths.filter((width) => width % 2 === 0);
  return ' '.repeat(even.length === 0 ? 4 : Math.min(...even));
}

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '"': '"', "'": "'", '`': '`' };
const quotes = '"\'`';
const beforeWhichBracketsClose = /^(?:$|['"`;:.,=}\])> \n\t])/;
const beforeWhichQuotesClose = /^(?:$|[;:.,=}\])> \n\t])/;

function pressCharacter({ before, after }: TextState, key: string, language: string): TextState {
  const isCloser = Object.values(closers).includes(key);
  if (isCloser && after.startsWith(key) && !before.endsWith('\\'))
    return { before: before + key, after: after.slice(1) };
  const closer = closes(before, after, key, language) ? closers[key] : '';
  return { before: before + key, after: closer + after };
}

function closes(before: string, after: string, key: string, language: string): boolean {
  const isQuote = quotes.includes(key);
  if (closers[key] === undefined || (language === 'rust' && "'`".includes(key))) return false;
  if (!isQuote) return beforeWhichBracketsClose.test(after) && !isInString(before);
  if (key !== '`' && /[\p{L}\p{N}_]$/u.test(before) && !(language === 'python' && /\b[rRuUfFbB]$/.test(before)))
    return false;
  return beforeWhichQuotesClose.test(after) && !isInString(before);
}

/** Whether the cursor's line has an open quote. No trace has a comment with a quote in it. */
function isInString(before: string): boolean {
  let open = '';
  for (const character of lineOf(before)) {
    if (open === '' && quotes.includes(character)) open = character;
    else if (character === open) open = '';
  }
  return open !== '';
}

function pressEnter({ before, after }: TextState, language: string): TextState {
  const line = lineOf(before);
  const indentation = /^[ \t]*/.exec(line)?.[0] ?? '';
  const unit = indentationUnit(before + after, language);
  // What the editor has put there by itself goes when it stays empty.
  const left = line.trim() === '' ? before.slice(0, before.length - line.length) : before;
  const opener = before.trimEnd().at(-1) ?? '';
  const isAfterOpener = '([{'.includes(opener) && opener !== '' && line.trim() !== '';
  if (isAfterOpener && after.startsWith(closers[opener] ?? '\0')) {
    return { before: `${left}\n${indentation}${unit}`, after: `\n${indentation}${after}` };
  }
  const isAfterColon = language === 'python' && pythonBlock.test(line);
  return { before: `${left}\n${indentation}${isAfterOpener || isAfterColon ? unit : ''}`, after };
}

const pythonBlock = /^\s*(?:def|class|for|if|elif|else|while|try|with|finally|except|async).*?:\s*$/;

/** Between a pair both go; within the indentation one step of it goes. */
function pressBackspace({ before, after }: TextState, language: string): TextState {
  const line = lineOf(before);
  const closer = closers[before.at(-1) ?? ''];
  if (closer !== undefined && after.startsWith(closer)) return { before: before.slice(0, -1), after: after.slice(1) };
  if (line.trim() !== '' || line === '') return { before: before.slice(0, -1), after };
  const unit = indentationUnit(before + after, language);
  const excess = line.length % unit.length || unit.length;
  return { before: before.slice(0, -excess), after };
}

function moveDown({ before, after }: TextState): TextState {
  const column = lineOf(before).length;
  const lineEnd = after.indexOf('\n');
  if (lineEnd < 0) return moveToLineEnd({ before, after });
  const start = lineEnd + 1;
  const nextEnd = after.indexOf('\n', start);
  const offset = Math.min(start + column, nextEnd < 0 ? after.length : nextEnd);
  return { before: before + after.slice(0, offset), after: after.slice(offset) };
}

function moveToLineEnd({ before, after }: TextState): TextState {
  const end = after.indexOf('\n');
  const offset = end < 0 ? after.length : end;
  return { before: before + after.slice(0, offset), after: after.slice(offset) };
}

/** The cursor's line up to the cursor. */
export function lineOf(before: string): string {
  return before.slice(before.lastIndexOf('\n') + 1);
}
