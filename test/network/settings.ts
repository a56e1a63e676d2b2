import type { PrivacyMode } from '../../src/contract/routing.ts';
import { localBackend } from '../editor/session.ts';
import type { EditorSettings } from '../support/editorSettings.ts';
import type { World } from './world.ts';

/** A local model beside every reason to leave: only the mode says whether something may. */
export function everyReasonToLeave(
  { model, cloud }: Pick<World, 'model' | 'cloud'>,
  mode: PrivacyMode,
): EditorSettings {
  const openai = { kind: 'openai-compatible', model: 'large' };
  return {
    'watershed.privacy.mode': mode,
    'watershed.backends': {
      cloud: { ...openai, url: `${cloud.origin}/v1`, roles: ['completion', 'chat'] },
      // Nobody knows the name, but to ask for it is a packet.
      named: { ...openai, url: `http://${unknownHost}/v1`, roles: ['chat'] },
      pulled: { kind: 'ollama', url: cloud.origin, model: 'tiny', roles: ['chat'] },
      // The last one, so that whatever goes by the order of the settings asks the others first.
      local: localBackend(model.url),
    },
    'watershed.routing.chat.strategy': 'speculative',
    'watershed.routing.completion.strategy': 'speculative',
    'watershed.routing.allowPaidFallback': true,
    // Next edits are tried there, and a ghost would have the first right to their key.
    'watershed.completion.languages': { javascript: false },
  };
}

/** A name of the domain that is reserved for tests (RFC 6761). */
export const unknownHost = 'models.watershed.test';
