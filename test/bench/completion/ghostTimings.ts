import { z } from 'zod';

/** What the engine writes into its log for each ghost that it returns. Times are milliseconds; At is since the epoch. */
export interface GhostTiming {
  readonly requestId?: string | undefined;
  readonly source: string;
  readonly calledAtMs: number;
  readonly returnedAtMs: number;
  readonly debounceMs?: number | undefined;
  readonly queueMs?: number | undefined;
  readonly firstTokenMs?: number | undefined;
  readonly generationMs?: number | undefined;
  readonly filterMs?: number | undefined;
}

const duration = z
  .number()
  .nullish()
  .transform((value) => value ?? undefined);

const schema: z.ZodType<GhostTiming> = z.object({
  requestId: z
    .string()
    .nullish()
    .transform((value) => value ?? undefined),
  source: z.string(),
  calledAtMs: z.number(),
  returnedAtMs: z.number(),
  debounceMs: duration,
  queueMs: duration,
  firstTokenMs: duration,
  generationMs: duration,
  filterMs: duration,
});

/** The lines `Ghost timing {…}` of the extension's log, in order; none where the engine does not write them. */
export function readGhostTimings(log: string): readonly GhostTiming[] {
  return [...log.matchAll(/Ghost timing (\{.*\})$/gm)].flatMap(([, json = '']) => {
    const parsed = schema.safeParse(JSON.parse(json));
    return parsed.success ? [parsed.data] : [];
  });
}
