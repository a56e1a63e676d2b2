import type { AnswerPart } from '../../contract/stream.ts';
import { type FimFormat, fimFormats, requiredTokens } from './formats.ts';

/**
 * WORD JOINER (U+2060): it has no width, and no control token of a known vocabulary holds it. Put inside the text of a
 * control token it keeps a server from reading that text as the token.
 *
 * Why a mark in the text, and not tokens: llama.cpp would take token numbers for such a place, Ollama takes text only,
 * and both must get the same bytes for the same state. Why this mark: taking it out of the answer again gives back what
 * the file really says, so a model that repeats such a text does not bring the mark into the file.
 */
const joiner = '\u2060';

/** Control texts that chat and code models share, besides everything of the form `<|name|>`. */
const commonTokens = [
  '<s>',
  '</s>',
  '<unk>',
  '<pad>',
  '<EOT>',
  '<repo_name>',
  '<reponame>',
  '<file_sep>',
  '<filename>',
  '<gh_stars>',
  '<issue_start>',
  '<issue_comment>',
  '<issue_closed>',
  '<jupyter_start>',
  '<jupyter_text>',
  '<jupyter_code>',
  '<jupyter_output>',
  '<jupyter_script>',
  '<empty_output>',
  '<commit_before>',
  '<commit_msg>',
  '<commit_after>',
  '<fim_pad>',
  '<start_of_turn>',
  '<end_of_turn>',
  '<bos>',
  '<eos>',
  '[INST]',
  '[/INST]',
];

const literals = [...new Set([...fimFormats.flatMap(requiredTokens), ...commonTokens])];
/** Where a control text begins: a look ahead, because one may stand inside another. */
const start = new RegExp(
  `(?=${['<[|｜][^<>|｜\\s]{1,60}[|｜]>', '<\\[[^<>\\s]{1,60}\\]>', ...literals.map(escapeForRegExp)].join('|')}).`,
  'g',
);

/**
 * Makes what reads like a control token in a person's text ordinary text. Other text stays as it is. A layout that a
 * server has told may have tokens of a form that is not known here; they are broken up too.
 */
export function makeHarmless(text: string, format?: FimFormat): string {
  const broken = text.replace(start, breakUp);
  const unknown = format === undefined ? [] : requiredTokens(format).filter((token) => !literals.includes(token));
  return unknown.reduce((harmless, token) => harmless.replaceAll(token, breakUp), broken);
}

function breakUp(token: string): string {
  return `${token.charAt(0)}${joiner}${token.slice(1)}`;
}

/** Takes the marks of makeHarmless out of an answer. They are single characters, so any chunking will do. */
export function restoreText(text: string): string {
  return text.replaceAll(joiner, '');
}

/** The same for a part of an answer. */
export function restorePart(part: AnswerPart): AnswerPart {
  return part.type === 'text-delta' ? { ...part, text: restoreText(part.text) } : part;
}

function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
