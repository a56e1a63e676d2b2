import type { FimFormat } from './formats.ts';
import { probeSource } from './selfTest.ts';

/**
 * Reads a layout off a prompt that a server has made of the probe: the control tokens are what stands around the
 * prefix and the suffix. What comes before the line of the first token is the server's own header for files, and is
 * not used. Undefined where no such tokens are found.
 */
export function readLayout(prompt: string): FimFormat | undefined {
  const { prefix, suffix } = probeSource;
  const prefixStart = prompt.indexOf(prefix);
  const suffixStart = prompt.indexOf(suffix);
  if (prefixStart === -1 || suffixStart === -1) return undefined;
  const isPrefixFirst = prefixStart < suffixStart;
  const [firstStart, firstText, secondStart, secondText] = isPrefixFirst
    ? [prefixStart, prefix, suffixStart, suffix]
    : [suffixStart, suffix, prefixStart, prefix];
  const before = prompt.slice(0, firstStart);
  const firstToken = before.slice(before.lastIndexOf('\n') + 1);
  const secondToken = prompt.slice(firstStart + firstText.length, secondStart);
  const middleToken = prompt.slice(secondStart + secondText.length);
  if (firstToken.trim() === '' || secondToken.trim() === '') return undefined;
  const [prefixToken, suffixToken] = isPrefixFirst ? [firstToken, secondToken] : [secondToken, firstToken];
  return {
    family: 'unnamed',
    layout: isPrefixFirst ? 'psm' : 'spm',
    ...{ prefixToken, suffixToken, middleToken: middleToken === '' ? undefined : middleToken },
    // Nothing is known of its tokenizer.
    continuesMiddle: false,
    files: undefined,
    stop: [],
    provedBy: [],
    nameHint: undefined,
  };
}
