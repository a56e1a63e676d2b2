import type { StructuredPatch } from 'diff';
import { type FencedBlock, fencedBlocks } from '../../base/fencedBlocks.ts';
import type { AnswerCheck } from '../../contract/answerCheck.ts';
import type { ChatMessage } from '../../contract/request.ts';

import { hasHunks, withCountedHunks } from './hunks.ts';

/**
 * A unified diff in an answer parses and fits a text that went along with the question. It says nothing of a diff for a
 * file that did not go along, since then nobody here knows what it is for.
 */
export const diffApplies: AnswerCheck = async (request, answer) => {
  if (request.task !== 'chat' || !answer.includes('@@')) return undefined;
  const diffs = fencedBlocks(answer).filter(isDiff).slice(0, mostDiffs);
  if (diffs.length === 0) return undefined;
  const texts = textsOf(request.messages);
  if (!texts.some(({ isFromPerson }) => isFromPerson)) return undefined;
  const library = await import('diff');
  const patches = diffs.map(({ text }) => tryParse(text, library.parsePatch));
  const fitsAll = patches.every((files) => files?.every((file) => fits(file, texts, library.applyPatch)));
  return fitsAll ? undefined : { code: 'diff-does-not-apply', text: 'Its diff does not fit the code that it is for.' };
};

type Library = typeof import('diff');

/** A text that the model knew when it answered. */
interface KnownText {
  /** The file's path; undefined for code that was only written into a message. */
  readonly path: string | undefined;
  readonly text: string;
  readonly isFromPerson: boolean;
}

/** The code of a conversation, since the last diff in it: what stood before that one may have been changed by it. */
function textsOf(messages: readonly ChatMessage[]): readonly KnownText[] {
  const said = messages.filter(({ role }) => role === 'user' || role === 'assistant');
  const blocks = said.map(({ role, text }) => ({ role, blocks: fencedBlocks(text) }));
  const lastDiff = blocks.findLastIndex((message) => message.role === 'assistant' && message.blocks.some(isDiff));
  return blocks
    .slice(lastDiff + 1)
    .flatMap(({ role, blocks }) =>
      blocks
        .filter((block) => !isDiff(block))
        .map((block) => ({ path: pathOf(block), text: block.text, isFromPerson: role === 'user' })),
    );
}

/** What the chat writes before the text of an attachment. */
function pathOf({ heading }: FencedBlock): string | undefined {
  return /^(.+?)(?:, lines \d+ to \d+)?:$/.exec(heading)?.[1];
}

function isDiff({ language, text }: FencedBlock): boolean {
  if (text.length > longestDiff || !hasHunks(text)) return false;
  return ['diff', 'patch', 'udiff'].includes(language) || /^--- .*\n\+\+\+ /m.test(text);
}

function tryParse(diff: string, parse: Library['parsePatch']): readonly StructuredPatch[] | undefined {
  try {
    return parse(withCountedHunks(diff));
  } catch {
    // The library throws at a line that begins with none of the four characters, or at half a header: it is no diff.
    return undefined;
  }
}

/** Whether each hunk finds its place in a text that it may be for, or there is no such text. */
function fits(file: StructuredPatch, texts: readonly KnownText[], apply: Library['applyPatch']): boolean {
  const names = namesOf(file);
  if (names === 'new file') return true;
  const isMeant = ({ path }: KnownText) => names.length === 0 || names.some((name) => isSamePath(name, path));
  if (!texts.some((known) => known.isFromPerson && isMeant(known))) return true;
  // Code that the model wrote itself says no file, and a diff of it names one all the same.
  const possible = texts.filter((known) => isMeant(known) || !known.isFromPerson);
  return file.hunks.every((hunk) =>
    possible.some(({ text }) => fitsSomewhere(text, { ...file, hunks: [hunk] }, apply)),
  );
}

/** The names that a diff gives its file, without git's `a/` and `b/`. Empty where it gives none. */
function namesOf({ oldFileName, newFileName }: StructuredPatch): readonly string[] | 'new file' {
  if (oldFileName === '/dev/null') return 'new file';
  return [oldFileName, newFileName].flatMap((name) => (name ? [name.replace(/^[ab]\//, '')] : []));
}

/** Models write more or less of a path than the question did. */
function isSamePath(name: string, path: string | undefined): boolean {
  return path !== undefined && (name === path || name.endsWith(`/${path}`) || path.endsWith(`/${name}`));
}

/** Also true of what would take too long to find out. */
function fitsSomewhere(text: string, patch: StructuredPatch, apply: Library['applyPatch']): boolean {
  const hunkLines = patch.hunks.reduce((count, { lines }) => count + lines.length, 0);
  if (hunkLines * text.split('\n').length > mostComparisons) return true;
  // White space at a line's end is what models lose first, and no diff is worth less for it.
  const compareLine = (_number: number, line: string | undefined, _operation: string, content: string) =>
    line?.trimEnd() === content.trimEnd();
  return apply(text, patch, { fuzzFactor, compareLine }) !== false;
}

/** How many lines around a change may be wrong or missing, as long as the ones next to it are right. */
const fuzzFactor = 1;

const mostDiffs = 8;
const longestDiff = 60_000;
/** A hunk of 100 lines in a file of 20,000. The library compares each place up to four times. */
const mostComparisons = 2_000_000;
