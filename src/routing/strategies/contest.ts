import type { Disposable } from '../../base/disposable.ts';
import { SupersededError } from '../../contract/errors.ts';
import type { Reason, Route } from '../../contract/routing.ts';
import type { SendPart } from '../../contract/send.ts';
import { type Run, type SendStream, toRoutePart, withReason } from './attempt.ts';
import { Contender, type Happening, type Judge } from './contender.ts';
import { failedSetback, lastError, type Setback } from './setback.ts';
import { isWorthShowing, passOn, shownAfterAll, type Winner } from './winner.ts';

/** How the routes of a plan compete for being the one whose answer is shown. */
export interface ContestRules {
  /** Undefined for a route that wins with its first part. */
  judgeOf(route: Route, isLast: boolean): Judge | undefined;
  readonly wantsLogProbabilities?: boolean;
  /** Starts the second route beside the first one after so long without its first part; undefined never does. */
  readonly hedge?: { readonly afterMs: number; readonly because: Reason } | undefined;
}

/**
 * Starts the first route, and each further one when none is left that may still win; holds their parts back until one
 * has won, and passes that one on. Reasoning is shown at once as long as nobody competes. An answer that was given up
 * is not lost before another one is there: where all others fail, it is shown after all, with the reason.
 *
 * A `route` part means that everything before it is void.
 */
export async function* contest(run: Run, rules: ContestRules): SendStream {
  const ring = new Ring(run, rules);
  try {
    for (;;) {
      yield* ring.takeShown();
      if (ring.winner !== undefined) break;
      await ring.follow();
      run.signal.throwIfAborted();
    }
    return yield* passOn(ring.winner);
  } finally {
    await ring.close();
  }
}

interface GivenUp {
  readonly contender: Contender;
  readonly setback: Setback;
}

/** Who is in the contest, and how it stands. */
class Ring {
  winner: Winner | undefined;
  readonly #run: Run;
  readonly #rules: ContestRules;
  readonly #all: Contender[] = [];
  /** Those that may still win, the earlier route first. */
  #active: readonly Contender[] = [];
  /** Those whose answer was given up, the first one first, and why. */
  #givenUp: readonly GivenUp[] = [];
  readonly #closing: Promise<void>[] = [];
  #next = 0;
  #setback: Setback | undefined;
  #timer: Disposable | undefined;
  #hedge: Promise<'hedge'> | undefined;
  /** Whose `route` part the caller has seen last, and how many of its parts came after it. */
  #told: { readonly contender: Contender; shown: number } | undefined;
  #toShow: SendPart[] = [];

  constructor(run: Run, rules: ContestRules) {
    this.#run = run;
    this.#rules = rules;
    this.#startNext(undefined);
    this.#scheduleHedge();
  }

  /** What may be shown although nobody has won yet. */
  takeShown(): readonly SendPart[] {
    const parts = this.#toShow;
    this.#toShow = [];
    return parts;
  }

