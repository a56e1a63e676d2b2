import type { CompletionRequest } from '../../contract/request.ts';
import type { WarmedPrompt } from '../../contract/stream.ts';
import { fitSource } from './budget.ts';
import type { FimFormat } from './formats.ts';
import { layoutPrompt, textOf } from './layout.ts';
import { cutToWarm, staticPromptLength } from './warm.ts';

/** What a server is asked to complete, and the texts at which it may stop. */
export interface CompletionPrompt {
  readonly prompt: string;
  readonly stop: readonly string[];
  /** What a warm-up will have done; undefined for a prompt that wants an answer. */
  readonly warmed: WarmedPrompt | undefined;
}

/** Builds the prompt of a request, cut so that it and the answer fit into a context of so many tokens. */
export function buildPrompt(
  request: CompletionRequest,
  format: FimFormat | undefined,
  contextTokens: number,
): CompletionPrompt {
  const { origin, stop, maxOutputTokens, warm } = request;
  const source = fitSource({ ...request, path: origin.path }, contextTokens - maxOutputTokens);
  const layout = layoutPrompt(format, source);
  if (warm === undefined) {
    const prompt = textOf([...layout.fixed, ...layout.moving]);
    return { prompt, stop: [...stop, ...(format?.stop ?? [])], warmed: undefined };
  }
  const prompt = cutToWarm(layout, warm.promptCharacters);
  const { staticTexts } = layout;
  const warmed = { characters: prompt.length, staticCharacters: staticPromptLength(layout), staticTexts };
  return { prompt, stop: [], warmed };
}
