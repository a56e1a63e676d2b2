import * as z from 'zod';

/**
 * What Watershed has read of one provider's promises. The entries are typed by this schema, and a unit test parses them
 * all with it, so that nothing of it runs when the editor starts. What was read was a stored copy of the provider's own
 * page; what was only found on somebody else's pages is `unknown`.
 */
export const promisesSchema = z.strictObject({
  label: z.string().min(1),
  /**
   * The hosts for which the promises hold; `*` stands for one label. A provider promises nothing of another address that
   * is entered under its name, for example a gateway's.
   */
  hosts: z.array(z.string().regex(/^(?:[a-z0-9-]+\.|\*\.)+[a-z]+$/)).min(1),
  training: factOf(z.enum(['no', 'opt-out', 'by-plan', 'yes', 'unknown'])),
  retentionDays: factOf(z.union([z.number().nonnegative(), z.literal('unknown')])),
  zeroRetention: factOf(z.enum(['default', 'on-request', 'no', 'unknown'])),
  baa: factOf(z.enum(['yes', 'no', 'unknown'])),
  soc2: factOf(z.enum(['yes', 'no', 'unknown'])),
  /** At an address that says nothing of a region. */
  regions: factOf(z.union([regionList(), z.enum(['anywhere', 'unknown'])])),
  /** At an address that stands for a region. */
  regionsByHost: z.record(z.string(), factOf(regionList())).optional(),
});

export type Promises = z.infer<typeof promisesSchema>;

/** `unknown` alone: no passage was found. As a value with a source: a passage was found that leaves it open. */
function factOf<T extends z.ZodType>(value: T) {
  return z.union([
    z.literal('unknown'),
    z.strictObject({
      value,
      /** The passage in our own words, a sentence or two. */
      says: z.string().regex(/^[A-Z“].*\.$/),
      source: z.strictObject({
        /** The title of the provider's page. */
        title: z.string().min(1),
        /** The page's address without the scheme, and where a copy was read instead, which. */
        where: z.string().min(1),
      }),
      readOn: z.iso.date(),
    }),
  ]);
}

function regionList() {
  return z.array(z.enum(['us', 'eu', 'uk', 'asia', 'china'])).min(1);
}
