import * as z from 'zod';
import { periods } from './periods.ts';
import type { EgressViewState, ExitFilter } from './report.ts';

/**
 * The protocol between the host of “What Left This Machine” and its view. The host owns all state; the view asks for it
 * with `ready` and can be thrown away and drawn again from one `state` message at any time.
 */

const filterSchema = z.object({
  period: z.enum(periods),
  host: z.string().optional(),
  task: z.string().optional(),
  withFindings: z.boolean(),
  withoutPrompt: z.boolean(),
  marked: z.boolean(),
  text: z.string(),
}) satisfies z.ZodType<ExitFilter>;

/** What the view asks its host to do outside the view. */
const actionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('copy'), text: z.string() }),
  /** Shows why a request took its route. */
  z.object({ type: z.literal('explain-route'), requestId: z.string() }),
  z.object({ type: z.literal('open-settings') }),
]);

export type EgressAction =
  | z.infer<typeof actionSchema>
  /** Asks the person where to, and writes the file there. */
  | { readonly type: 'save'; readonly fileName: string; readonly text: string };

/** What the view tells its host. A sequence number names the `sent` row of the log that a request has. */
export const egressViewMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('filter'), filter: filterSchema }),
  z.object({ type: z.literal('clear-filter') }),
  /** Lists only what the check of the chain has marked, whatever was chosen before. */
  z.object({ type: z.literal('show-marked') }),
  /** Lists requests without a prompt too. */
  z.object({ type: z.literal('show-without-prompt') }),
  z.object({ type: z.literal('show-more') }),
  z.object({ type: z.literal('verify') }),
  z.object({ type: z.literal('open-row'), sequence: z.number().int(), isOpen: z.boolean() }),
  /** Asks for the text of a body that was kept. */
  z.object({ type: z.literal('read-text'), sequence: z.number().int() }),
  /** Of what is filtered, all of it and not the part on the screen alone. */
  z.object({ type: z.literal('export'), format: z.enum(['json', 'csv']) }),
  ...actionSchema.options,
]);
export type EgressViewMessage = z.infer<typeof egressViewMessageSchema>;

/** What the host tells the view. */
export type EgressHostMessage =
  | { readonly type: 'state'; readonly state: EgressViewState }
  | KeptText
  /** A sentence that is shown beside the export buttons until the next one. */
  | { readonly type: 'notice'; readonly text: string };

export interface KeptText {
  readonly type: 'row-text';
  readonly sequence: number;
  readonly text: string;
  /** Whether the text has the hash of the row, in a sentence. */
  readonly check: string;
}
