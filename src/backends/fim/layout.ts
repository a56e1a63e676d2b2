import type { StaticTexts } from '../../contract/stream.ts';
import type { PromptSource } from './budget.ts';
import type { FileMarks, FimFormat } from './formats.ts';
import { makeHarmless } from './harmless.ts';

/** A piece of a prompt: a control token, which must not be cut, or text of the person's. */
export interface PromptPiece {
  readonly text: string;
  readonly isControl: boolean;
}

/** A prompt in two parts: what stays the same while a person types on, and what comes after it. */
export interface PromptLayout {
  readonly fixed: readonly PromptPiece[];
  readonly moving: readonly PromptPiece[];
  /** What of the text around the cursor is in the fixed part. */
  readonly staticTexts: StaticTexts;
}

/**
 * The text of a completion prompt, the same for every server that runs the same model. What stays the same from key to
 * key comes first: other files, the path, then the text around the cursor, what was typed last of all where the model
 * may find it there. Without a format the prompt is the prefix, and the suffix is not sent: a model that was never taught
 * to fill in would take it for text to go on from.
 */
export function layoutPrompt(format: FimFormat | undefined, source: PromptSource): PromptLayout {
  if (format === undefined) {
    return { fixed: [text(makeHarmless(source.prefix))], moving: [], staticTexts: 'prefix' };
  }
  const { layout, prefixToken, suffixToken, middleToken, files } = format;
  const harmless = (raw: string) => text(makeHarmless(raw, format));
  const headers = files === undefined ? [] : layoutFiles(files, source, harmless);
  const front = files?.place === 'front' ? headers : [];
  const inPrefix = [control(prefixToken), ...(files?.place === 'prefix' ? headers : [])];
  const suffix = [control(suffixToken), harmless(source.suffix)];
  const middle = middleToken === undefined ? [] : [control(middleToken)];
  const prefix = [...inPrefix, harmless(source.prefix)];
  if (layout === 'spm') {
    return { fixed: [...front, ...suffix, ...prefix], moving: middle, staticTexts: 'suffix, prefix' };
  }
  if (!format.continuesMiddle) {
    return { fixed: [...front, ...prefix], moving: [...suffix, ...middle], staticTexts: 'prefix' };
  }
  const typedFrom = startOfTyped(source);
  const before = [...inPrefix, harmless(source.prefix.slice(0, typedFrom))];
  const typed = harmless(source.prefix.slice(typedFrom));
  return { fixed: [...front, ...before, ...suffix, ...middle, typed], moving: [], staticTexts: 'prefix, suffix' };
}

/** Where what was typed begins in a prefix, never within a character. */
function startOfTyped({ prefix, typedCharacters = 0 }: PromptSource): number {
  const start = Math.max(0, prefix.length - typedCharacters);
  return /^[\uDC00-\uDFFF]/.test(prefix.slice(start, start + 1)) ? start + 1 : start;
}

export function textOf(pieces: readonly PromptPiece[]): string {
  return pieces.map((piece) => piece.text).join('');
}

/** Other files with their paths, then the path of the file itself. */
function layoutFiles(
  { before }: FileMarks,
  { path, snippets }: PromptSource,
  harmless: (raw: string) => PromptPiece,
): PromptPiece[] {
  const header = (name: string) => [control(before), harmless(name), text('\n')];
  const others = snippets.flatMap((snippet) => [...header(snippet.origin.path), harmless(snippet.text), text('\n')]);
  return [...others, ...header(path)];
}

function control(token: string): PromptPiece {
  return { text: token, isControl: true };
}

function text(harmless: string): PromptPiece {
  return { text: harmless, isControl: false };
}
