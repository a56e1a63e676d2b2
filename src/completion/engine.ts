import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { describeFault } from '../base/describeFault.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import type { Log } from '../contract/log.ts';
import type { CompletionRequest } from '../contract/request.ts';
import type { Send, SendEnd } from '../contract/send.ts';
import { SpeedMeter } from './budget.ts';
import { SuggestionCache } from './cache.ts';
import { Caller } from './caller.ts';
import { debounceMs } from './debounce.ts';
import { type CompletionFault, FaultReporter, isUnexpected } from './faults.ts';
import { findClosedGate } from './gates.ts';
import { toGhost } from './ghost.ts';
import { InFlight, type Outcome } from './inFlight.ts';
import { findKnown, type Known } from './lookup.ts';
import { linesWantedAt } from './multiline.ts';
import { PromptBuilder } from './prompt.ts';
import { Screen } from './screen.ts';
import type { CompletionSettings, CompletionSnapshot, Ghost, GhostSource } from './snapshot.ts';
import { remainderOf } from './suggestion.ts';
import { View } from './view.ts';

/** Offers text at the cursor. One engine serves all documents of a window. */
export interface CompletionEngine extends Disposable {
  /**
   * What to offer at a moment. What is known already comes back at once; a promise means that a model is asked, and it
   * settles with undefined as soon as `signal` aborts or a newer moment is asked about. It never throws.
   */
  complete(snapshot: CompletionSnapshot, signal: AbortSignal): Ghost | undefined | Promise<Ghost | undefined>;
  /** To be called when the person has accepted the whole of a ghost. */
  noteAccepted(ghost: Ghost): void;
  /** To be called when the person has dismissed the ghost that is on the screen in a document. */
  noteDismissed(documentUri: string): void;
  /** Once for each answer that a person accepted, or typed to its end. */
  readonly onDidAccept: Event<Acceptance>;
  readonly onDidFault: Event<CompletionFault>;
  readonly onDidRecover: Event<void>;
  /** Takes the fault that stands for settled, so that it is told anew should it still be there: something has changed. */
  forgetFault(): void;
}

export interface Acceptance {
  readonly requestId: string;
  readonly how: 'accepted' | 'typed';
}

export interface CompletionEngineOptions {
  readonly send: Send;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => CompletionSettings;
}

export function createCompletionEngine(options: CompletionEngineOptions): CompletionEngine {
  return new Engine(options);
}

/** A server that has been idle for this long may have unloaded its model (Ollama does so after 5 minutes). */
const modelStaysLoadedMs = 4 * 60_000;

class Engine implements CompletionEngine {
  readonly #options: CompletionEngineOptions;
  readonly #store = new DisposableStore();
  readonly #faults = this.#store.add(new FaultReporter());
  readonly #didAccept = this.#store.add(new Emitter<Acceptance>());
  readonly #cache = new SuggestionCache();
  readonly #screen = new Screen();
  readonly #prompts = new PromptBuilder();
  readonly #speed = new SpeedMeter();
  /** The newest moment that was asked about. */
  #view: View | undefined;
  /** The only request on its way, and the only call that waits: for it, or for its end. */
  #running: InFlight | undefined;
  #caller: Caller | undefined;
  #lastTokenMs: number | undefined;
  #acceptedId: string | undefined;
  #isDisposed = false;

  readonly onDidAccept = this.#didAccept.event;
  readonly onDidFault = this.#faults.onDidFault;
  readonly onDidRecover = this.#faults.onDidRecover;

  constructor(options: CompletionEngineOptions) {
    this.#options = options;
  }

