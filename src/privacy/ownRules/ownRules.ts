import type { PrivacySettings } from '../../contract/privacySettings.ts';
import type { Detector } from '../detection.ts';
import { compileExpressions } from './expressions.ts';
import { createKeywordScan } from './keywords.ts';

/** The person's own expressions and key words, as they are set now. */
export interface OwnRules {
  /** Changes with the rules, so that what was found by others is not taken for what these would find. */
  readonly version: string;
  /** What is looked for, in a few words; undefined where nothing is set. */
  readonly description: string | undefined;
  /** Finds what they match. An expression that cannot be read finds nothing: see `problems`. */
  detector(): Promise<Detector>;
  /** Which expressions cannot be read and why, a sentence each. None of them quotes an expression. */
  problems(): Promise<readonly string[]>;
}

/** The rule of the finding that stands for an expression that cannot be read: it says nothing of the text itself. */
export const unreadableRule = 'own-expression-unreadable';

export type OwnRuleSettings = Pick<PrivacySettings, 'expressions' | 'keywords'>;

/** Rules are compiled at their first use, and anew when the settings have changed. */
export function createOwnRules(settings: () => OwnRuleSettings): () => OwnRules {
  let current = ownRulesOf(settings());
  return () => {
    const now = settings();
    if (versionOf(now) !== current.version) current = ownRulesOf(now);
    return current;
  };
}

function ownRulesOf(settings: OwnRuleSettings): OwnRules {
  const { expressions, keywords } = settings;
  let compiled: ReturnType<typeof compileExpressions> | undefined;
  const whenCompiled = () => {
    compiled ??= compileExpressions(expressions).catch((error: unknown) => {
      // The next inspection tries again.
      compiled = undefined;
      throw error;
    });
    return compiled;
  };
  const findKeywords = createKeywordScan(keywords);
  return {
    version: versionOf(settings),
    description: describe(settings),
    async detector() {
      const { detector: findExpressions } = await whenCompiled();
      return function* find(text) {
        yield* findExpressions(text);
        yield* findKeywords(text);
      };
    },
    problems: async () => (await whenCompiled()).problems,
  };
}

function versionOf({ expressions, keywords }: OwnRuleSettings): string {
  return JSON.stringify([expressions, keywords]);
}

function describe({ expressions, keywords }: OwnRuleSettings): string | undefined {
  const parts = [count(expressions.length, 'expression'), count(keywords.length, 'key word')].filter(
    (part) => part !== undefined,
  );
  return parts.length === 0 ? undefined : `your own ${parts.join(' and ')}`;
}

function count(amount: number, noun: string): string | undefined {
  if (amount === 0) return undefined;
  return amount === 1 ? noun : `${amount} ${noun}s`;
}
