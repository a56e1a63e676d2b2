import { type Disposable, toDisposable } from '../base/disposable.ts';
import type { AskConsent } from '../contract/admission.ts';
import type { Log } from '../contract/log.ts';
import type { ChatRequest, RouteOverride } from '../contract/request.ts';
import type { Send } from '../contract/send.ts';
import { type Answer, newAnswer, type Turn } from './conversation.ts';
import type { Conversations } from './conversations.ts';
import type { ConsentCard, ConsentDecision } from './messages.ts';
import { toMessages } from './prompt.ts';
import { streamAnswer } from './streamAnswer.ts';
import { givenUpFor, toChatTurns, type Verdict, verdictOnKept } from './verdicts.ts';

/** The answers that are running now, at most one a conversation, and the consent that one of them may wait for. */
export class Answers implements Disposable {
  readonly #dependencies: AnswersDependencies;
  readonly #runs = new Map<string, Run>();

  constructor(dependencies: AnswersDependencies) {
    this.#dependencies = dependencies;
  }

  isRunning(conversationId: string): boolean {
    return this.#runs.has(conversationId);
  }

  /** Answers the last question of a conversation, in the place of an answer that it may have. */
  start(conversationId: string, override: RouteOverride): void {
    const turns = this.#dependencies.conversations.find(conversationId)?.turns ?? [];
    const turn = turns.at(-1);
    if (turn === undefined || this.isRunning(conversationId)) return;
    const before = turns.slice(0, -1);
    const replaces = givenUpFor(turn.answer, override);
    this.#judge(before.at(-1), turn, replaces);
    const run: Run = {
      replaces,
      conversationId,
      turnId: turn.id,
      requestId: this.#dependencies.newId(),
      abort: new AbortController(),
      consent: undefined,
    };
    this.#runs.set(conversationId, run);
    this.#change(run, () => begunBy(run));
    void this.#follow(run, {
      task: 'chat',
      id: run.requestId,
      conversationId,
      messages: toMessages(before, turn),
      turns: toChatTurns(before, begunBy(run)),
      maxOutputTokens: undefined,
      override,
    });
  }

  /** Stops at once, whatever the pipeline still does, and keeps what came. */
  stop(conversationId: string): void {
    const run = this.#runs.get(conversationId);
    if (run !== undefined) this.#end(run, (answer) => ({ ...answer, state: 'stopped' }));
  }

  /** The card to show under the running answer of a conversation. */
  consentIn(conversationId: string): ConsentCard | undefined {
    return this.#runs.get(conversationId)?.consent?.card;
  }

  /** Takes the person's decision on the card for this origin; on any other card it says nothing. */
  decideConsent({ conversationId, origin, decision }: Decision): void {
    const run = this.#runs.get(conversationId);
    if (run?.consent?.card.origin !== origin) return;
    run.consent.settle(decision === 'send');
    if (decision === 'decline') this.#end(run, (answer) => ({ ...answer, state: 'declined', origin }));
    if (decision === 'local') {
      this.#end(run, () => ({ ...newAnswer, requestId: run.requestId }));
      this.start(conversationId, { kind: 'local' });
    }
  }

  /** Shows a card under the question and waits for the person. A request that no conversation knows is never allowed. */
  readonly askConsent: AskConsent = (request, route, signal) => {
    const run = [...this.#runs.values()].find(({ requestId }) => requestId === request.id);
    if (run === undefined) return Promise.resolve(false);
    return new Promise((resolve, reject) => {
      const close = toDisposable(() => {
        signal.removeEventListener('abort', onAbort);
        run.consent = undefined;
        this.#dependencies.onDidChange();
      });
      function onAbort() {
        close.dispose();
        reject(signal.reason);
      }
      const settle = (isAllowed: boolean) => {
        close.dispose();
        resolve(isAllowed);
      };
      signal.addEventListener('abort', onAbort);
      run.consent = { card: { origin: route.origin, model: route.model }, settle };
      this.#dependencies.onDidChange();
      if (signal.aborted) onAbort();
    });
  };

  dispose(): void {
    for (const run of this.#runs.values()) {
      run.abort.abort();
      run.consent?.settle(false);
    }
    this.#runs.clear();
  }

  /** Tells what the person's doing says: of the answer that they want another of, else of the one before. */
  #judge(previous: Turn | undefined, { question, answer }: Turn, replaces: Run['replaces']): void {
    const { onDidJudge } = this.#dependencies;
    const newest = replaces.at(-1);
    if (newest !== undefined && replaces.length > (answer.replaces?.length ?? 0)) onDidJudge({ question, ...newest });
    // Once for each question, though one may begin anew with a local model.
    const isNew = answer.requestId === undefined;
    const kept = isNew && previous !== undefined ? verdictOnKept(previous) : undefined;
    if (kept !== undefined) onDidJudge(kept);
  }

  async #follow(run: Run, request: ChatRequest): Promise<void> {
    const { send, log, conversations, onDidGrow } = this.#dependencies;
    const { conversationId, turnId, abort } = run;
    const report = {
      onDidGrow: (answer: Answer) => {
        conversations.updateAnswer(conversationId, turnId, (shown) => withProblemsOf(shown, answer));
        onDidGrow(conversationId);
      },
      onDidChange: (answer: Answer) => this.#change(run, (shown) => withProblemsOf(shown, answer)),
      begun: begunBy(run),
      log,
    };
    await streamAnswer(send(request, abort.signal), report, abort.signal);
    if (this.#runs.get(run.conversationId) === run) this.#runs.delete(run.conversationId);
  }

  #end(run: Run, change: (answer: Answer) => Answer): void {
    this.#runs.delete(run.conversationId);
    run.abort.abort();
    run.consent?.settle(false);
    this.#change(run, change);
  }

  #change({ conversationId, turnId }: Run, change: (answer: Answer) => Answer): void {
    this.#dependencies.conversations.updateAnswer(conversationId, turnId, change);
    this.#dependencies.onDidChange();
  }
}

function begunBy({ requestId, replaces }: Run): Answer {
  return { ...newAnswer, requestId, ...(replaces.length === 0 ? {} : { replaces }) };
}

/** Code of an answer may be inserted while its end still comes. */
function withProblemsOf({ newProblems }: Answer, answer: Answer): Answer {
  return newProblems === undefined ? answer : { ...answer, newProblems };
}

interface AnswersDependencies {
  readonly send: Send;
  readonly conversations: Conversations;
  readonly newId: () => string;
  readonly log: Log;
  /** What the person's doing says of an answer. */
  readonly onDidJudge: (verdict: Verdict) => void;
  /** Something else than the running answer's text changed. */
  readonly onDidChange: () => void;
  /** Only the running answer's text became longer. */
  readonly onDidGrow: (conversationId: string) => void;
}

interface Decision {
  readonly conversationId: string;
  readonly origin: string;
  readonly decision: ConsentDecision;
}

interface Run {
  readonly conversationId: string;
  readonly turnId: string;
  readonly requestId: string;
  readonly abort: AbortController;
  /** The answers that this one takes the place of. */
  readonly replaces: NonNullable<Answer['replaces']>;
  consent: { readonly card: ConsentCard; readonly settle: (isAllowed: boolean) => void } | undefined;
}
