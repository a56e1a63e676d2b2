import * as z from 'zod';
import { requirementsSchema } from '../compliance/parseRequirements.ts';
import { providerKinds } from './providerKinds.ts';

const modes = ['local-only', 'guarded', 'open'] as const;
/** `allow` is missing on purpose: a policy can only tighten. */
const demandedHandlings = ['stay', 'redact'] as const;

const demandedHandling = z.enum(demandedHandlings, { error: 'must be "stay" or "redact"' });

const pattern = z
  .string({ error: 'must be a list of patterns in quotes, for example ["plans/"]' })
  .min(1, { error: 'must hold no empty pattern' })
  .max(500, { error: 'must hold no pattern of more than 500 characters' })
  .regex(/^[^\r\n]*$/, { error: 'must hold no pattern with a line break' });

const provider = z.enum(providerKinds, {
  error: 'may name only providers that Watershed knows, for example "anthropic" or "vllm"',
});

/**
 * What `.watershed/policy.json` may hold. Every key can only take away from what the person allows, and any other key
 * makes the file invalid, so there is no way to name an endpoint, a key or a header in it.
 */
export const policySchema = z
  .strictObject({
    version: z.literal(1, { error: 'must be 1' }).describe('The version of this format: 1.'),
    mode: z
      .enum(modes, { error: 'must be "local-only", "guarded" or "open"' })
      .describe(
        'The least strict privacy mode that is allowed here. local-only: nothing leaves the machine. guarded: nothing sensitive leaves. Each person may be stricter.',
      )
      .optional(),
    exclude: z
      .array(pattern, { error: 'must be a list of patterns in quotes, for example ["plans/"]' })
      .max(1000, { error: 'must hold at most 1000 patterns' })
      .describe(
        'Files of this folder whose text never leaves the machine, as patterns of .gitignore. They are added to the ignore files.',
      )
      .optional(),
    providers: z
      .array(provider, { error: 'must be a list of providers, for example ["anthropic"]' })
      .describe('The only providers that may be used besides this machine. An empty list allows none.')
      .optional(),
    require: requirementsSchema
      .describe(
        'What every cloud has to promise in its own documents. What is not known of one counts as not promised.',
      )
      .optional(),
    handling: z
      .strictObject({
        'vendor-secret': demandedHandling.describe('Keys and tokens in the formats of known vendors.').optional(),
        'private-key': demandedHandling.describe('Private keys.').optional(),
        'connection-string': demandedHandling.describe('Connection strings with a password.').optional(),
        'assigned-secret': demandedHandling
          .describe('Passwords, tokens and secrets that are assigned to a name.')
          .optional(),
        email: demandedHandling.describe('E-mail addresses.').optional(),
        card: demandedHandling.describe('Numbers of payment cards.').optional(),
        iban: demandedHandling.describe('Numbers of bank accounts (IBAN).').optional(),
        ssn: demandedHandling.describe('Social security numbers of the USA.').optional(),
        phone: demandedHandling.describe('Telephone numbers.').optional(),
        'ip-address': demandedHandling.describe('IP addresses.').optional(),
        'own-rule': demandedHandling.describe('What each person’s own expressions and key words find.').optional(),
      })
      .describe(
        'What becomes of each kind of finding, at the least. stay: the request stays on this machine. redact: it leaves with a placeholder.',
      )
      .optional(),
  })
  .describe('What may leave the machine from this folder. It can only tighten what each person has set.');

export type PolicyDocument = z.infer<typeof policySchema>;
