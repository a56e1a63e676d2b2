/**
 * Where a value stands in a text by itself, not within a longer word or number. A detector often knows a value by what
 * stands around it, so the same value elsewhere in a conversation, as in an answer, is found by itself alone.
 */
export function* placesOf(value: string, text: string): Iterable<{ readonly start: number; readonly end: number }> {
  if (value.length < shortestKnown) return;
  for (let start = text.indexOf(value); start !== -1; start = text.indexOf(value, start + value.length)) {
    const end = start + value.length;
    const isWhole = !isWithinWord(text, start) && !isWithinWord(text, end);
    if (isWhole) yield { start, end };
  }
}

/** A shorter one stands in texts by chance. */
const shortestKnown = 6;

function isWithinWord(text: string, position: number): boolean {
  return wordCharacter.test(text.charAt(position - 1)) && wordCharacter.test(text.charAt(position));
}

const wordCharacter = /[\p{L}\p{N}_]/u;
