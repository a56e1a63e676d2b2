import { aborted } from '../base/abort.ts';
import { describeFault } from '../base/describeFault.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import type { GhostOffer } from './acceptance/offer.ts';
import { SuggestionCache } from './cache.ts';
import { Caller, type CallerOptions } from './caller.ts';
import { type CompletionFault, FaultReporter, isUnexpected } from './faults.ts';
import { type ClosedGate, findClosedGate } from './gates.ts';
import { toGhost } from './ghost.ts';
import type { InFlight, Outcome } from './inFlight.ts';
import { findFrom, findKnown, isMatch, type Known, knownFrom } from './lookup.ts';
import { Pace } from './pace.ts';
import { type Acceptance, Reception } from './reception.ts';
import { Requests, type RequestsOptions } from './requests.ts';
import type { CompletionSettings, CompletionSnapshot, Ghost } from './snapshot.ts';
import { describeTiming, type GhostTiming, stagesOf } from './timing.ts';
import { View } from './view.ts';

/** Offers text at the cursor. One engine serves all documents of a window. */
export interface CompletionEngine extends Disposable {
  /**
   * What to offer at a moment. What is known already comes back at once; a promise means that a model is asked, and it
   * settles with undefined as soon as `signal` aborts or a newer moment is asked about. It never throws.
   * @param calledMs when the editor called, on the monotonic clock, which is before it was known what stands there
   */
  complete(
    snapshot: CompletionSnapshot,
    signal: AbortSignal,
    calledMs?: number,
  ): Ghost | undefined | Promise<Ghost | undefined>;
  /**
   * To be called at once when a key has changed the text. The editor asks some 50 ms later; a server that is worth asking
   * earlier has begun by then, and a quick one has answered. Nothing is offered here.
   */
  noteKey(snapshot: CompletionSnapshot): void;
  /** To be called when the person has been at a place for a moment without typing, as when a file was opened. */
  rest(snapshot: CompletionSnapshot): void;
  /** To be called when the person has accepted the whole of a ghost. */
  noteAccepted(ghost: Ghost): void;
  /** To be called when the person has dismissed the ghost that is on the screen in a document. */
  noteDismissed(documentUri: string): void;
  /** Once for each answer that a person accepted, or typed to its end. */
  readonly onDidAccept: Event<Acceptance>;
  /** Each time a ghost is handed to the editor. */
  readonly onDidOffer: Event<GhostOffer>;
  /** The request of a ghost, each time it was accepted with its key. */
  readonly onDidAcceptByKey: Event<string>;
  /** A document's URI, each time the ghost in it is dismissed. */
  readonly onDidDismiss: Event<string>;
  /** The moment at which the ghost that may be on the screen was offered, when the rest of its text has come. */
  readonly onDidGrow: Event<CompletionSnapshot>;
  /** Something about the model that its owner can mend, in sentences for the person; once for each model. */
  readonly onDidNotice: Event<string>;
  readonly onDidFault: Event<CompletionFault>;
  readonly onDidRecover: Event<void>;
  /** Takes the fault that stands for settled, so that it is told anew should it still be there: something has changed. */
  forgetFault(): void;
}

export interface CompletionEngineOptions extends Omit<RequestsOptions, 'onText' | 'onEnd'> {
  readonly settings: () => CompletionSettings;
}

export function createCompletionEngine(options: CompletionEngineOptions): CompletionEngine {
  return new Engine(options);
}

class Engine implements CompletionEngine {
  readonly #options: CompletionEngineOptions;
  readonly #store = new DisposableStore();
  readonly #faults = this.#store.add(new FaultReporter());
  readonly #reception: Reception;
  readonly #cache = new SuggestionCache();
  readonly #requests: Requests;
  readonly #pace: Pace;
  readonly #didGrow = this.#store.add(new Emitter<CompletionSnapshot>());
  /** The newest moment that was looked at, and the newest one that was asked about. */
  #arrivedAt: View | undefined;
  #view: View | undefined;
  /** The only call that waits: for a key, for the request on its way, or for its end. */
  #caller: Caller | undefined;
  /** What was asked for by hand last, and what would have kept it from coming by itself. */
  #askedFor: { readonly requestId: string; readonly gate: ClosedGate | undefined } | undefined;
  /** Where the person has come to rest while a request was still under way. */
  #resting: CompletionSnapshot | undefined;
  #isDisposed = false;
  readonly #untilDisposed = new AbortController();

