import type { Exit } from './exits.ts';
import { startOfPeriod } from './periods.ts';
import type { ExitFilter } from './report.ts';
import { hostOf } from './words.ts';

export const everyPrompt: ExitFilter = {
  period: 'all',
  withFindings: false,
  withoutPrompt: false,
  marked: false,
  text: '',
};

/** Makes the question whether an exit fits. `isMarked` says what the check of the chain has marked. */
export function createMatcher(filter: ExitFilter, nowMs: number, isMarked: (exit: Exit) => boolean) {
  const fromMs = startOfPeriod(filter.period, nowMs);
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return (exit: Exit): boolean => {
    const { sent } = exit;
    if (sent.atMs < fromMs) return false;
    if (filter.host !== undefined && hostOf(sent.origin) !== filter.host) return false;
    if (sent.prompt === undefined && !filter.withoutPrompt) return false;
    if (filter.task !== undefined && sent.prompt?.task !== filter.task) return false;
    if (filter.withFindings && !hasFindings(exit)) return false;
    if (filter.marked && !isMarked(exit)) return false;
    return words.length === 0 || containsAll(searchedText(exit), words);
  };
}

function hasFindings({ sent }: Exit): boolean {
  return Object.values(sent.prompt?.findings ?? {}).some((count) => count > 0);
}

function searchedText({ sent }: Exit): string {
  const { origin, provider, backendId, path, prompt } = sent;
  return [hostOf(origin), provider, backendId, path, prompt?.model, ...(prompt?.reasons ?? [])]
    .join('\n')
    .toLowerCase();
}

function containsAll(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}
