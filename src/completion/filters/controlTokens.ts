/**
 * Tokens that steer a model and mean nothing as text, in the spelling of the families that local servers run. Tags that
 * are ordinary text elsewhere (`<s>`, `<filename>`) are left alone: a server does not print those.
 */
const controlToken =
  /<\|[a-z][a-z0-9_▁]*\|>|<｜[^｜\n]{1,40}｜>|<(?:fim_(?:prefix|suffix|middle|pad)|file_sep|endoftext)>|<\[fim-(?:prefix|suffix|middle)\]>| ?<(?:PRE|SUF|MID|EOT)>|\[(?:PREFIX|SUFFIX|MIDDLE)\]/u;

/** What a model meant to be read, and whether it is over: after a control token nothing of use comes any more. */
export interface SpokenText {
  readonly text: string;
  readonly isOver: boolean;
}

/** Removes what a model thinks aloud, and everything from the first control token on that leaked into its answer. */
export function stripControlTokens(answer: string): SpokenText {
  const spoken = answer.replace(/^\s*<think>[\s\S]*?(<\/think>\s*|$)/, '');
  const leak = controlToken.exec(spoken);
  return leak === null ? { text: spoken, isOver: false } : { text: spoken.slice(0, leak.index), isOver: true };
}
