import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import type { Locality } from '../contract/routing.ts';
import { nameOf } from './server.ts';
import type { ServerNotice } from './serverNotices.ts';
import type { BackendSettings } from './settings.ts';
import { Slots } from './slots.ts';

/**
 * The slots of every server, and what its owner was told of it. It outlives the catalogues: after a
 * change of the settings, the requests of the catalogue before still use their server.
 */
export interface ServerSlots extends Disposable {
  /**
   * The slots that a backend shares with every other of the same server; for Ollama, with every other of the same
   * model. A server that has many users orders the requests itself: for one window it has a fixed number.
   */
  of(settings: SlotUser, locality: Locality): Slots;
  /** Passes a notice on, unless the same was told of this server and model before. */
  tell(notice: ServerNotice): void;
  readonly onDidNotice: Event<ServerNotice>;
}

export type SlotUser = Pick<BackendSettings, 'id' | 'kind' | 'model' | 'origin'>;

export function createServerSlots(): ServerSlots {
  const slotsByServer = new Map<string, Slots>();
  const told = new Set<string>();
  const didNotice = new Emitter<ServerNotice>();

  function tell(notice: ServerNotice): void {
    const { kind, origin, model } = notice;
    const key = JSON.stringify([kind, origin, model]);
    if (told.has(key)) return;
    told.add(key);
    didNotice.fire(notice);
  }

  function create(user: SlotUser): Slots {
    const { id: backendId, origin } = user;
    // A llama.cpp server has one model, whatever an entry calls it.
    const model = user.kind === 'llama.cpp' ? '' : user.model;
    return new Slots(() =>
      tell({ kind: 'one-slot-shared', backendId, origin, model, message: describeSharedSlot(user) }),
    );
  }

  return {
    of(user, locality) {
      const ownServer = locality === 'local' ? serverOf(user) : undefined;
      const server = ownServer ?? `many users at ${user.origin}`;
      const slots = slotsByServer.get(server) ?? (ownServer === undefined ? createWide() : create(user));
      slotsByServer.set(server, slots);
      return slots;
    },
    tell,
    onDidNotice: didNotice.event,
    dispose: () => didNotice.dispose(),
  };
}

/** A spike beyond this waits here, where it can be cancelled, and does not use up a provider's limit in a second. */
export const wideSlotCount = 8;

function createWide(): Slots {
  const slots = new Slots();
  slots.resize(wideSlotCount);
  return slots;
}

/** Undefined for servers of many users. Ollama runs a process for each model. */
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
