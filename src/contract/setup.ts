import type { ConnectionTest } from './backend.ts';
import type { Task } from './request.ts';
import type { BackendKind } from './routing.ts';

/** A model that a server offers, as far as the server tells. */
export interface OfferedModel {
  readonly name: string;
  /** Bytes of the model's file; undefined when the server does not say. */
  readonly sizeBytes: number | undefined;
  /** Whether the model can fill in the middle; undefined when it could not be found out. */
  readonly fillsInMiddle: boolean | undefined;
}

/**
 * A model server that answered on one of the usual local ports. Only llama.cpp and Ollama prove by their answers that
 * they run the model themselves; the others may forward, and count as remote until the person says otherwise.
 */
export interface DiscoveredServer {
  readonly kind: Extract<BackendKind, 'llama.cpp' | 'ollama' | 'lm-studio' | 'vllm' | 'tgi' | 'litellm'>;
  /** As an entry of the settings has it, for example `http://127.0.0.1:11434`. */
  readonly url: string;
  readonly models: readonly OfferedModel[];
}

export interface ProposedModel {
  readonly server: DiscoveredServer;
  readonly model: string;
  /** One sentence for the person on why this one. */
  readonly reason: string;
}

/** The models to begin with; undefined where no server offers a fitting one. */
export interface Proposal {
  readonly completion: ProposedModel | undefined;
  readonly chat: ProposedModel | undefined;
}

export interface PullProgress {
  /** What the server is doing, in its own words. */
  readonly status: string;
  readonly completedBytes: number | undefined;
  readonly totalBytes: number | undefined;
}

/** An entry of `watershed.backends` as it is written into the settings. */
export interface BackendEntry {
  readonly kind: BackendKind;
  readonly url: string;
  readonly model: string;
  readonly roles: readonly Task[];
  readonly location?: 'this-machine' | 'remote';
}

/** A provider of the catalogue, as a person chooses it. */
export interface ProviderOffer {
  readonly kind: BackendKind;
  readonly label: string;
  readonly group: 'this-machine' | 'cloud' | 'cluster';
  /** One line on what it is, or what to know of it. */
  readonly note: string;
  readonly address: ProviderAddress;
  readonly keyNeed: 'required' | 'optional' | 'none';
  /** Whether its models may be asked for suggestions too; false where it answers chats only. */
  readonly canComplete: boolean;
}

/** Where a provider answers: the same for everybody, with places to fill in, or only known to the person. */
export type ProviderAddress =
  | { readonly kind: 'fixed'; readonly url: string }
  | {
      readonly kind: 'template';
      /** Has `{name}` for each placeholder. */
      readonly template: string;
      readonly placeholders: Readonly<Record<string, { readonly title: string; readonly example: string }>>;
    }
  | { readonly kind: 'asked'; readonly example: string };

/** A model out of a server's own list, with one sentence on why this one. */
export interface ModelProposal {
  readonly model: string;
  readonly reason: string;
}

/** Where a server answers, made regular: the settings and the keys go by the same spelling. */
export interface ServerAddress {
  /** Without a slash at its end; `localhost` is written as 127.0.0.1. */
  readonly url: string;
  /** Scheme, host and port of the URL: what a key is bound to. */
  readonly origin: string;
}

/** What the set-up in the editor needs of the backends. */
export interface ServerSetup {
  /** Asks the usual local ports; what is not there is not in the list. */
  discover(signal: AbortSignal): Promise<readonly DiscoveredServer[]>;
  propose(servers: readonly DiscoveredServer[]): Proposal;
  /** Every provider that a backend can be added of. */
  readonly providers: readonly ProviderOffer[];
  /** One model of a server's list to begin with; undefined where none of them looks like one that answers. */
  proposeModel(models: readonly string[], roles: readonly Task[]): ModelProposal | undefined;
  /** Undefined for what cannot be the address of a server. */
  addressOf(text: string): ServerAddress | undefined;
  /** Whether an entry, as the settings hold it, is proven to run its model on this machine. */
  runsHere(entry: unknown): boolean;
  /**
   * Asks the server of an entry for its models. The entry need not stand in the settings, nor name a model yet.
   * @throws BackendError, which calls the server by its host, or an Error that says what is wrong with the entry
   */
  test(entry: unknown, signal: AbortSignal): Promise<ConnectionTest>;
  /** Lets an Ollama server fetch a model. @throws BackendError */
  pull(url: string, model: string, signal: AbortSignal): AsyncGenerator<PullProgress, void, void>;
}
