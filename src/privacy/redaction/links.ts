/**
 * Whether what follows a text would become part of a link, as Markdown and editors read links: behind the scheme of an
 * address up to the next space, and anywhere in the target of a Markdown link. In doubt it would. The end of the text is
 * enough, `longestLink` UTF-16 units of it.
 */
export function isInsideLink(before: string): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  // No link goes on for more than two lines. Of a line as long as this the beginning is not known.
  if (line.length > longestLink - 100) return true;
  return isInsideAddress(before) || isInsideBrackets(before, line);
}

export const longestLink = 20_000;

/** `https://host/…`, `www.host/…`, and any `[text](target`, with a space before the target or without. */
function isInsideAddress(before: string): boolean {
  let start = before.length;
  while (start > 0 && !/\s/.test(before.charAt(start - 1))) start--;
  const word = before.slice(start);
  const isTarget = word.includes('](') || before.slice(0, start).trimEnd().endsWith('](');
  return isTarget || address.test(word.slice(word.lastIndexOf('<') + 1));
}

/** `https:` needs no slashes to work in some places, Markdown takes a backslash before one, and entities hide them. */
const address = /https?\\?:|[a-z][a-z0-9+.-]{0,30}\\?:\\?\/\\?\/|\bwww\.|&(?:#|colon|sol|period)/i;

/** `[text](<target with spaces` and `[text]: <target with spaces`, the beginning of which may stand on the line before. */
function isInsideBrackets(before: string, line: string): boolean {
  const lineStart = before.length - line.length;
  for (let place = line.lastIndexOf('>') + 1; ; place++) {
    place = line.indexOf('<', place);
    if (place === -1) return false;
    if (
      /\](?:\(|:)$/.test(
        before
          .slice(0, lineStart + place)
          .trimEnd()
          .slice(-2),
      )
    )
      return true;
  }
}
