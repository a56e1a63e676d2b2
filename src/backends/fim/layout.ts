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
  /** The prefix is the last of it. */
  readonly fixed: readonly PromptPiece[];
  readonly moving: readonly PromptPiece[];
}

/**
 * The text of a completion prompt, the same for every server that runs the same model. What stays the same from key to
 * key comes first: other files, the path, then the text around the cursor. Without a format the prompt is the prefix,
 * and the suffix is not sent: a model that was never taught to fill in would take it for text to go on from.
 */
export function layoutPrompt(format: FimFormat | undefined, source: PromptSource): PromptLayout {
  if (format === undefined) return { fixed: [text(makeHarmless(source.prefix))], moving: [] };
  const { layout, prefixToken, suffixToken, middleToken, files } = format;
  const harmless = (raw: string) => text(makeHarmless(raw, format));
  const headers = files === undefined ? [] : layoutFiles(files, source, harmless);
  const front = files?.place === 'front' ? headers : [];
  const prefix = [control(prefixToken), ...(files?.place === 'prefix' ? headers : []), harmless(source.prefix)];
  const suffix = [control(suffixToken), harmless(source.suffix)];
  const middle = middleToken === undefined ? [] : [control(middleToken)];
  return layout === 'psm'
    ? { fixed: [...front, ...prefix], moving: [...suffix, ...middle] }
    : { fixed: [...front, ...suffix, ...prefix], moving: middle };
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
