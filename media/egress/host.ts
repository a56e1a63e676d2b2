import type { EgressHostMessage, EgressViewMessage } from '../../src/metering/egressView/messages.ts';

/** What the view itself remembers while its panel is behind another one. */
export interface Remembered {
  readonly scrollTopPx: number;
}

export interface Host {
  /** Tells the host what the person did. */
  post(message: EgressViewMessage): void;
  remember(state: Remembered): void;
  remembered(): Remembered | undefined;
}

interface VsCodeApi {
  postMessage(message: EgressViewMessage): void;
  setState(state: Remembered): void;
  getState(): Remembered | undefined;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** Connects to the extension host. A page may call this only once. */
export function connectToHost(onMessage: (message: EgressHostMessage) => void): Host {
  const api = acquireVsCodeApi();
  // Nobody else can post into this page: it frames nothing, and the only one that frames it is the editor.
  window.addEventListener('message', (event: MessageEvent<EgressHostMessage>) => onMessage(event.data));
  return {
    post: (message) => api.postMessage(message),
    remember: (state) => api.setState(state),
    remembered: () => api.getState(),
  };
}
