import { gitleaks, scanners } from './sources.ts';
import type { VendorFormat } from './vendorFormat.ts';

/** Providers of models, and the tools around them. */
export const modelFormats: readonly VendorFormat[] = [
  {
    rule: 'anthropic-key',
    what: 'an Anthropic key',
    keywords: ['sk-ant-api03-', 'sk-ant-admin01-', 'sk-ant-oat01-'],
    body: '<word:80-120>',
    source: gitleaks,
  },
  {
    rule: 'openai-key',
    what: 'an OpenAI key',
    keywords: ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-None-'],
    body: '<word:40-200>',
    source: gitleaks,
  },
  {
    // Older OpenAI keys carry "OpenAI" in base64 in their middle.
    rule: 'openai-legacy-key',
    what: 'an OpenAI key',
    keywords: ['T3BlbkFJ'],
    before: 'sk-<alnum:20>',
    body: '<alnum:20>',
    source: gitleaks,
  },
  {
    // DeepSeek, Moonshot, Alibaba and others took over the prefix and write 32 to 64 characters after it.
    rule: 'model-provider-key',
    what: 'a key of a model provider',
    keywords: ['sk-'],
    body: '<alnum:32-64>',
    needsDigit: true,
    source: scanners,
  },
  {
    rule: 'openrouter-key',
    what: 'an OpenRouter key',
    keywords: ['sk-or-v1-'],
    body: '<hex:64>',
    source: scanners,
  },
  { rule: 'groq-key', what: 'a Groq key', keywords: ['gsk_'], body: '<alnum:52>', source: scanners },
  { rule: 'xai-key', what: 'an xAI key', keywords: ['xai-'], body: '<word:70-85>', source: scanners },
  {
    rule: 'cerebras-key',
    what: 'a Cerebras key',
    keywords: ['csk-'],
    body: '<lower:40-60>',
    needsDigit: true,
    source: scanners,
  },
  { rule: 'replicate-token', what: 'a Replicate token', keywords: ['r8_'], body: '<alnum:37-40>', source: scanners },
  {
    rule: 'huggingface-token',
    what: 'a Hugging Face token',
    keywords: ['hf_', 'api_org_'],
    body: '<alnum:34>',
    source: gitleaks,
  },
  { rule: 'perplexity-key', what: 'a Perplexity key', keywords: ['pplx-'], body: '<alnum:48>', source: gitleaks },
  { rule: 'nvidia-key', what: 'an NVIDIA key', keywords: ['nvapi-'], body: '<word:60-70>', source: scanners },
  {
    rule: 'fireworks-key',
    what: 'a Fireworks key',
    keywords: ['fw_'],
    body: '<alnum:22-24>',
    needsDigit: true,
    source: scanners,
  },
  { rule: 'together-key', what: 'a Together key', keywords: ['tgp_v1_'], body: '<word:43>', source: scanners },
  {
    rule: 'pinecone-key',
    what: 'a Pinecone key',
    keywords: ['pcsk_'],
    body: '<alnum:5-6>_<alnum:63>',
    source: scanners,
  },
  {
    rule: 'langsmith-key',
    what: 'a LangSmith key',
    keywords: ['lsv2_pt_', 'lsv2_sk_'],
    body: '<hex:32>_<hex:10>',
    source: scanners,
  },
  {
    rule: 'wandb-key',
    what: 'a Weights & Biases key',
    keywords: ['wandb_v1_'],
    body: '<alnum:27>_<alnum:49>',
    source: scanners,
  },
  { rule: 'tavily-key', what: 'a Tavily key', keywords: ['tvly-'], body: '<word:32-48>', source: scanners },
];