  complete(snapshot: CompletionSnapshot, signal: AbortSignal): Ghost | undefined | Promise<Ghost | undefined> {
    this.#caller?.settle(undefined);
    const view = new View(snapshot);
    if (this.#isDisposed || !this.#isOpenAt(view)) return undefined;
    const isAfterDeletion = this.#view !== undefined && isDeletion(this.#view, view);
    const isAfterAccept = this.#isShownTextTyped(view);
    this.#view = view;
    if (this.#running?.mayBecome(view) === false) this.#running.abandon();
    const known = findKnown(view, this.#screen, this.#cache);
    if (known !== undefined) return this.#offer(known, view, 'cache');
    if (signal.aborted) return undefined;
    const { firstTokenMs } = this.#speed;
    return this.#ask(view, isAfterAccept, debounceMs({ view, isAfterAccept, isAfterDeletion, firstTokenMs }), signal);
  }

  noteAccepted(ghost: Ghost): void {
    const suggestion = this.#screen.findShown(ghost.requestId);
    if (suggestion !== undefined) this.#screen.settle(suggestion);
    this.#countAccepted({ requestId: ghost.requestId, how: 'accepted' });
  }

  noteDismissed(documentUri: string): void {
    const { shown } = this.#screen;
    if (shown === undefined || this.#view?.snapshot.origin.uri !== documentUri) return;
    if (remainderOf(shown, this.#view) !== undefined) this.#screen.settle(shown);
  }

  forgetFault(): void {
    this.#faults.recover();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#caller?.settle(undefined);
    this.#running?.abort();
    this.#store.dispose();
  }

  #isOpenAt(view: View): boolean {
    const gate = findClosedGate(view, this.#options.settings());
    const isManual = view.snapshot.trigger === 'manual';
    if (gate !== undefined && isManual) this.#options.log.debug(`Completion asked for by hand: none here (${gate}).`);
    return gate === undefined;
  }

  #ask(view: View, isAfterAccept: boolean, delayMs: number, signal: AbortSignal): Promise<Ghost | undefined> {
    const caller = new Caller(view, linesWantedAt(view, isAfterAccept), signal, () => {
      if (this.#caller === caller) this.#caller = undefined;
    });
    this.#caller = caller;
    if (delayMs > 0) {
      const { clock } = this.#options;
      caller.debounceWith(
        (callback) => clock.schedule(delayMs, callback),
        () => this.#start(caller),
      );
    } else this.#start(caller);
    return caller.result;
  }

  /** Makes a call's request, unless one is on its way: then the call waits for what becomes of that. */
  #start(caller: Caller): void {
    if (this.#running !== undefined) return;
    const { send, clock, log } = this.#options;
    const { view, wanted } = caller;
    const request = this.#createRequest(caller);
    const idleMs = clock.monotonic() - (this.#lastTokenMs ?? Number.NEGATIVE_INFINITY);
    const mayBeLoading = idleMs > modelStaysLoadedMs;
    const running = new InFlight({
      request,
      view,
      wanted,
      mayBeLoading,
      send,
      clock,
      onFirstToken: (latencyMs) => {
        this.#lastTokenMs = clock.monotonic();
        if (!mayBeLoading) this.#speed.observeFirstToken(latencyMs);
      },
      onText: () => {
        if (this.#view !== undefined && !running.mayBecome(this.#view)) running.abandon();
      },
      onEnd: (outcome) => this.#finish(running.id, outcome),
      onServerEnd: (end) => this.#learnFrom(end),
    });
    this.#running = running;
    caller.requestId = running.id;
    const { prefix, suffix } = request;
    log.debug(`Completion ${running.id}: asks for ${wanted} from ${prefix.length} + ${suffix.length} characters.`);
    void running.run();
  }

  #createRequest({ view, wanted }: Caller): CompletionRequest {
    const budget = this.#speed.budgetFor(wanted, this.#options.settings().contextTokens);
    return {
      task: 'completion',
      id: randomUUID(),
      origin: view.snapshot.origin,
      ...this.#prompts.build(view, budget),
      snippets: [],
      maxOutputTokens: budget.maxOutputTokens,
      stop: wanted === 'one' ? ['\n'] : [],
      override: { kind: 'auto' },
    };
  }

  #finish(requestId: string, outcome: Outcome): void {
    this.#running = undefined;
    const { log } = this.#options;
    if (outcome.kind === 'overdue') log.warn(`Completion ${requestId}: given up, the server took too long.`);
    else log.debug(`Completion ${requestId}: ${outcome.kind}.`);
    if (outcome.kind === 'answered') {
      this.#cache.add(outcome.suggestion);
      this.#faults.recover();
    }
    const caller = this.#caller;
    if (outcome.kind === 'failed') {
      if (isUnexpected(outcome.error)) log.error(`Completion ${requestId}: ${describeFault(outcome.error)}.`);
      this.#faults.report(outcome.error, caller?.view.snapshot.trigger ?? 'automatic');
    }
    if (caller === undefined) return;
    const isOwn = caller.requestId === requestId;
    const known = findKnown(caller.view, this.#screen, this.#cache);
    if (known !== undefined) caller.settle(this.#offer(known, caller.view, isOwn ? 'new' : 'joined'));
    else if (caller.isDebouncing) return;
    else if (outcome.kind === 'aborted' || (outcome.kind === 'answered' && !isOwn)) this.#start(caller);
    else caller.settle(undefined);
  }

  #offer(known: Known, view: View, source: GhostSource): Ghost | undefined {
    if (known === 'nothing') return undefined;
    const { suggestion, fitted } = known;
    const isShown = this.#screen.shown?.requestId === suggestion.requestId;
    this.#screen.show(suggestion);
    return toGhost(fitted, view, { source: isShown ? 'typed-through' : source, requestId: suggestion.requestId });
  }

  #learnFrom(end: SendEnd): void {
    if (end.timings !== undefined) this.#speed.observe(end.timings);
  }

  /** Whether the document now holds all of what was on the screen, be it typed or accepted. */
  #isShownTextTyped(view: View): boolean {
    const { shown } = this.#screen;
    if (shown === undefined || view.selected !== undefined || remainderOf(shown, view) !== '') return false;
    this.#countAccepted({ requestId: shown.requestId, how: 'typed' });
    return true;
  }

  #countAccepted(acceptance: Acceptance): void {
    if (this.#acceptedId === acceptance.requestId) return;
    this.#acceptedId = acceptance.requestId;
    this.#didAccept.fire(acceptance);
  }
}

function isDeletion(before: View, now: View): boolean {
  if (before.selected !== undefined || now.selected !== undefined || before.lineKey !== now.lineKey) return false;
  return before.linePrefix.length > now.linePrefix.length && before.linePrefix.startsWith(now.linePrefix);
}
