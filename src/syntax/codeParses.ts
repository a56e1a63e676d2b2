import { type FencedBlock, fencedBlocks } from '../base/fencedBlocks.ts';
import type { AnswerCheck } from '../contract/answerCheck.ts';
import type { Syntax } from './syntax.ts';

/**
 * The code of an answer parses, where its language has a grammar. Only what cannot be meant is a failure: a block with an
 * ellipsis is a sketch, and a fragment without its surroundings often parses with a mistake or two.
 */
export function createCodeParses(syntax: Pick<Syntax, 'countMistakes'>): AnswerCheck {
  return async (_request, answer) => {
    for (const { language, text } of fencedBlocks(answer).filter(isChecked).slice(0, mostBlocks)) {
      const mistakes = await syntax.countMistakes(languageIds.get(language) ?? language, text);
      const lines = text.split('\n').length;
      if (mistakes !== undefined && mistakes > toleratedMistakes && mistakes > lines * toleratedShare) return broken;
    }
    return undefined;
  };
}

const broken = { code: 'does-not-parse', text: 'Its code does not parse.' };

/** A method outside its class, or a line that is cut, leaves one or two. */
const toleratedMistakes = 2;
const toleratedShare = 0.1;

/** Three dots that stand for code: on a line of their own, or in a comment. JavaScript's spread is followed by a name. */
const sketched = /(?:^|\/\/|#|\/\*|<!--)\s*(?:\.\.\.|…)|(?:\.\.\.|…)\s*$/m;

function isChecked({ language, text }: FencedBlock): boolean {
  return language !== '' && text.trim() !== '' && text.length <= longestBlock && !sketched.test(text);
}

const mostBlocks = 8;
const longestBlock = 60_000;

/** The names that models give to languages, where VS Code has another one. */
const languageIds: ReadonlyMap<string, string> = new Map([
  ['ts', 'typescript'],
  ['tsx', 'typescriptreact'],
  ['js', 'javascript'],
  ['jsx', 'javascriptreact'],
  ['mjs', 'javascript'],
  ['py', 'python'],
  ['python3', 'python'],
  ['golang', 'go'],
  ['rs', 'rust'],
  ['c++', 'cpp'],
  ['c#', 'csharp'],
  ['cs', 'csharp'],
]);
