import type { BackendKind } from '../contract/routing.ts';

/** What a message needs to know of a server in order to name it and to say what to do. */
export interface ServerIdentity {
  /** The backend's id in the settings, or the origin of a server that is not configured yet. */
  readonly id: string;
  readonly kind: BackendKind;
  readonly model: string;
  readonly origin: string;
}

/** How sentences call the server: `Ollama` on this machine, the host name of a service. */
export function nameOf(server: ServerIdentity): string {
  if (server.kind === 'llama.cpp') return 'llama.cpp';
  return server.kind === 'ollama' ? 'Ollama' : new URL(server.origin).host;
}
