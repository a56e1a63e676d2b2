// Select a function and ask the chat about it: the Watershed icon at the left, then "Attach selection".

export interface Item {
  name: string;
  priceCents: number;
  quantity: number;
}

export function totalCents(items: Item[]): number {
  let total = 0;
  for (const item of items) {
    total += item.priceCents * item.quantity;
  }
  return total;
}

export function cheapest(items: Item[]): Item | undefined {
  return [...items].sort((a, b) => a.priceCents - b.priceCents)[0];
}
