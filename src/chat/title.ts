/** The title of a conversation in which nothing was asked yet. */
export const untitled = 'New conversation';

const mostCharacters = 60;

/** Makes a one-line title from a question or from what the person typed; empty when there is nothing to show. */
export function toTitle(text: string): string {
  const [firstLine = ''] = text.trim().split(/\r?\n/);
  // Code points, so that a cut never leaves half an emoji.
  const characters = [...firstLine.replace(/\s+/g, ' ').trim()];
  if (characters.length <= mostCharacters) return characters.join('');
  return `${characters
    .slice(0, mostCharacters - 1)
    .join('')
    .trimEnd()}…`;
}
