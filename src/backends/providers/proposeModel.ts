import type { Task } from '../../contract/request.ts';
import type { ModelProposal } from '../../contract/setup.ts';

/**
 * Proposes one of the models that a server lists, by its name alone, because the list tells nothing else. The rule is
 * crude and its reason says so; the person chooses. Undefined where no name looks like a model that answers.
 */
export function proposeModel(models: readonly string[], roles: readonly Task[]): ModelProposal | undefined {
  const usable = models.filter((model) => !otherUse.test(model)).toSorted(newestNameFirst);
  const preferences = roles.includes('completion') ? [...forCompletion, ...forChat] : forChat;
  for (const { name, why } of preferences) {
    const model = usable.find((candidate) => name.test(candidate));
    if (model !== undefined) return { model, reason: `Proposed by its name alone, which says that it ${why}.` };
  }
  const [first] = models.filter((model) => usable.includes(model));
  if (first === undefined) return undefined;
  const reason =
    usable.length === 1 ? 'The only one that seems to answer.' : 'The first of the list; names tell nothing.';
  return { model: first, reason };
}

/** Names of models that do something else than answer, or that answer through another interface only. */
const otherUse =
  /embed|rerank|moderat|guard|whisper|transcri|speech|tts|audio|realtime|voice|image|dall-e|sora|video|veo|imagen|ocr|search|research|davinci|babbage|turbo-instruct|codex|computer-use/i;

interface Preference {
  readonly name: RegExp;
  readonly why: string;
}

const forCompletion: readonly Preference[] = [
  { name: /codestral|coder.*base|starcoder|mellum/i, why: 'completes code' },
];

/** The middle of a family first: good enough for most questions, at a fraction of the price of the largest. */
const forChat: readonly Preference[] = [
  { name: /coder|codestral|devstral|grok-code/i, why: 'is made for code' },
  { name: /sonnet|flash|mini|medium/i, why: 'is the middle one of its family' },
  { name: /instruct|chat|-it\b/i, why: 'is trained to answer' },
];

/** Higher numbers first, so that of two versions the later one wins; that is a guess, too. */
function newestNameFirst(one: string, other: string): number {
  return other.localeCompare(one, 'en', { numeric: true });
}
