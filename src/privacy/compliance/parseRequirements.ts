import * as z from 'zod';
import { type Region, type Requirements, strictestRequirements } from '../../contract/compliance.ts';

export interface ParsedRequirements {
  readonly requirements: Requirements;
  /** A sentence each: what cannot be read, and what to write there. */
  readonly problems: readonly string[];
}

/**
 * Checks the value of `watershed.privacy.require`, or of the key `require` of a policy file: absent means that nothing
 * is required. What cannot be read counts as the strictest that it could have meant, so a slip lets nothing out.
 */
export function parseRequirements(value: unknown): ParsedRequirements {
  if (value === undefined || value === null) return { requirements: toRequirements({}), problems: [] };
  const parsed = requirementsSchema.safeParse(value);
  if (parsed.success) return { requirements: toRequirements(parsed.data), problems: [] };
  const { issues } = parsed.error;
  // Something that is not even in the right shape, or a name that nobody knows, may have meant any of them.
  const isBeyondReading = issues.some(({ path }) => path[0] === undefined);
  return {
    requirements: isBeyondReading ? strictestRequirements : readFields(z.record(z.string(), z.unknown()).parse(value)),
    problems: issues.map(toProblem),
  };
}

const regions = ['us', 'eu', 'uk', 'asia', 'china', 'own'] as const satisfies readonly Region[];

const region = z.enum(regions, { error: `must be one of ${regions.map((name) => `“${name}”`).join(', ')}` });
const flag = z.boolean({ error: 'must be true or false, without quotes' });

/** What `watershed.privacy.require` and the key `require` of a policy file may hold. */
export const requirementsSchema = z.strictObject(
  {
    noTraining: flag.describe('Only providers that do not train models on prompts of their API.').optional(),
    noRetention: flag.describe('Only providers that keep no prompts unless they are asked to.').optional(),
    baa: flag.describe('Only providers that offer a business associate agreement (HIPAA).').optional(),
    soc2: flag.describe('Only providers that say they have a SOC 2 report.').optional(),
    regions: z
      .array(region, { error: 'must be a list of regions, for example ["eu"]' })
      .describe('Only providers that process prompts in these regions and nowhere else.')
      .optional(),
  },
  {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? undefined : 'must be an object, for example { "noTraining": true }',
  },
);

/** Makes regular what the schema has read. */
export function toRequirements(read: z.infer<typeof requirementsSchema>): Requirements {
  return {
    noTraining: read.noTraining ?? false,
    noRetention: read.noRetention ?? false,
    baa: read.baa ?? false,
    soc2: read.soc2 ?? false,
    regions: read.regions,
  };
}

function readFields(fields: Readonly<Record<string, unknown>>): Requirements {
  return {
    noTraining: readFlag(fields.noTraining),
    noRetention: readFlag(fields.noRetention),
    baa: readFlag(fields.baa),
    soc2: readFlag(fields.soc2),
    regions: readRegions(fields.regions),
  };
}

function readFlag(value: unknown): boolean {
  return value !== undefined && value !== false;
}

/** A region that cannot be read is left out, which allows fewer. */
function readRegions(value: unknown): readonly Region[] | undefined {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? regions.filter((name) => value.includes(name)) : [];
}

function toProblem(issue: z.core.$ZodIssue): string {
  const place = ['watershed.privacy.require', ...issue.path].join('.');
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => `“${key}”`).join(', ');
    return `“${place}” has ${names}, which Watershed does not know, so everything is required of a cloud. It knows noTraining, noRetention, baa, soc2 and regions.`;
  }
  return `“${place}” ${issue.message}. Until then it counts as the strictest.`;
}
