import type { TurnView } from '../../src/chat/messages.ts';
import type { Announcer } from './announcer.ts';
import { drawChips } from './chips.ts';
import { type Cargo, drawConsent, toConsentSentence } from './consent.ts';
import { element, Slot } from './dom.ts';
import { drawEnding, toEnding } from './ending.ts';
import { MetaLine } from './meta.ts';
import { drawProblems, toProblems } from './problems.ts';
import { type MarkdownTools, MarkdownView } from './render.ts';
import { toVisibleText } from './visibleText.ts';

/** One set serves all turns. */
export interface TurnTools extends Omit<MarkdownTools, 'onInsert'> {
  readonly announcer: Announcer;
}

/** All that one turn shows. */
export interface ShownTurn {
  readonly conversationId: string;
  readonly turn: TurnView;
  readonly isLast: boolean;
  /** What went before it in the conversation and would go along with it. */
  readonly cargo: Cargo;
}

/** One question and its answer. */
export class TurnElement {
  readonly element: HTMLElement;
  readonly #tools: TurnTools;
  readonly #answer = element('div', { class: 'answer', 'data-testid': 'answer' }, heading('Answer'));
  readonly #reasoning = new Reasoning();
  readonly #markdown: MarkdownView;
  readonly #waiting = element('p', { class: 'waiting', 'data-testid': 'waiting' });
  readonly #consent = new Slot();
  readonly #ending = new Slot();
  readonly #problems = new Slot();
  readonly #meta: MetaLine;
  /** The request that the answer on the screen is the answer to. */
  #requestId: string | undefined;
  /** Whether a screen reader should hear of what is drawn. What was there when the view was opened is not news. */
  #isNews: boolean;

  constructor(turn: TurnView, tools: TurnTools, isNews: boolean) {
    this.#tools = tools;
    this.#isNews = isNews;
    const onInsert = (text: string) =>
      tools.post({ type: 'insert-at-cursor', text, ...(this.#requestId && { requestId: this.#requestId }) });
    this.#markdown = new MarkdownView({ ...tools, onInsert });
    this.#meta = new MetaLine((requestId) => tools.post({ type: 'explain-route', requestId }));
    const parts = [this.#reasoning, this.#markdown, this.#consent, this.#ending, this.#problems, this.#meta];
    this.#answer.append(this.#waiting, ...parts.map((part) => part.element));
    this.element = element('article', { class: 'turn', 'data-testid': 'turn' }, drawQuestion(turn), this.#answer);
  }

  draw(shown: ShownTurn): void {
    const { turn } = shown;
    const { answer } = turn;
    const isStreaming = answer.state === 'streaming';
    this.#requestId = answer.requestId;
    this.#answer.dataset['state'] = answer.state;
    this.#waiting.hidden = !isStreaming || answer.text !== '' || turn.consent !== undefined;
    this.#waiting.textContent = toWaiting(answer);
    this.#reasoning.draw(answer.reasoning);
    const finished = this.#markdown.draw(answer.text, !isStreaming);
    const asked = this.#drawConsent(shown);
    const ended = this.#drawEnding(shown);
    const found = this.#drawProblems(shown);
    this.#meta.draw(answer);
    if (this.#isNews) this.#tools.announcer.say([...finished, ...asked, ...ended, ...found]);
    this.#isNews = true;
  }

  /** Returns what a screen reader should say of it. */
  #drawConsent({ conversationId, turn, cargo }: ShownTurn): readonly string[] {
    const { post } = this.#tools;
    const consent = turn.consent && { ...turn.consent, cargo };
    const hasChanged = this.#consent.draw(consent, (shown) =>
      drawConsent(shown, (decision) =>
        post({ type: 'decide-consent', conversationId, origin: shown.origin, decision }),
      ),
    );
    return hasChanged && consent !== undefined ? [toConsentSentence(consent)] : [];
  }

  #drawEnding({ conversationId, turn, isLast }: ShownTurn): readonly string[] {
    const { post } = this.#tools;
    const ending = toEnding(turn.answer, isLast);
    const hasChanged = this.#ending.draw(ending, (shown) =>
      drawEnding(shown, {
        onRetry: () => post({ type: 'retry', conversationId, turnId: turn.id }),
        onSetUp: () => post({ type: 'run-setup' }),
      }),
    );
    return hasChanged && ending !== undefined ? [ending.sentence] : [];
  }

  #drawProblems({ conversationId, turn, isLast }: ShownTurn): readonly string[] {
    const problems = toProblems(turn.answer, isLast);
    const hasChanged = this.#problems.draw(problems, (shown) =>
      drawProblems(shown, () => this.#tools.post({ type: 'escalate', conversationId, turnId: turn.id })),
    );
    return hasChanged && problems !== undefined ? [problems.sentence] : [];
  }
}

function toWaiting({ route, reasoning }: TurnView['answer']): string {
  if (route === undefined) return 'Choosing a route…';
  return reasoning === '' ? 'Waiting for the first token…' : 'Thinking…';
}

/** What the model thought aloud, folded away. */
class Reasoning {
  readonly #text = element('div', { class: 'reasoning-text' });
  readonly element = element(
    'details',
    { class: 'reasoning', 'data-testid': 'reasoning', hidden: '' },
    element('summary', {}, 'Reasoning'),
    this.#text,
  );
  #drawn = '';

  draw(reasoning: string): void {
    if (reasoning === this.#drawn) return;
    this.#drawn = reasoning;
    this.element.hidden = false;
    this.#text.textContent = toVisibleText(reasoning);
  }
}

function drawQuestion({ question, attachments }: TurnView): HTMLElement {
  const text = element('p', { class: 'question-text', 'data-testid': 'question' }, toVisibleText(question));
  const drawn = element('div', { class: 'question' }, heading('You asked'), text);
  if (attachments.length > 0) drawn.append(drawChips(attachments));
  return drawn;
}

/** Headings let a screen reader jump from question to answer; sighted people see it by the shape. */
function heading(text: string): HTMLElement {
  return element('h2', { class: 'only-for-screen-readers' }, text);
}
