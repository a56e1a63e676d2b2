import type { CompletionRequest } from '../../contract/request.ts';
import { fitSource } from './budget.ts';
import type { FimFormat } from './formats.ts';
import { layoutPrompt } from './layout.ts';

/** What a server is asked to complete, and the texts at which it may stop. */
export interface CompletionPrompt {
  readonly prompt: string;
  readonly stop: readonly string[];
}

/** Builds the prompt of a request, cut so that it and the answer fit into a context of so many tokens. */
export function buildPrompt(
  request: CompletionRequest,
  format: FimFormat | undefined,
  contextTokens: number,
): CompletionPrompt {
  const { origin, prefix, suffix, snippets, stop, maxOutputTokens } = request;
  const source = fitSource({ path: origin.path, prefix, suffix, snippets }, contextTokens - maxOutputTokens);
  return { prompt: layoutPrompt(format, source), stop: [...stop, ...(format?.stop ?? [])] };
}
