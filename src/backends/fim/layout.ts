import type { PromptSource } from './budget.ts';
import type { FileMarks, FimFormat } from './formats.ts';
import { makeHarmless } from './harmless.ts';

/**
 * The text of a completion prompt, the same for every server that runs the same model. What stays the same from key to
 * key comes first: other files, the path, then the text around the cursor. Without a format the prompt is the prefix,
 * and the suffix is not sent: a model that was never taught to fill in would take it for text to go on from.
 */
export function layoutPrompt(format: FimFormat | undefined, source: PromptSource): string {
  if (format === undefined) return makeHarmless(source.prefix);
  const { layout, prefixToken, suffixToken, middleToken = '', files } = format;
  const headers = files === undefined ? '' : layoutFiles(files, source);
  const front = files?.place === 'front' ? headers : '';
  const prefix = `${prefixToken}${files?.place === 'prefix' ? headers : ''}${makeHarmless(source.prefix)}`;
  const suffix = `${suffixToken}${makeHarmless(source.suffix)}`;
  return layout === 'psm' ? `${front}${prefix}${suffix}${middleToken}` : `${front}${suffix}${prefix}${middleToken}`;
}

/** Other files with their paths, then the path of the file itself. */
function layoutFiles(files: FileMarks, { path, snippets }: PromptSource): string {
  const header = (name: string) => `${files.before}${makeHarmless(name)}\n`;
  const others = snippets.map((snippet) => `${header(snippet.origin.path)}${makeHarmless(snippet.text)}\n`);
  return `${others.join('')}${header(path)}`;
}
