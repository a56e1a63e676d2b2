import { isKeyword } from './languages.ts';
import type { Token } from './tokens.ts';

/**
 * How alike two lines are made, from 0 to 1, whatever their names and values: the share of pairs of neighbouring tokens
 * that both have (Dice's coefficient over bigrams of token shapes).
 */
export function shapeSimilarity(one: readonly Token[], other: readonly Token[]): number {
  const left = bigramsOf(one);
  const right = bigramsOf(other);
  const total = left.length + right.length;
  if (total === 0) return 0;
  const unmatched = [...right];
  let shared = 0;
  for (const bigram of left) {
    const found = unmatched.indexOf(bigram);
    if (found < 0) continue;
    unmatched.splice(found, 1);
    shared++;
  }
  return (2 * shared) / total;
}

/** Whether two names share a first or last part, like `fetchUser` and `fetchOrders`, `get_a` and `get_b`. */
export function shareNamePart(one: string, other: string): boolean {
  const left = namePartsOf(one);
  const right = namePartsOf(other);
  return left[0] === right[0] || left.at(-1) === right.at(-1);
}

function namePartsOf(name: string): readonly string[] {
  return name
    .split(/_|(?<=\p{Ll})(?=\p{Lu})|\d+/u)
    .filter((part) => part !== '')
    .map((part) => part.toLowerCase());
}

function bigramsOf(tokens: readonly Token[]): readonly string[] {
  const shapes = ['', ...tokens.map(shapeOf), ''];
  return shapes.slice(1).map((shape, index) => `${shapes[index]} ${shape}`);
}

/** Keywords and punctuation stand for themselves, names and values for their kind. */
function shapeOf({ kind, text }: Token): string {
  if (kind === 'word') return isKeyword(text) ? text : 'name';
  return kind === 'punctuation' ? text : kind;
}
