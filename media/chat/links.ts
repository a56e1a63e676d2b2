/** The full address of a link that may be offered, or undefined: only web pages, by their absolute address. */
export function toOfferedUrl(href: string): string | undefined {
  const url = URL.parse(href);
  return url !== null && offeredProtocols.has(url.protocol) ? url.href : undefined;
}

const offeredProtocols: ReadonlySet<string> = new Set(['https:', 'http:']);
