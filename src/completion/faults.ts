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
    if (isShownElsewhere(error)) return;
    const before = this.#current;
    const fault = before !== undefined && isAftermath(error, before) ? before : toFault(error);
    this.#current = fault;
    const isKnown = before?.kind === fault.kind && before.message === fault.message;
    if (!isKnown || trigger === 'manual') this.#didFault.fire(fault);
  }

  /** Ends the fault that stands, if one does: an answer came, or the next one is to be told in any case. */
  recover(): void {
    if (this.#current === undefined) return;
    this.#current = undefined;
    this.#didRecover.fire();
  }

  dispose(): void {
    this.#store.dispose();
  }
}

/** Whether an error is a defect of our own, and none of the faults that servers and settings have. */
export function isUnexpected(error: unknown): boolean {
  return !(error instanceof BackendError || error instanceof NoRouteError);
}

/** That no model is set up, or that none may be asked yet, stands in the status bar before anybody types. */
function isShownElsewhere(error: unknown): boolean {
  return error instanceof NoRouteError && error.kind === 'no-backend';
}

/** A server that failed is left alone for a while. That is no news, and says less than the failure did. */
function isAftermath(error: unknown, { kind }: CompletionFault): boolean {
  if (!(error instanceof NoRouteError) || error.kind !== 'health') return false;
  return kind !== 'policy' && kind !== 'unexpected' && kind !== 'health';
}

function toFault(error: unknown): CompletionFault {
  if (error instanceof BackendError || error instanceof NoRouteError) {
    return { kind: error.kind, message: error.message };
  }
  return { kind: 'unexpected', message: 'Watershed could not complete this line. The Watershed log says more.' };
}
