import * as z from 'zod';

/** What is kept of what left this machine. */
export interface EgressSettings {
  /** Whether the text itself is kept. */
  readonly keepsText: boolean;
  /** How long rows are kept, in days; undefined where they are kept for good. */
  readonly retentionDays: number | undefined;
}

/** Text is kept for a clear yes alone. A record that cannot be dated is better kept than lost. */
export function parseEgress(raw: { readonly keepText: unknown; readonly retentionDays: unknown }): EgressSettings {
  return { keepsText: raw.keepText === true, retentionDays: retentionSchema.parse(raw.retentionDays) };
}

/** Zero days stand for good: the editor gives an empty value as the default one. */
const retentionSchema = z
  .int()
  .min(0)
  .transform((days) => (days === 0 ? undefined : days))
  .catch(undefined);
