import { isOnlyClosers } from './brackets.ts';
import type { Budget } from './budget.ts';
import { toLineFeeds } from './lineEndings.ts';
import type { View } from './view.ts';

/** The text around the cursor that is sent. */
export interface PromptText {
  readonly prefix: string;
  readonly suffix: string;
  /** As in the request. */
  readonly typedCharacters: number;
}

/** A prefix that has outgrown its budget is cut to this share of it, and then grows again. */
const keptShare = 0.4;
/** So much of the beginning of the last prefix has to stand where it stood for the next one to begin there too. */
const headLength = 200;
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
  /** Where the last prefix began, and what stood there. */
  #began: Beginning | undefined;
  /** The text above the line of the cursor when it came to this place. What is typed after it leaves it as it is. */
  #anchor: { readonly uri: string; readonly prefix: string; readonly suffix: string } | undefined;

  build(view: View, budget: Budget): PromptText {
    const { uri } = view.snapshot.origin;
    const suffix = restForPrompt(view) + this.#suffixBelow(view, budget.suffixLength);
    const prefix = this.#cutPrefix(view, budget.prefixLength);
    const known = this.#anchor;
    const isSamePlace = known?.uri === uri && known.suffix === suffix && prefix.startsWith(known.prefix);
    // From the line's start on: the widget's selected item and the backspace of a word change what stands behind it only.
    const above = isSamePlace ? known.prefix : prefix.slice(0, Math.max(0, prefix.length - view.linePrefix.length));
    this.#anchor = { uri, prefix: above, suffix };
    return { prefix, suffix, typedCharacters: prefix.length - above.length };
  }

  /**
   * The text before the cursor, from where the last prefix began as long as that is not too far away; else a new
   * beginning is taken, near enough that it may stay for many keys.
   */
  #cutPrefix(view: View, length: number): string {
    const { origin, textBefore } = view.snapshot;
    const start =
      (this.#began && findBeginning(this.#began, view, length)) ??
      chooseBeginning(textBefore, Math.floor(length * keptShare));
    // Taken anew each time, since it is short where the cursor stood near the document's start.
    this.#began = { uri: origin.uri, head: textBefore.slice(start, start + headLength) };
    return endOf(textFrom(view, start), length);
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

/** Where a prefix began, known by the text there, since what stands above it may grow or shrink. */
interface Beginning {
  readonly uri: string;
  readonly head: string;
}

/** The place of a beginning, if the cursor is behind it, and neither too far from it nor too near for a new one. */
function findBeginning({ uri, head }: Beginning, view: View, length: number): number | undefined {
  const { origin, textBefore } = view.snapshot;
  if (uri !== origin.uri) return undefined;
  const windowStart = Math.max(0, textBefore.length - length);
  const found = textBefore.slice(windowStart).indexOf(head);
  if (found < 0) return undefined;
  const distance = textBefore.length - windowStart - found;
  const leastDistance = Math.min(textBefore.length, (length * keptShare) / 2);
  return distance < leastDistance ? undefined : windowStart + found;
}

/** Where a prefix of about `length` characters begins: at a line's start, or within a line that is long itself. */
function chooseBeginning(text: string, length: number): number {
  const start = Math.max(0, text.length - length);
  const tolerable = length / 4;
  const lineStart = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
  if (start - lineStart <= tolerable) return lineStart;
  const nextLine = text.indexOf('\n', start) + 1;
  if (nextLine > 0 && nextLine - start <= tolerable) return nextLine;
  return loneLowSurrogate.test(text.slice(start, start + 1)) ? start + 1 : start;
}

/** The text from `start` to the cursor; on the cursor's line, what is selected in the suggest widget counts as typed. */
function textFrom({ snapshot: { textBefore }, linePrefix }: View, start: number): string {
  const lineStart = Math.max(textBefore.lastIndexOf('\n'), textBefore.lastIndexOf('\r')) + 1;
  if (start >= lineStart) return linePrefix.slice(start - lineStart);
  return toLineFeeds(textBefore.slice(start, lineStart)) + linePrefix;
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
