import type { Provider } from './schema.ts';
import { toolsOnly, usual } from './usual.ts';

const readOn = '2026-11-21';

/** Servers that a person or a team runs: the same software serves one machine and a cluster. */
export const servers = {
  ollama: {
    ...usual,
    label: 'Ollama',
    group: 'this-machine',
    protocol: 'ollama',
    address: { kind: 'asked', example: 'http://127.0.0.1:11434' },
    key: { need: 'none', sentAs: 'bearer' },
    usage: 'always',
    outputLimit: 'num_predict',
    modelList: { endpoint: '{url}/api/tags', names: 'same', isOptional: false, prefix: '' },
    usualPorts: [11434],
    facts: { source: 'github.com/ollama/ollama, docs/api.md; 0.17.4 was asked', readOn },
    note: 'Runs models on this machine and fetches them by name.',
  },
  'llama.cpp': {
    ...usual,
    label: 'llama.cpp',
    group: 'this-machine',
    protocol: 'llama.cpp',
    address: { kind: 'asked', example: 'http://127.0.0.1:8080' },
    key: { need: 'none', sentAs: 'bearer' },
    outputLimit: 'n_predict',
    modelList: { endpoint: '{url}/v1/models', names: 'same', isOptional: false, prefix: '' },
    // Its own port; the one of its plug-ins for editors; the usual next one.
    usualPorts: [8080, 8012, 8081],
    facts: { source: 'github.com/ggml-org/llama.cpp, tools/server/README.md; a real server was asked', readOn },
    note: '“llama-server” with one model. The best choice for suggestions while you type.',
  },
  'lm-studio': {
    ...usual,
    label: 'LM Studio',
    group: 'this-machine',
    address: { kind: 'asked', example: 'http://127.0.0.1:1234/v1' },
    key: { need: 'optional', sentAs: 'bearer' },
    capabilities: toolsOnly,
    usualPorts: [1234],
    facts: { source: 'lmstudio.ai/docs, "REST API" and "Tool use"; github.com/lmstudio-ai/lms', readOn },
    note: 'Start its server in the Developer tab or with “lms server start”.',
  },
  vllm: {
    ...usual,
    label: 'vLLM',
    group: 'cluster',
    address: { kind: 'asked', example: 'http://127.0.0.1:8000/v1' },
    key: { need: 'optional', sentAs: 'bearer' },
    // Tools need --enable-auto-tool-choice, and pictures a model that sees.
    capabilities: { tools: false, images: false, logProbabilities: true },
    usualPorts: [8000],
    facts: { source: 'docs.vllm.ai, "OpenAI-compatible server"; github.com/vllm-project/vllm', readOn },
    note: 'Serves one model to many people, on this machine or a team’s GPUs.',
  },
  tgi: {
    ...usual,
    label: 'Text Generation Inference',
    group: 'cluster',
    address: { kind: 'asked', example: 'http://127.0.0.1:8080/v1' },
    key: { need: 'optional', sentAs: 'bearer' },
    modelList: { endpoint: '{url}/models', names: 'same', isOptional: true, prefix: '' },
    // The ports of its container and of its router.
    usualPorts: [8080, 3000],
    facts: { source: 'github.com/huggingface/text-generation-inference, docs/openapi.json (2.4.1)', readOn },
    note: 'Hugging Face’s server. Older ones list no models: write “tgi”.',
  },
  litellm: {
    ...usual,
    label: 'LiteLLM proxy',
    group: 'cluster',
    address: { kind: 'asked', example: 'http://127.0.0.1:4000/v1' },
    key: { need: 'optional', sentAs: 'bearer' },
    usualPorts: [4000],
    facts: { source: 'docs.litellm.ai, "Health checks"; a real proxy, 1.100.5, was asked', readOn },
    note: 'A gateway before many servers. It balances between them and can tell what an answer cost.',
  },
  'ray-serve': {
    ...usual,
    label: 'Ray Serve LLM',
    group: 'cluster',
    address: { kind: 'asked', example: 'http://127.0.0.1:8000/v1' },
    key: { need: 'optional', sentAs: 'bearer' },
    facts: { source: 'docs.ray.io, "Serving LLMs"', readOn },
    note: 'Models on a Ray cluster that grows and shrinks with its load.',
  },
  'openai-compatible': {
    ...usual,
    label: 'Any OpenAI-compatible server',
    group: 'cluster',
    address: { kind: 'asked', example: 'https://host.example/v1' },
    key: { need: 'optional', sentAs: 'bearer' },
    facts: { source: 'platform.openai.com, API reference, "Chat completions" and "Completions"', readOn },
    note: 'Whatever else speaks OpenAI’s format: write its address, which ends in /v1 as a rule.',
  },
} as const satisfies Readonly<Record<string, Provider>>;
