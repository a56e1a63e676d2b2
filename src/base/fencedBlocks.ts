/** A fenced block of code in Markdown. Its line endings are `\n`, and it has none at its end. */
export interface FencedBlock {
  /** The line right before the fence; empty where there is none. */
  readonly heading: string;
  /** As it stands behind the fence, in lower case; empty where it is left out. */
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a text, in their order, in time that grows with its length. A block that does not end is none. */
export function fencedBlocks(markdown: string): readonly FencedBlock[] {
  const lines = markdown.replaceAll('\r\n', '\n').split('\n');
  const blocks: FencedBlock[] = [];
  let opened: OpenBlock | undefined;
  for (const [index, line] of lines.entries()) {
    if (opened === undefined) {
      opened = tryOpen(line, { heading: lines[index - 1]?.trim() ?? '', contentStart: index + 1 });
    } else if (closes(line, opened)) {
      const { heading, language, indent, contentStart } = opened;
      const content = lines.slice(contentStart, index).map((one) => withoutIndent(one, indent));
      blocks.push({ heading, language, text: content.join('\n') });
      opened = undefined;
    }
  }
  return blocks;
}

interface OpenBlock extends Pick<FencedBlock, 'heading' | 'language'> {
  /** What stands before the fence, as in a list. */
  readonly indent: string;
  readonly fence: string;
  /** The index of the first line within. */
  readonly contentStart: number;
}

function tryOpen(line: string, place: Pick<OpenBlock, 'heading' | 'contentStart'>): OpenBlock | undefined {
  const [, indent = '', fence, language = ''] = /^([ \t]*)(`{3,}|~{3,})[ \t]*([^\s`]*)[^`]*$/.exec(line) ?? [];
  return fence === undefined ? undefined : { ...place, indent, fence, language: language.toLowerCase() };
}

/** In a diff of Markdown, a fence that is further to the right is part of the text. */
function closes(line: string, { indent, fence }: OpenBlock): boolean {
  const own = line.slice(indent.length).trimEnd();
  return line.startsWith(indent) && own.length >= fence.length && own === fence.charAt(0).repeat(own.length);
}

function withoutIndent(line: string, indent: string): string {
  return line.startsWith(indent) ? line.slice(indent.length) : line.trimStart();
}
