import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { MachineLoad } from '../base/machineLoad.ts';
import type { Log } from '../contract/log.ts';
import type { CompletionRequest } from '../contract/request.ts';
import type { Send } from '../contract/send.ts';
import type { MeasuredSoFar } from '../contract/stream.ts';
import type { Syntax } from '../syntax/syntax.ts';
import { SpeedMeter } from './budget.ts';
import { CacheReuse } from './cacheReuse.ts';
import { noContext } from './context/noContext.ts';
import type { ProjectContext } from './context/projectContext.ts';
import { InFlight, type Outcome } from './inFlight.ts';
import { type LinesWanted, linesWantedAt, toPlace } from './multiline.ts';
import { Preparation } from './preparation.ts';
import { PromptBuilder } from './prompt.ts';
import type { CompletionSettings } from './snapshot.ts';
import type { Author } from './suggestion.ts';
import type { View } from './view.ts';
import { Warmer } from './warmer.ts';

export interface RequestsOptions {
  readonly send: Send;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => Pick<CompletionSettings, 'contextTokens'>;
  /** What of the project goes along with a prompt; nothing where it is left out. */
  readonly context?: ProjectContext | undefined;
  /** Undefined where several lines are told apart by their indentation alone. */
  readonly syntax?: Syntax | undefined;
  /** Where it is left out, the machine counts as calm. */
  readonly machine?: MachineLoad | undefined;
  /** Called after each piece of text, and when `soFar` may begin to be defined. */
  readonly onText: (request: InFlight) => void;
  /** Called exactly once for each request, when none is on its way any more. */
  readonly onEnd: (request: InFlight, outcome: Outcome) => void;
}

/** A server that has been idle for this long may have unloaded its model (Ollama does so after 5 minutes). */
const modelStaysLoadedMs = 4 * 60_000;

/**
 * What is asked of the model: one request at a time, as large as the server is quick, and what makes the next one quick.
 * Learns from each how fast the server is.
 */
export class Requests implements Disposable {
  readonly #options: RequestsOptions;
  readonly #store = new DisposableStore();
  readonly #context: ProjectContext;
  readonly #prompts = new PromptBuilder();
  readonly #speed = new SpeedMeter();
  readonly #cacheReuse = new CacheReuse();
  readonly #preparation: Preparation;
  readonly #didNotice = this.#store.add(new Emitter<string>());
  #running: InFlight | undefined;
  /** When the server last showed that its model is loaded. */
  #loadedMs = Number.NEGATIVE_INFINITY;
  /** Who answered last. */
  #lastModel = '';

  /** Something about the model that its owner can mend, in sentences for the person; once for each model. */
  readonly onDidNotice = this.#didNotice.event;

  constructor(options: RequestsOptions) {
    const { send, context = noContext, log, machine } = options;
    this.#options = options;
    this.#context = context;
    const warmer = new Warmer({
      send,
      charactersIn: (durationMs) => this.#speed.charactersIn(durationMs),
      whenCalm: async (signal) => this.#speed.isBeyondCpus || machine === undefined || machine.whenCalm(signal),
      onMeasured: (timings, newCharacters) => this.#speed.observeSlice(timings, newCharacters),
      wantsRepeat: (author, onceMs) => this.#cacheReuse.wantsRepeat(modelOf(author), onceMs),
      onRepeated: (author, times) => {
        this.#lastModel = modelOf(author);
        this.#noticeReuse(author, this.#cacheReuse.observeRepeat({ model: this.#lastModel, ...times }));
      },
    });
    const isWorthWarming = () => !this.#cacheReuse.isUnable(this.#lastModel);
    this.#preparation = new Preparation({ context, warmer, isWorthWarming, log });
  }

  /** The only request on its way. */
  get running(): InFlight | undefined {
    return this.#running;
  }

  /** How long an answer has lately taken from the request on; undefined before the first. */
  get answerMs(): number | undefined {
    return this.#speed.answerMs;
  }