  readonly onDidOffer;
  readonly onDidAccept;
  readonly onDidAcceptByKey;
  readonly onDidDismiss;
  readonly onDidGrow = this.#didGrow.event;
  readonly onDidNotice;
  readonly onDidFault = this.#faults.onDidFault;
  readonly onDidRecover = this.#faults.onDidRecover;

  constructor(options: CompletionEngineOptions) {
    this.#options = options;
    this.#reception = this.#store.add(new Reception(options.clock));
    this.#requests = this.#store.add(
      new Requests({
        ...options,
        onText: (request) => {
          if (this.#view !== undefined) this.#requests.abandonUnlessFor(this.#view);
          this.#offerSoFar(request);
        },
        onEnd: (request, outcome) => this.#finish(request, outcome),
      }),
    );
    this.#pace = new Pace(options.clock, this.#requests, this.#reception);
    this.onDidOffer = this.#reception.onDidOffer;
    this.onDidAccept = this.#reception.onDidAccept;
    this.onDidAcceptByKey = this.#reception.onDidAcceptByKey;
    this.onDidDismiss = this.#reception.onDidDismiss;
    this.onDidNotice = this.#requests.onDidNotice;
  }

  noteKey(snapshot: CompletionSnapshot): void {
    const view = this.#arriveAt(snapshot);
    this.#pace.noteKey(view);
    // After an accept the editor asks at once. While the suggest widget is open, it alone knows the item.
    if (this.#isDisposed || !this.#pace.isAsked || this.#reception.holdsShownText(view)) return;
    this.#caller?.settle(undefined);
    if (this.#view !== undefined && mayStaySelected(this.#view, view)) return;
    this.#requests.abandonUnlessFor(view);
    if (findClosedGate(view, this.#options.settings()) !== undefined) return;
    this.#view = view;
    if (this.#findAt(view) !== undefined) return;
    const calledMs = this.#options.clock.monotonic();
    void this.#ask({ view, isEarly: true, calledMs, signal: this.#untilDisposed.signal });
  }

  complete(
    snapshot: CompletionSnapshot,
    signal: AbortSignal,
    calledMs = this.#options.clock.monotonic(),
  ): Ghost | undefined | Promise<Ghost | undefined> {
    const view = this.#arriveAt(snapshot);
    const before = this.#caller;
    if (before?.isEarly && before.view === view && !signal.aborted) {
      this.#pace.noteCall(view, calledMs);
      before.adopt({ calledMs, signal });
      if (this.#requests.running !== undefined) this.#offerSoFar(this.#requests.running);
      return before.result;
    }
    before?.settle(undefined);
    if (this.#isDisposed) return undefined;
    this.#pace.noteCall(view, calledMs);
    this.#requests.abandonUnlessFor(view);
    const isAfterAccept = this.#reception.isShownTextTyped(view);
    const gate = this.#closedGateAt(view);
    if (gate !== undefined) return this.#goOn({ view, calledMs, signal }, gate);
    this.#view = view;
    const known = this.#findAt(view);
    const isBegun = isMatch(known) && known.suggestion.isUnfinished;
    if (known !== undefined) return this.#offer(known, view, { source: isBegun ? 'joined' : 'cache' });
    if (signal.aborted) return undefined;
    return this.#ask({ view, isAfterAccept, calledMs, signal });
  }

  rest(snapshot: CompletionSnapshot): void {
    this.#resting = snapshot;
    this.#restIfIdle();
  }

  noteAccepted(ghost: Ghost): void {
    this.#reception.noteAccepted(ghost);
  }

  noteDismissed(documentUri: string): void {
    if (this.#arrivedAt?.snapshot.origin.uri === documentUri) this.#reception.noteDismissed(this.#arrivedAt);
  }

  forgetFault(): void {
    this.#faults.recover();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#untilDisposed.abort(aborted);
    this.#caller?.settle(undefined);
    this.#store.dispose();
  }

  #closedGateAt(view: View): ClosedGate | undefined {
    const gate = findClosedGate(view, this.#options.settings());
    const isManual = view.snapshot.trigger === 'manual';
    if (gate !== undefined && isManual) this.#options.log.debug(`Completion asked for by hand: none here (${gate}).`);
    return gate;
  }

  #noteAskedFor(requestId: string, view: View): void {
    if (view.snapshot.trigger !== 'manual') return;
    this.#askedFor = { requestId, gate: findClosedGate(view, this.#options.settings(), 'automatic') };
  }

  /**
   * What was asked for by hand may be typed along where nothing comes by itself, for the same reason as then: it stays,
   * grows, and is waited for. Nothing else is asked for.
   */
  #goOn(call: EditorCall, gate: ClosedGate): Ghost | undefined | Promise<Ghost | undefined> {
    if (this.#askedFor?.gate !== gate || call.signal.aborted) return undefined;
    const { requestId } = this.#askedFor;
    const { view } = call;
    this.#view = view;
    const known = findFrom(requestId, view, this.#reception.screen, this.#cache);
    if (known !== undefined) return this.#offer(known, view, { source: 'cache' });
    const { running } = this.#requests;
    if (running?.id !== requestId) return undefined;
    const result = this.#ask({ ...call, onlyJoins: true });
    this.#offerSoFar(running);
    return result;
  }

  /** Whoever moves on does not want what is warmed for where they were; one whose ghost grows has not moved. */
  #arriveAt(snapshot: CompletionSnapshot): View {
    if (!isSamePlace(this.#arrivedAt?.snapshot, snapshot)) {
      this.#resting = undefined;
      this.#requests.stopPreparing();
    }
    if (this.#arrivedAt?.snapshot !== snapshot) this.#arrivedAt = new View(snapshot, this.#arrivedAt);
    return this.#arrivedAt;
  }

  #ask(call: Omit<CallerOptions, 'onSettled'>): Promise<Ghost | undefined> {
    const delayMs = call.onlyJoins === true ? 0 : this.#pace.waitMs(call.view, call.isAfterAccept === true);
    const caller = new Caller({
      ...call,
      onSettled: () => {
        if (this.#caller === caller) this.#caller = undefined;
        this.#restIfIdle();
      },
    });
    this.#caller = caller;
    if (delayMs > 0) {
      const { clock } = this.#options;
      caller.debounceWith(
        (callback) => clock.schedule(delayMs, callback),
        () => {
          caller.times.readyMs = clock.monotonic();
          this.#start(caller);
        },
      );
    } else this.#start(caller);
    return caller.result;
  }

  /** Makes a call's request, unless one is on its way: then the call waits for what becomes of that. */
  #start(caller: Caller): void {
    const running = this.#requests.running ?? this.#request(caller);
    if (running === undefined) caller.settle(undefined);
    else this.#noteAskedFor(running.id, caller.view);
  }

  #request(caller: Caller): InFlight | undefined {
    if (caller.onlyJoins) return undefined;
    this.#pace.noteRequest();
    const request = this.#requests.start(caller.view, caller.isAfterAccept);
    caller.requestId = request.id;
    return request;
  }

  /** What is known at a moment, be it only what has come of an answer that takes long. */
  #findAt(view: View): Known | undefined {
    const { screen } = this.#reception;
    const known = findKnown(view, screen, this.#cache);
    const soFar = known === undefined ? this.#requests.running?.soFar : undefined;
    const begun = soFar && knownFrom(soFar, view, screen);
    return isMatch(begun) ? begun : known;
  }

  /** Gives the call that waits what there is of an answer that takes long. */
  #offerSoFar(running: InFlight): void {
    const caller = this.#caller;
    if (caller === undefined || caller.isEarly) return;
    const { soFar } = running;
    const known = soFar && knownFrom(soFar, caller.view, this.#reception.screen);
    if (isMatch(known)) caller.settle(this.#offer(known, caller.view, this.#stagesOf(caller, running)));
  }

  /** A person who waits at the beginning of an answer sees the rest of it when it has come. */
  #tellOfRest(requestId: string): void {
    const view = this.#arrivedAt;
    const { screen } = this.#reception;
    const { shown } = screen;
    const whole = shown?.requestId === requestId ? this.#cache.wholeOf(shown) : undefined;
    if (view === undefined || view.selected !== undefined || shown === undefined || whole === undefined) return;
    const [before, after] = [knownFrom(shown, view, screen), knownFrom(whole, view, screen)];
    if (!isMatch(before) || !isMatch(after)) return;
    if (after.fitted.text.length > before.fitted.text.length) this.#didGrow.fire(view.snapshot);
  }

  #finish(request: InFlight, outcome: Outcome): void {
    if (outcome.kind === 'answered') {
      this.#cache.add(outcome.suggestion);
      this.#faults.recover();
    }
    if (outcome.kind === 'aborted') this.#reception.screen.noteAbandoned(request.id);
    const caller = this.#caller;
    if (outcome.kind === 'failed') {
      if (isUnexpected(outcome.error))
        this.#options.log.error(`Completion ${request.id}: ${describeFault(outcome.error)}.`);
      this.#faults.report(outcome.error, caller?.view.snapshot.trigger ?? 'automatic');
    }
    if (caller === undefined) {
      this.#tellOfRest(request.id);
      this.#restIfIdle();
      return;
    }
    const isOwn = caller.requestId === request.id;
    const known = findKnown(caller.view, this.#reception.screen, this.#cache);
    if (known !== undefined) {
      caller.settle(caller.isEarly ? undefined : this.#offer(known, caller.view, this.#stagesOf(caller, request)));
    } else if (caller.isDebouncing) return;
    else if (outcome.kind === 'aborted' || (outcome.kind === 'answered' && !isOwn)) this.#start(caller);
    else caller.settle(undefined);
  }

  #stagesOf(caller: Caller, request: InFlight): Stages {
    const source = caller.requestId === request.id ? 'new' : 'joined';
    return { source, ...stagesOf(caller.times, request.times, this.#options.clock.monotonic()) };
  }

  /** Comes back to a place where the person rests, once nothing is under way any more. */
  #restIfIdle(): void {
    const resting = this.#resting;
    if (resting === undefined || this.#requests.running !== undefined || this.#caller !== undefined) return;
    this.#resting = undefined;
    const view = new View(resting);
    if (this.#isDisposed || findClosedGate(view, this.#options.settings()) !== undefined) return;
    this.#requests.prepare(view);
  }

  #offer(known: Known, view: View, { source, ...stages }: Stages): Ghost | undefined {
    if (known === 'nothing') return undefined;
    const { suggestion } = known;
    const { requestId } = suggestion;
    const isShown = this.#reception.screen.shown?.requestId === requestId;
    this.#reception.screen.show(suggestion, view);
    this.#noteAskedFor(requestId, view);
    const ghost = toGhost(known, view, isShown ? 'typed-through' : source);
    const { clock, log } = this.#options;
    const returnedAtMs = clock.now();
    const calledAtMs = returnedAtMs - (clock.monotonic() - this.#pace.calledMs);
    log.debug(describeTiming({ requestId, source: ghost.source, calledAtMs, returnedAtMs, ...stages }));
    this.#reception.noteOffered({ ghost, snapshot: view.snapshot, ...suggestion.author });
    return ghost;
  }
}

/** A call of the editor's. */
type EditorCall = Pick<CallerOptions, 'view' | 'calledMs' | 'signal'>;

type Stages = Omit<GhostTiming, 'requestId' | 'calledAtMs' | 'returnedAtMs'>;

/** Whether the suggest widget had an item selected, and typing on goes on with its word. */
function mayStaySelected(before: View, now: View): boolean {
  return before.selected !== undefined && before.lineKey === now.lineKey && /[\p{L}\p{N}_$]$/u.test(now.linePrefix);
}

function isSamePlace(before: CompletionSnapshot | undefined, now: CompletionSnapshot): boolean {
  if (before?.cursorOffset !== now.cursorOffset || before.origin.uri !== now.origin.uri) return false;
  return before.textBefore === now.textBefore && before.textAfter === now.textAfter;
}
