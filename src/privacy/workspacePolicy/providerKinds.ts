import type { BackendKind } from '../../contract/routing.ts';

/** Every provider that a policy can name: the ids of the catalogue, which a test holds against it. */
export const providerKinds = [
  'llama.cpp',
  'ollama',
  'lm-studio',
  'vllm',
  'tgi',
  'litellm',
  'ray-serve',
  'openai-compatible',
  'openai',
  'anthropic',
  'gemini',
  'azure-openai',
  'bedrock',
  'cohere',
  'mistral',
  'xai',
  'deepseek',
  'groq',
  'together',
  'fireworks',
  'cerebras',
  'openrouter',
  'replicate',
] as const satisfies readonly BackendKind[];
