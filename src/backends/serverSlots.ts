import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import { nameOf } from './server.ts';
import type { BackendSettings } from './settings.ts';
import { Slots } from './slots.ts';

/** Something about a server that its owner can mend. Each is told once for each server. */
export interface SlotNotice {
  readonly kind: 'one-slot-shared';
  /** The backend whose suggestion had to wait. */
  readonly backendId: string;
  readonly origin: string;
  /** What it is and what to do, in sentences for the person. */
  readonly message: string;
}

/**
 * The slots of every server on this machine. It outlives the catalogues: after a change of the settings, the requests
 * of the catalogue before still use their server.
 */
export interface ServerSlots extends Disposable {
  /**
   * The slots that a backend shares with every other of the same server; for Ollama, with every other of the same
   * model. Undefined for kinds whose servers have many users and order the requests themselves.
   */
  of(settings: SlotUser): Slots | undefined;
  readonly onDidNotice: Event<SlotNotice>;
}

export type SlotUser = Pick<BackendSettings, 'id' | 'kind' | 'model' | 'origin'>;

export function createServerSlots(): ServerSlots {
  const slotsByServer = new Map<string, Slots>();
  const didNotice = new Emitter<SlotNotice>();

  function create(user: SlotUser): Slots {
    let isTold = false;
    return new Slots(() => {
      if (isTold) return;
      isTold = true;
      const { id: backendId, origin } = user;
      didNotice.fire({ kind: 'one-slot-shared', backendId, origin, message: describeSharedSlot(user) });
    });
  }

  return {
    of(user) {
      const server = serverOf(user);
      if (server === undefined) return undefined;
      const slots = slotsByServer.get(server) ?? create(user);
      slotsByServer.set(server, slots);
      return slots;
    },
    onDidNotice: didNotice.event,
    dispose: () => didNotice.dispose(),
  };
}

/** Ollama runs a process for each model. */
function serverOf({ kind, origin, model }: SlotUser): string | undefined {
  if (kind === 'llama.cpp') return origin;
  return kind === 'ollama' ? `${origin} ${model}` : undefined;
}

function describeSharedSlot(user: SlotUser): string {
  const what = `${nameOf(user)} at ${new URL(user.origin).host} does one thing at a time, so suggestions wait for the chat.`;
  if (user.kind === 'llama.cpp') {
    return `${what} Start it with --parallel 2; it shares its context out, so double the number after -c as well.`;
  }
  return `${what} Give suggestions a small model of their own: another entry with the role "completion".`;
}
