import type { Token } from './tokens.ts';

/** What a token of a candidate has to be. A hole is where two examples differ. */
export type Element =
  | { readonly kind: 'exact'; readonly token: Token }
  | { readonly kind: 'hole'; readonly of: Token['kind']; readonly examples: readonly [string, string] }
  | { readonly kind: 'edge' };

/** The common pattern of two tokens; undefined for either stands for the edge of the line, or for nothing in common. */
export function unify(one: Token | undefined, other: Token | undefined): Element | undefined {
  if (one === undefined && other === undefined) return { kind: 'edge' };
  if (one === undefined || other === undefined || one.kind !== other.kind) return undefined;
  if (one.text === other.text) return { kind: 'exact', token: one };
  if (one.kind !== 'word' && one.kind !== 'number' && one.kind !== 'string') return undefined;
  return { kind: 'hole', of: one.kind, examples: [one.text, other.text] };
}

/** The same for lists of one length; undefined when the lengths or any two tokens have nothing in common. */
export function unifyAll(one: readonly Token[], other: readonly Token[]): readonly Element[] | undefined {
  if (one.length !== other.length) return undefined;
  const elements = one.map((token, index) => unify(token, other[index])).filter((element) => element !== undefined);
  return elements.length === one.length ? elements : undefined;
}

export function fits(element: Element, token: Token | undefined): boolean {
  if (element.kind === 'edge') return token === undefined;
  if (token === undefined) return false;
  if (element.kind === 'exact') return token.kind === element.token.kind && token.text === element.token.text;
  return token.kind === element.of;
}

/** What changes in a name when a first or last part of it is replaced: `getUser` to `fetchUser`. */
export interface AffixChange {
  readonly end: 'first' | 'last';
  readonly from: string;
  readonly to: string;
}

/** The replaced first or last parts of a name; undefined when the two have no part in common. */
export function toAffixChange(from: string, to: string): AffixChange | undefined {
  const left = partsOf(from);
  const right = partsOf(to);
  const count = (isSame: (index: number) => boolean) => {
    let same = 0;
    while (same < Math.min(left.length, right.length) && isSame(same)) same++;
    return same;
  };
  const tail = count((index) => left.at(-1 - index) === right.at(-1 - index));
  if (tail > 0) {
    return { end: 'first', from: left.slice(0, -tail).join(''), to: right.slice(0, -tail).join('') };
  }
  const head = count((index) => left[index] === right[index]);
  if (head === 0) return undefined;
  return { end: 'last', from: left.slice(head).join(''), to: right.slice(head).join('') };
}

/** The name with that part replaced; undefined when it has no such part, or nothing besides. */
export function applyAffixChange(name: string, { end, from, to }: AffixChange): string | undefined {
  const parts = partsOf(name);
  const count = partsOf(from).length;
  if (count === 0 || count >= parts.length) return undefined;
  const isFirst = end === 'first';
  const part = (isFirst ? parts.slice(0, count) : parts.slice(-count)).join('');
  if (part !== from) return undefined;
  return isFirst ? to + parts.slice(count).join('') : parts.slice(0, -count).join('') + to;
}

/** `getUser` has the parts `get` and `User`, `get_user` has `get` and `_user`. */
function partsOf(name: string): readonly string[] {
  return name.split(/(?=_)|(?<=[\p{Ll}\d])(?=\p{Lu})/u).filter((part) => part !== '');
}
