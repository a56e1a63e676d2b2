import type { DiscoveredServer } from '../contract/setup.ts';

/** How sentences call a server that was found on this machine. */
export function serverName({ kind }: Pick<DiscoveredServer, 'kind'>): string {
  return names[kind];
}

const names: Readonly<Record<DiscoveredServer['kind'], string>> = {
  'llama.cpp': 'llama.cpp',
  ollama: 'Ollama',
  'lm-studio': 'LM Studio',
  vllm: 'vLLM',
  tgi: 'Text Generation Inference',
  litellm: 'LiteLLM proxy',
};