  /** Waits for what happens next and deals with it. @throws what ends the contest without an answer */
  async follow(): Promise<void> {
    const happenings = this.#active.map(async (contender) => ({ contender, happening: await contender.happening }));
    const next = await Promise.race<Awaited<(typeof happenings)[number]> | 'hedge'>([
      ...happenings,
      ...(this.#hedge === undefined ? [] : [this.#hedge]),
    ]);
    if (next === 'hedge') {
      this.#endHedge();
      this.#startNext(this.#rules.hedge?.because);
    } else {
      this.#take(next.contender, next.happening);
      if (this.winner === undefined && this.#active.length === 0) this.#goOn();
    }
  }

  /** Ends every attempt and waits until each has written its row. */
  async close(): Promise<void> {
    this.#endHedge();
    const left = new DOMException('The caller has left the answer.', 'AbortError');
    const others = this.#all
      .filter((contender) => contender !== this.winner?.contender)
      .map((contender) => contender.close(left));
    await Promise.all([...this.#closing, ...others, this.winner?.contender.leave()]);
  }

  #take(contender: Contender, happening: Happening): void {
    switch (happening.kind) {
      case 'threw':
        throw happening.error;
      case 'refused':
        // The fault of a route that was tried says more than the refusal of one that was not.
        this.#setback ??= failedSetback(happening.error);
        this.#remove(contender);
        break;
      case 'failed':
        this.#setback = failedSetback(happening.error);
        this.#remove(contender);
        // A bad request is bad everywhere.
        if (!happening.error.retryable && this.#active.length === 0) throw happening.error;
        break;
      case 'started':
        if (this.#active.length === 1) this.#tell(contender);
        contender.advance();
        break;
      case 'part':
        this.#endHedge();
        contender.take(happening.part);
        this.#judge(contender);
        break;
      case 'end':
        this.#judge(contender);
    }
  }

  #judge(contender: Contender): void {
    const { verdict } = contender;
    if (verdict === 'good') {
      this.#win(contender);
    } else if (verdict === undefined) {
      this.#showReasoning(contender);
      contender.advance();
    } else {
      this.#setback = verdict;
      this.#givenUp = [...this.#givenUp, { contender, setback: verdict }];
      this.#remove(contender);
    }
  }

  #win(contender: Contender, { attempt } = contender, route = attempt?.route): void {
    if (attempt === undefined || route === undefined) throw new TypeError('Nobody wins who was not started.');
    const { parts } = contender.received;
    const isTold = this.#told?.contender === contender && route === attempt.route;
    const routePart = { type: 'route', route, attempt: attempt.number } as const;
    const unseen = isTold ? parts.slice(this.#told?.shown) : [routePart, ...parts];
    this.winner = { contender, attempt, route, unseen };
    this.#endHedge();
    for (const other of this.#all) if (other !== contender) this.#supersede(other);
  }

  #supersede(contender: Contender): void {
    this.#closing.push(contender.close(new SupersededError('Another route answered.')));
  }

  /** Nobody is left: the next route, or else an answer that was given up, or else what went wrong. */
  #goOn(): void {
    this.#endHedge();
    if (this.#startNext(this.#setback?.reason)) return;
    const best = this.#givenUp.find(({ contender }) => isWorthShowing(contender));
    if (best?.contender.attempt === undefined) {
      throw this.#setback === undefined ? this.#run.noRoute() : lastError(this.#setback, this.#run.plan);
    }
    const { contender, setback } = best;
    contender.verdict = 'good';
    this.#win(contender, contender, withReason(best.contender.attempt.route, shownAfterAll(setback)));
  }

  #startNext(because: Reason | undefined): boolean {
    const index = this.#next;
    const route = this.#run.plan.routes[index];
    if (route === undefined) return false;
    this.#run.signal.throwIfAborted();
    this.#next += 1;
    this.#makeRoomFor(route);
    const { wantsLogProbabilities = false } = this.#rules;
    const judge = this.#rules.judgeOf(route, this.#next === this.#run.plan.routes.length);
    const contender: Contender = new Contender(this.#run, index, route, {
      because,
      judge,
      wantsLogProbabilities: wantsLogProbabilities && judge !== undefined,
      hasAlternative: () =>
        this.#next < this.#run.plan.routes.length || this.#active.some((other) => other !== contender),
    });
    this.#all.push(contender);
    this.#active = [...this.#active, contender];
    return true;
  }

  /** An answer that was given up in the middle keeps its place at its server, for which the next would wait forever. */
  #makeRoomFor({ origin }: Route): void {
    const inTheWay = ({ contender }: GivenUp) => contender.end === undefined && contender.route.origin === origin;
    for (const one of this.#givenUp.filter(inTheWay)) this.#supersede(one.contender);
    this.#givenUp = this.#givenUp.filter((one) => !inTheWay(one));
  }

  #scheduleHedge(): void {
    const { hedge } = this.#rules;
    if (hedge === undefined) return;
    this.#hedge = new Promise((resolve) => {
      this.#timer = this.#run.clock.schedule(hedge.afterMs, () => resolve('hedge'));
    });
  }

  #endHedge(): void {
    this.#hedge = undefined;
    this.#timer?.dispose();
  }

  #remove(contender: Contender): void {
    this.#active = this.#active.filter((other) => other !== contender);
  }

  #tell(contender: Contender): void {
    if (contender.attempt === undefined) return;
    this.#told = { contender, shown: 0 };
    this.#toShow.push(toRoutePart(contender.attempt));
  }

  #showReasoning(contender: Contender): void {
    const told = this.#told;
    if (told?.contender !== contender || this.#active.length > 1) return;
    const { parts } = contender.received;
    const newest = parts.at(-1);
    // Only in its order: what comes behind text that is held back waits with it.
    if (newest?.type !== 'reasoning-delta' || told.shown !== parts.length - 1) return;
    told.shown += 1;
    this.#toShow.push(newest);
  }
}
