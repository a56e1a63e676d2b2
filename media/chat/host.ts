import type { HostMessage, ViewMessage } from '../../src/chat/messages.ts';

/** Tells the host what the person did. */
export type Post = (message: ViewMessage) => void;

declare function acquireVsCodeApi(): { postMessage(message: ViewMessage): void };

/** Connects to the extension host. A page may call this only once. */
export function connectToHost(onMessage: (message: HostMessage) => void): Post {
  const host = acquireVsCodeApi();
  // Nobody else can post into this page: it frames nothing, and the only one that frames it is the editor.
  window.addEventListener('message', (event: MessageEvent<HostMessage>) => onMessage(event.data));
  return (message) => host.postMessage(message);
}
