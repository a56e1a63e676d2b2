import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { BackendError, type BackendErrorKind, NoRouteError } from '../contract/errors.ts';

/** Why no completions come, in a sentence for the person. */
export interface CompletionFault {
  readonly kind: BackendErrorKind | NoRouteError['kind'] | 'unexpected';
  readonly message: string;
}

/** Tells of a fault once, however many requests meet it, and of its end. */
export class FaultReporter implements Disposable {
  readonly #store = new DisposableStore();
  readonly #didFault = this.#store.add(new Emitter<CompletionFault>());
  readonly #didRecover = this.#store.add(new Emitter<void>());
  #current: CompletionFault | undefined;

  readonly onDidFault = this.#didFault.event;
  readonly onDidRecover = this.#didRecover.event;

  /** A person who asked by hand is told again. */
  report(error: unknown, trigger: 'automatic' | 'manual'): void {
    const fault = toFault(error);
    const isKnown = this.#current?.kind === fault.kind && this.#current.message === fault.message;
    this.#current = fault;
    if (!isKnown || trigger === 'manual') this.#didFault.fire(fault);
  }

  recover(): void {
    if (this.#current === undefined) return;
    this.#current = undefined;
    this.#didRecover.fire();
  }

  dispose(): void {
    this.#store.dispose();
  }
}

function toFault(error: unknown): CompletionFault {
  if (error instanceof BackendError || error instanceof NoRouteError) {
    return { kind: error.kind, message: error.message };
  }
  return { kind: 'unexpected', message: 'Watershed could not complete this line. The Watershed log says more.' };
}
