import type { OriginFile } from '../../contract/request.ts';
import type { Explain } from '../../contract/send.ts';

/** Whether a text holds anything that the privacy inspection objects to, or could not be inspected. */
export type HasSecrets = (text: string, origin: OriginFile) => Promise<boolean>;

/**
 * Asks the same inspection that every request goes through, as if the text were to be completed. What could not be
 * answered counts as a secret.
 */
export function createSecretCheck(explain: Explain): HasSecrets {
  return async (text, origin) => {
    const { inspection } = await explain({
      task: 'completion',
      id: 'context',
      origin,
      prefix: text,
      suffix: '',
      snippets: [],
      maxOutputTokens: 1,
      stop: [],
      override: { kind: 'auto' },
    });
    return inspection.findings.length > 0;
  };
}
