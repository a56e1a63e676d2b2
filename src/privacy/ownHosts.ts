import type { PrivacySettings } from '../contract/privacySettings.ts';
import type { BackendKind } from '../contract/routing.ts';
import { isCloudModel, isLoopbackLiteral } from './locality.ts';
import { cloudAt } from './workspacePolicy/providerAt.ts';

export interface OwnHostUse {
  readonly kind: BackendKind;
  /** Scheme, host and port. */
  readonly origin: string;
  readonly model: string;
}

/**
 * Whether a model runs at a host of the person's own. A model that Ollama says it runs in its cloud does not, wherever
 * the server stands. It counts in the modes guarded and open alone: in local-only there is no other machine.
 */
export function runsAtOwnHost({ kind, origin, model }: OwnHostUse, settings: Pick<PrivacySettings, 'ownHosts'>) {
  return isOwnHost(origin, settings) && !(kind === 'ollama' && isCloudModel(model));
}

/** Whether the person has named this origin's host, or exactly this host and port, as their own. */
export function isOwnHost(origin: string, { ownHosts }: Pick<PrivacySettings, 'ownHosts'>): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname, port } = new URL(origin);
  if (protocol !== 'http:' && protocol !== 'https:') return false;
  const usualPort = protocol === 'https:' ? '443' : '80';
  return ownHosts.includes(hostname) || ownHosts.includes(`${hostname}:${port || usualPort}`);
}

export type ParsedHost = { readonly host: string } | { readonly problem: string };

/** Makes an entry of `watershed.privacy.ownHosts` regular: a name, `name:port`, an IPv4 address or `[IPv6]`. */
export function parseOwnHost(entry: unknown): ParsedHost {
  if (typeof entry !== 'string') return { problem: 'it holds something that is not a name in quotes' };
  const written = entry.trim().toLowerCase();
  const [, name = '', port] = /^(\[[\da-f:.]+\]|[^\s:/?#@\\[\]%]+)(?::(\d{1,5}))?$/u.exec(written) ?? [];
  if (/[*?]/.test(written)) return { problem: `“${entry}” is a pattern, and only whole names count` };
  const url = `https://${name}${port === undefined ? '' : `:${port}`}`;
  if (name === '' || !URL.canParse(url)) {
    return { problem: `“${entry}” is not a host, such as “gpu.example”, “gpu.example:8000” or “[fd00::1]”` };
  }
  const { hostname } = new URL(url);
  // A shorthand of an address means different hosts to different programs.
  if (/^[\d.]+$/.test(hostname) && hostname !== name) return { problem: `“${entry}” is not a whole address` };
  if (isLoopbackLiteral(hostname) || hostname === 'localhost' || hostname.endsWith('.localhost')) {
    return {
      problem: `“${entry}” is this machine, which needs no entry: a server here that runs its models itself is marked with "location": "this-machine"`,
    };
  }
  const cloud = cloudAt(hostname);
  if (cloud !== undefined) return { problem: `“${entry}” belongs to ${cloud} and is nobody’s own host` };
  return { host: port === undefined ? hostname : `${hostname}:${Number(port)}` };
}
