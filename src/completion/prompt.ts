import { isOnlyClosers } from './brackets.ts';
import type { Budget } from './budget.ts';
import { toLineFeeds } from './lineEndings.ts';
import type { View } from './view.ts';

/** The text around the cursor that is sent. */
export interface PromptText {
  readonly prefix: string;
  readonly suffix: string;
}

/** A prefix that has outgrown its budget is cut to this share of it. */
const keptShare = 0.6;
/** How many words of the suffix are compared, and which share of them may differ without giving up the old one. */
const comparedWords = 50;
const tolerableShare = 0.1;
const loneLowSurrogate = /^[\uDC00-\uDFFF]/;
const loneHighSurrogate = /[\uD800-\uDBFF]$/;

/**
 * Cuts prompts so that a server finds as much as possible of the last one in its cache: the prefix begins at the same
 * character for many keys, and the suffix stays as it was while only little of it changes.
 */
export class PromptBuilder {
  #sent: { readonly uri: string; readonly suffixBelow: string } = { uri: '', suffixBelow: '' };

  build(view: View, budget: Budget): PromptText {
    const suffix = restForPrompt(view) + this.#suffixBelow(view, budget.suffixLength);
    return { prefix: cutPrefix(view, budget.prefixLength), suffix };
  }

  #suffixBelow(view: View, length: number): string {
    if (!view.hasLineBelow) return '';
    const { uri } = view.snapshot.origin;
    const current = cutAfterLine(`\n${view.below}`, length);
    const fits = uri === this.#sent.uri && this.#sent.suffixBelow.length <= length;
    if (!fits || !isAlmostSame(this.#sent.suffixBelow, current)) this.#sent = { uri, suffixBelow: current };
    return this.#sent.suffixBelow;
  }
}

/**
 * The rest of the cursor's line takes part only if it says something. Closers come and go by themselves while a person
 * types; the model writes them too, and they are fitted together when the answer is shown.
 */
function restForPrompt(view: View): string {
  return isOnlyClosers(view.lineSuffix) ? '' : view.lineSuffix;
}

/** The text before the cursor from a block's boundary on; the boundaries are counted from the document's start. */
function cutPrefix(view: View, length: number): string {
  const { textBefore } = view.snapshot;
  const blockLength = Math.max(1, Math.floor(length * (1 - keptShare)));
  const excess = Math.max(0, textBefore.length - length);
  const start = Math.ceil(excess / blockLength) * blockLength;
  const window = toLineFeeds(textBefore.slice(start));
  const above = window.slice(0, window.lastIndexOf('\n') + 1);
  if (start === 0) return above + view.linePrefix;
  if (above === '') return endOf(view.linePrefix, window.length);
  return above.slice(above.indexOf('\n') + 1) + view.linePrefix;
}

/** The last `length` characters of a line too long for its budget, or one less where that would split a character. */
function endOf(line: string, length: number): string {
  return line.slice(Math.max(0, line.length - length)).replace(loneLowSurrogate, '');
}

/** The longest beginning of whole lines that is not longer than `length`, or a piece of the first line. */
function cutAfterLine(text: string, length: number): string {
  if (text.length <= length) return text;
  const lineBreak = text.lastIndexOf('\n', length);
  const cut = text.slice(0, lineBreak > 0 ? lineBreak : length);
  return cut.replace(loneHighSurrogate, '');
}

function isAlmostSame(sent: string, current: string): boolean {
  const sentWords = firstWords(sent);
  const currentWords = firstWords(current);
  if (sentWords.length === 0 || sentWords[1] !== currentWords[1]) return false;
  const length = Math.max(sentWords.length, currentWords.length);
  const differing = Array.from({ length }, (_, index) => sentWords[index] !== currentWords[index]).filter(Boolean);
  return differing.length < length * tolerableShare;
}

function firstWords(text: string): string[] {
  return (text.match(/\w+|\s+|[^\w\s]/g) ?? []).slice(0, comparedWords);
}
