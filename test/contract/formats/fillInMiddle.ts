import { openaiFormat } from './openai.ts';
import type { WireFormat } from './wireFormat.ts';

/** Source: docs.mistral.ai/api, "Fim completion", read November 2026: the chunks of a chat, at a path of its own. */
export const mistralFimFormat: WireFormat = {
  ...openaiFormat,
  tasks: ['completion'],
  entry: (url, task) => ({ kind: 'mistral', url: `${url}/v1`, model: 'codestral-latest', roles: [task] }),
  promptPath: () => '/v1/fim/completions',
  encode: (_task, content) => openaiFormat.encode('chat', content),
  encodeOpen: (_task, content) => openaiFormat.encodeOpen('chat', content),
};

/** Source: api-docs.deepseek.com, "Create FIM completion (Beta)", read November 2026. */
export const deepseekFimFormat: WireFormat = {
  ...openaiFormat,
  tasks: ['completion'],
  entry: (url, task) => ({ kind: 'deepseek', url, model: 'deepseek-chat', roles: [task] }),
  promptPath: () => '/beta/completions',
};
