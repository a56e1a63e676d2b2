import type { Provider } from './schema.ts';

/** What most servers that speak OpenAI's format have in common. */
export const usual = {
  protocol: 'openai-compatible',
  key: { need: 'required', sentAs: 'bearer' },
  usage: 'on-request',
  outputLimit: 'max_tokens',
  capabilities: { tools: false, images: false, logProbabilities: false },
  modelList: { endpoint: '{url}/models', names: 'same', isOptional: false, prefix: '' },
  usualPorts: [],
} as const satisfies Partial<Provider>;

export const toolsOnly = { tools: true, images: false, logProbabilities: false } as const;
export const toolsAndImages = { tools: true, images: true, logProbabilities: false } as const;
