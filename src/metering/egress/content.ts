import * as z from 'zod';
import type { Departure, EgressRow } from '../../contract/egress.ts';
import type { LedgerEntry } from '../../contract/ledger.ts';
import type { BackendKind } from '../../contract/routing.ts';
import type { StoredRow } from './chain.ts';

/**
 * What is kept of a departure: JSON with the fields in the order in which they stand here, and null for what is unknown.
 * JSON also escapes what SQLite would not give back as it was: a zero byte, and half of a surrogate pair.
 */
export function contentOfDeparture(departure: Departure, keepsText: boolean): string {
  const { backendId, provider, origin, method, path, bodyBytes, bodySha256, body, prompt } = departure;
  return JSON.stringify({
    type: 'sent',
    ...{ backendId, provider: provider ?? null, origin, method, path, bodyBytes, bodySha256 },
    prompt: prompt === undefined ? null : contentOfPrompt(prompt),
    text: keepsText && body !== '' ? body : null,
  });
}

/** What is kept of an attempt that is over. */
export function contentOfOutcome(entry: LedgerEntry): string {
  const { requestId, backendId, inputTokens, outputTokens, costUsd, outcome, totalMs } = entry;
  return JSON.stringify({
    type: 'settled',
    ...{ requestId, backendId, inputTokens: inputTokens ?? null, outputTokens: outputTokens ?? null },
    ...{ costUsd: costUsd ?? null, outcome, totalMs },
  });
}

/** The row for people to read; none where it is not understood, since it was changed or a newer version has written it. */
export function readRow({ sequence, atMs, content }: StoredRow): [EgressRow] | [] {
  const parsed = contentSchema.safeParse(content);
  return parsed.success ? [{ ...parsed.data, sequence, atMs }] : [];
}

function contentOfPrompt(prompt: NonNullable<Departure['prompt']>): object {
  const { requestId, task, model, reasons, findings, redacted } = prompt;
  return { requestId, task, model, reasons, findings, redacted };
}

/** A provider or a kind of finding that only a newer version knows is no reason to hide what left. */
const provider = z.custom<BackendKind>((value) => typeof value === 'string');
const countsByKind = z.record(z.string(), z.number());

const prompt = z.object({
  requestId: z.string(),
  task: z.enum(['completion', 'chat', 'warm-up']),
  model: z.string(),
  reasons: z.array(z.string()),
  findings: countsByKind,
  redacted: z.number(),
});

const sent = z.object({
  type: z.literal('sent'),
  backendId: z.string(),
  provider: orUnknown(provider),
  origin: z.string(),
  method: z.string(),
  path: z.string(),
  bodyBytes: z.number(),
  bodySha256: z.string(),
  prompt: orUnknown(prompt),
  text: orUnknown(z.string()),
});

const settled = z.object({
  type: z.literal('settled'),
  requestId: z.string(),
  backendId: z.string(),
  inputTokens: orUnknown(z.number()),
  outputTokens: orUnknown(z.number()),
  costUsd: orUnknown(z.number()),
  outcome: z.enum(['completed', 'cancelled', 'interrupted', 'failed', 'superseded']),
  totalMs: z.number(),
});

const contentSchema = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('This is not JSON.');
      return z.NEVER;
    }
  })
  .pipe(z.discriminatedUnion('type', [sent, settled]));

function orUnknown<T extends z.ZodType>(schema: T) {
  return schema.nullable().transform((value) => value ?? undefined);
}
