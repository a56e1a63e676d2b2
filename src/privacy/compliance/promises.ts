import type { BackendKind } from '../../contract/routing.ts';
import { largeClouds } from './promises/largeClouds.ts';
import { modelHosts } from './promises/modelHosts.ts';
import { modelMakers } from './promises/modelMakers.ts';
import type { Promises } from './schema.ts';

/** Servers that anybody may run: what is promised depends on who runs them, which Watershed cannot know. */
export type ServerKind =
  | 'llama.cpp'
  | 'ollama'
  | 'lm-studio'
  | 'vllm'
  | 'tgi'
  | 'litellm'
  | 'ray-serve'
  | 'openai-compatible';

export type CloudKind = Exclude<BackendKind, ServerKind>;

/** What was read of each cloud. */
export const promisesOfClouds: Readonly<Record<CloudKind, Promises>> = {
  ...largeClouds,
  ...modelMakers,
  ...modelHosts,
};