  /** Gives up what is on its way where it cannot become what is wanted at `view`. */
  abandonUnlessFor(view: View): void {
    if (this.#running?.mayBecome(view) === false) this.#running.abandon();
  }

  /** Asks for what may follow at `view`, which ends what is made ready. To be called only while nothing is on its way. */
  start(view: View, isAfterAccept: boolean): InFlight {
    this.#preparation.stop();
    const { send, clock, log, syntax, onText } = this.#options;
    // Only now, since the syntax is not looked at for each key of a burst.
    const wanted = linesWantedAt(view, isAfterAccept, syntax);
    const request = this.#createRequest(view, wanted);
    const mayBeLoading = clock.monotonic() - this.#loadedMs > modelStaysLoadedMs;
    const running = new InFlight({
      ...{ request, view, wanted, mayBeLoading, syntax, send, clock },
      onFirstToken: () => {
        this.#loadedMs = clock.monotonic();
        this.#preparation.noteRead(request);
      },
      onAnswer: (latencyMs) => {
        // A model may be done without a token.
        this.#loadedMs = clock.monotonic();
        if (!mayBeLoading) this.#speed.observeAnswer(latencyMs);
      },
      onText: () => onText(running),
      onEnd: (outcome) => this.#finish(running, outcome),
      onMeasured: (measured, author) => this.#learnFrom(request, measured, author),
    });
    this.#running = running;
    const { prefix, suffix } = request;
    log.debug(`Completion ${running.id}: asks for ${wanted} from ${prefix.length} + ${suffix.length} characters.`);
    void running.run();
    return running;
  }

  /** Makes ready for a request from where a person rests. */
  prepare(view: View): void {
    const { contextTokens } = this.#options.settings();
    // The first question in a language has its grammar loaded, which must not happen at a key.
    const { syntax } = this.#options;
    syntax?.at(toPlace(view));
    void this.#preparation.start({
      grammarIsLoaded: syntax?.load(view.snapshot.origin.languageId),
      contextLength: this.#speed.contextLengthFor(contextTokens),
      createRequest: () => this.#createRequest(view, 'one'),
    });
  }

  stopPreparing(): void {
    this.#preparation.stop();
  }

  dispose(): void {
    this.#preparation.stop();
    this.#running?.abort();
    this.#store.dispose();
  }

  #finish(running: InFlight, outcome: Outcome): void {
    const { log, onEnd } = this.#options;
    this.#running = undefined;
    if (outcome.kind === 'overdue') log.warn(`Completion ${running.id}: given up, the server took too long.`);
    else log.debug(`Completion ${running.id}: ${outcome.kind}.`);
    onEnd(running, outcome);
  }

  #learnFrom(request: CompletionRequest, { usage, timings }: MeasuredSoFar, author: Author): void {
    this.#speed.observe(timings);
    this.#lastModel = modelOf(author);
    const observed = { request, model: this.#lastModel, usage, atMs: this.#options.clock.monotonic() };
    this.#noticeReuse(author, this.#cacheReuse.observe(observed));
  }

  #noticeReuse({ backendId, model }: Author, verdict: 'cannot-reuse' | undefined): void {
    if (verdict !== undefined) this.#didNotice.fire(cannotReuse(model || backendId));
  }

  #createRequest(view: View, wanted: LinesWanted): CompletionRequest {
    const { contextTokens } = this.#options.settings();
    const budget = this.#speed.budgetFor(wanted, contextTokens, this.#preparation.keepsSuffix);
    const { origin } = view.snapshot;
    return {
      task: 'completion',
      id: randomUUID(),
      origin,
      ...this.#prompts.build(view, budget),
      snippets: this.#context.current(origin.uri),
      maxOutputTokens: budget.maxOutputTokens,
      stop: wanted === 'one' ? ['\n'] : [],
      override: { kind: 'auto' },
    };
  }
}

function modelOf({ backendId, model }: Author): string {
  return `${backendId} ${model}`;
}

function cannotReuse(name: string): string {
  return (
    `${name} reads the whole prompt anew at each key, as models with recurrent layers do, which makes suggestions late. ` +
    'A model such as Qwen2.5-Coder keeps what it has read.'
  );
}
