import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from './cache.ts';
import { freePort, startServer, waitUntilReady } from './process.ts';
import { ensurePythonPackages, type Python } from './python.ts';
import { temporaryFolder } from './temporaryFolder.ts';

export interface LiteLlm {
  readonly python: Python;
  /** The folder for PYTHONPATH. */
  readonly folder: string;
}

export interface LiteLlmOptions {
  /** The OpenAI-compatible server behind the gateway, without /v1. */
  readonly upstreamUrl: string;
  /** Further servers of the same model: the gateway balances between all, and leaves out one that fails. */
  readonly moreUpstreamUrls?: readonly string[];
  /** The name under which the gateway offers the model. */
  readonly model?: string;
  /** The key that the gateway asks for. */
  readonly masterKey?: string;
  readonly port?: number;
}

export interface Gateway {
  /** Without a slash at the end; OpenAI's format below /v1, Anthropic's at /v1/messages. */
  readonly url: string;
  readonly model: string;
  readonly masterKey: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** What the gateway charges, in US dollars a token: 3 and 15 dollars a million. */
export const gatewayPrices = { inputCostUsd: 0.000003, outputCostUsd: 0.000015 };

/**
 * The LiteLLM proxy in a folder of its own (about 750 MB). Not the newest release: that one may need a certifi that
 * a package mirror does not have yet.
 */
export function ensureLiteLlm(report?: Report): Promise<LiteLlm> {
  return ensurePythonPackages('litellm', '1.100.5', ['litellm[proxy]==1.100.5'], report);
}

/** Starts a real gateway with keys and prices before a model server: our stand-in for a cloud. */
export async function startLiteLlm(options: LiteLlmOptions, report?: Report): Promise<Gateway> {
  const liteLlm = await ensureLiteLlm(report);
  const port = options.port ?? (await freePort());
  const { model = 'cloud-small', masterKey = 'sk-test-1234' } = options;
  const folder = await temporaryFolder('litellm');
  const configuration = join(folder, 'configuration.yaml');
  // YAML holds JSON.
  await writeFile(
    configuration,
    JSON.stringify(toConfiguration([options.upstreamUrl, ...(options.moreUpstreamUrls ?? [])], model)),
  );
  // The proxy looks for it beside its configuration.
  await copyFile(join(import.meta.dirname, 'liteLlmAuth.py'), join(folder, 'liteLlmAuth.py'));
  const server = await startServer({
    name: 'LiteLLM',
    command: liteLlm.python.command,
    args: [
      ...['-c', 'from litellm import run_server; run_server()'],
      ...['--config', configuration, '--host', '127.0.0.1', '--port', String(port), '--telemetry', 'False'],
    ],
    env: {
      ...process.env,
      PYTHONPATH: liteLlm.folder,
      LITELLM_LOCAL_MODEL_COST_MAP: 'True',
      LITELLM_MASTER_KEY: masterKey,
      NO_PROXY: '127.0.0.1',
    },
    cwd: folder,
  });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady('LiteLLM', server, { url: `${url}/health/liveliness`, deadlineMs: 180_000 });
  return { url, model, masterKey, pid: server.pid, stop: server.stop };
}

function toConfiguration(upstreamUrls: readonly string[], model: string): unknown {
  return {
    model_list: upstreamUrls.map((upstreamUrl) => ({
      model_name: model,
      litellm_params: {
        model: 'openai/local',
        api_base: `${upstreamUrl}/v1`,
        api_key: 'none',
        input_cost_per_token: gatewayPrices.inputCostUsd,
        output_cost_per_token: gatewayPrices.outputCostUsd,
      },
    })),
    // One failure takes a server out for a minute, so that the second try never meets it again.
    ...(upstreamUrls.length > 1 ? { router_settings: { num_retries: 3, allowed_fails: 0, cooldown_time: 60 } } : {}),
    // Without the second one Anthropic's requests go on in a format that knows no fewer than 16 output tokens.
    litellm_settings: { include_cost_in_streaming_usage: true, use_chat_completions_url_for_anthropic_messages: true },
    general_settings: { custom_auth: 'liteLlmAuth.authenticate' },
  };
}
