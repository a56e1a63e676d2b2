import * as z from 'zod';
import type { Capabilities } from '../contract/routing.ts';

/** What a llama.cpp server says of its model's abilities in `/props`. */
export const abilitiesSchema = z.object({
  /** Pictures need a projector beside the model. */
  modalities: z.object({ vision: z.boolean().nullish() }).nullish(),
  /** Absent from builds before 2026. */
  chat_template_caps: z.object({ supports_tools: z.boolean().nullish() }).nullish(),
  chat_template: z.string().nullish(),
});

/** A build of 2026 drops the tools of a request in silence where its template does not know them. */
export function toCapabilities(props: z.infer<typeof abilitiesSchema>): Capabilities {
  const { modalities, chat_template_caps, chat_template } = props;
  return {
    tools: chat_template_caps?.supports_tools ?? /\btools\b/.test(chat_template ?? ''),
    images: modalities?.vision ?? false,
    logProbabilities: true,
  };
}
