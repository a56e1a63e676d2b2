import * as z from 'zod';
import type { PrivacySettings } from '../contract/privacySettings.ts';
import { parseRequirements } from './compliance/parseRequirements.ts';
import { parseHandling } from './handlingSetting.ts';
import { parseOwnHost } from './ownHosts.ts';

export interface ParsedPrivacySettings {
  readonly settings: PrivacySettings;
  /** What is wrong, and what to write there, a sentence each. */
  readonly problems: readonly string[];
}

/**
 * Checks the person's values of `watershed.privacy.*` besides the mode, each by the last part of its name. What is absent
 * is as usual. What cannot be read counts as the strictest that it could have meant, with a sentence that says so.
 */
export function parsePrivacySettings(raw: unknown): ParsedPrivacySettings {
  const read = rawSchema.safeParse(raw ?? {}).data ?? unreadable;
  const handling = parseHandling(read.handling);
  const expressions = parseTexts('expressions', read.expressions);
  const keywords = parseTexts('keywords', read.keywords);
  const ownHosts = parseOwnHosts(read.ownHosts);
  const gitignore = parseSwitch('useGitignore', read.useGitignore);
  const { requirements, problems } = parseRequirements(read.require);
  const areRulesComplete = expressions.isComplete && keywords.isComplete;
  return {
    settings: {
      handling: areRulesComplete ? handling.handling : { ...handling.handling, 'own-rule': 'stay' },
      expressions: areRulesComplete ? expressions.texts : [...expressions.texts, anyText],
      keywords: keywords.texts,
      ownHosts: ownHosts.hosts,
      usesGitignore: gitignore.isOn,
      requirements,
    },
    problems: [handling, expressions, keywords, ownHosts, gitignore, { problems }].flatMap((part) => part.problems),
  };
}

/**
 * Finds one thing in each text, in RE2's syntax. It stands for rules that cannot be read: they may have meant any text, so
 * every text stays here until they are mended.
 */
export const anyText = '(?s)^.';

const rawSchema = z.object({
  handling: z.unknown().optional(),
  expressions: z.unknown().optional(),
  keywords: z.unknown().optional(),
  ownHosts: z.unknown().optional(),
  useGitignore: z.unknown().optional(),
  require: z.unknown().optional(),
});

/** None of these has its right form, so each counts as the strictest. */
const unreadable = {
  handling: false,
  expressions: false,
  keywords: false,
  ownHosts: false,
  useGitignore: 'unreadable',
  require: false,
};

const textsSchema = z.array(z.string().refine((text) => text.trim() !== ''));

function parseTexts(name: 'expressions' | 'keywords', raw: unknown) {
  if (raw === undefined) return { texts: [], isComplete: true, problems: [] };
  const texts = textsSchema.safeParse(raw).data;
  if (texts !== undefined) return { texts, isComplete: true, problems: [] };
  const problem = `“watershed.privacy.${name}” must be a list of texts in quotes, none of them empty. Until then every prompt stays on this machine.`;
  const readable = Array.isArray(raw) ? raw.filter((text) => textsSchema.safeParse([text]).success) : [];
  return { texts: z.array(z.string()).parse(readable), isComplete: false, problems: [problem] };
}

/** A host that cannot be read is left out, and so remote like any other. */
function parseOwnHosts(raw: unknown) {
  const entries = z.array(z.unknown()).safeParse(raw ?? []).data;
  if (entries === undefined) {
    const problem = '“watershed.privacy.ownHosts” must be a list of hosts, for example ["gpu.example:8000"].';
    return { hosts: [], problems: [problem] };
  }
  const parsed = entries.map(parseOwnHost);
  return {
    hosts: parsed.flatMap((one) => ('host' in one ? [one.host] : [])),
    problems: parsed.flatMap((one) =>
      'problem' in one ? [`An entry of “watershed.privacy.ownHosts” is not used: ${one.problem}.`] : [],
    ),
  };
}

function parseSwitch(name: 'useGitignore', raw: unknown) {
  const isOn = z.boolean().safeParse(raw ?? false).data;
  if (isOn !== undefined) return { isOn, problems: [] };
  return { isOn: true, problems: [`“watershed.privacy.${name}” must be true or false. Until then it counts as true.`] };
}
