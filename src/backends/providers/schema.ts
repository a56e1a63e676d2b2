import * as z from 'zod';

/**
 * What Watershed knows of one provider. The entries are typed by this schema, and a unit test parses them all with it, so
 * that nothing of it runs when the editor starts. In an endpoint `{url}` stands for the base URL and `{origin}` for its
 * scheme, host and port.
 */
export const providerSchema = z.strictObject({
  label: z.string().min(1),
  /** Where the person looks for it: on this machine, among the clouds, or among gateways and clusters. */
  group: z.enum(['this-machine', 'cloud', 'cluster']),
  protocol: z.enum(['openai-compatible', 'anthropic', 'ollama', 'llama.cpp']),
  address: z.discriminatedUnion('kind', [
    /** The same for everybody, so an entry of the settings may leave it out. */
    z.strictObject({ kind: z.literal('fixed'), url: z.url({ protocol: /^https$/ }) }),
    /** `{name}` is what the person fills in. */
    z.strictObject({
      kind: z.literal('template'),
      template: z.string().regex(/^https:\/\/.*\{[a-z]+\}/),
      placeholders: z.record(
        z.string().regex(/^[a-z]+$/),
        z.strictObject({ title: z.string().min(1), example: z.string().min(1) }),
      ),
    }),
    z.strictObject({ kind: z.literal('asked'), example: z.url() }),
  ]),
  key: z.strictObject({
    /** `none`: usually there is none; one that is stored for its origin is sent all the same. */
    need: z.enum(['required', 'optional', 'none']),
    /** `bearer`: as `Authorization: Bearer …`; else the header of that name. */
    sentAs: z.enum(['bearer', 'api-key', 'x-api-key']),
  }),
  /** How token counts come while streaming. `on-request`: with `stream_options`. `never`: also where it is not known. */
  usage: z.enum(['on-request', 'always', 'never']),
  /** The name of the field that limits the answer. */
  outputLimit: z.enum(['max_tokens', 'max_completion_tokens', 'num_predict', 'n_predict']),
  /** What its models can do as a rule. What depends on the model, or is not known, is false. */
  capabilities: z.strictObject({ tools: z.boolean(), images: z.boolean(), logProbabilities: z.boolean() }),
  /** An endpoint that takes what stands before and behind the cursor; absent where the prompt is laid out here. */
  fillInMiddle: z
    .strictObject({
      endpoint: endpointSchema(),
      /** Which of OpenAI's two kinds of chunk its stream has. */
      chunks: z.enum(['chat', 'text']),
      /** What stands before the path of each file in the prompt; absent where other files cannot go along. */
      fileMark: z.string().min(1).optional(),
    })
    .optional(),
  modelList: z.strictObject({
    endpoint: endpointSchema(),
    /** `other`: what a request calls the model is not in the list, as with the deployments of Azure. */
    names: z.enum(['same', 'other']),
    /** Whether a server without the list can be the right one all the same. */
    isOptional: z.boolean(),
    /** Stands before each listed name and is no part of it. */
    prefix: z.string(),
  }),
  /** Asked besides the list of models where that one is open to everybody and so says nothing of a key. */
  keyCheck: endpointSchema().optional(),
  /** Where such a server answers on its own machine, the most usual port first. */
  usualPorts: z.array(z.int().min(1).max(65_535)),
  /** Where the facts come from, and when they were read. */
  facts: z.strictObject({ source: z.string().min(1), readOn: z.iso.date() }),
  /** One line for the person who chooses it. */
  note: z.string().min(1).max(160).regex(/\.$/),
});

export type Provider = Readonly<z.infer<typeof providerSchema>>;

function endpointSchema() {
  return z.string().regex(/^\{(url|origin)\}\/[\w./?=&-]+$/);
}
