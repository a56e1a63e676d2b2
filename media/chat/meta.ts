import type { TurnView } from '../../src/chat/messages.ts';
import { element, linkButton } from './dom.ts';
import { formatCost, formatDuration, formatHost, formatRate, formatTokens } from './format.ts';

type Answer = TurnView['answer'];

/**
 * The quiet line under an answer: route, model, why, speed, tokens and cost. It opens to all reasons; a link beside it
 * leads to the whole decision.
 */
export class MetaLine {
  readonly element: HTMLElement;
  readonly #line = element('summary');
  readonly #details = element('div', { class: 'meta-details', 'data-testid': 'meta-details' });
  readonly #fold = element('details', { 'data-testid': 'meta' }, this.#line, this.#details);
  readonly #link: HTMLButtonElement;
  #requestId: string | undefined;
  #factsKey = '';

  /** `onExplain` is called with the request whose route the person asks about. */
  constructor(onExplain: (requestId: string) => void) {
    const onPress = () => this.#requestId !== undefined && onExplain(this.#requestId);
    this.#link = linkButton({ label: 'Why this route?', testId: 'explain-route', onPress });
    this.element = element('div', { class: 'meta' }, this.#fold, this.#link);
    this.element.hidden = true;
  }

  draw(answer: Answer): void {
    const facts = toFacts(answer);
    // While the answer streams this is called each frame, mostly with nothing new.
    const factsKey = JSON.stringify([answer.state, answer.requestId, facts]);
    if (factsKey === this.#factsKey) return;
    this.#factsKey = factsKey;
    this.#requestId = answer.requestId;
    this.#fold.hidden = facts.length === 0;
    // An answer that no route could give has reasons too, and they are the ones that people miss.
    this.#link.hidden = answer.requestId === undefined || (answer.route === undefined && answer.state === 'streaming');
    this.element.hidden = this.#fold.hidden && this.#link.hidden;
    // Under an answer that still grows it says only where the answer comes from; tests wait for the whole line.
    this.#line.dataset['testid'] = answer.state === 'streaming' ? 'meta-line-so-far' : 'meta-line';
    this.#line.replaceChildren(...facts.flatMap(toSpans));
    this.#details.replaceChildren(...toDetails(answer));
  }
}

/** One fact of the line; the name is a hook for tests. */
type Fact = readonly [name: string, text: string];

/** What the line says, from what is known of the answer by now. */
function toFacts(answer: Answer): readonly Fact[] {
  const { route } = answer;
  if (route === undefined) return [];
  const facts: Fact[] = [
    ['route', sideOf(route)],
    ['model', route.model],
  ];
  const [why] = route.reasons;
  if (why !== undefined) facts.push(['why', why.replace(/\.$/, '')]);
  if (answer.state !== 'done' && answer.state !== 'interrupted') return facts;
  const { timeToFirstTokenMs, tokensPerSecond, inputTokens, outputTokens, costUsd } = answer.measurement;
  const tokens = formatTokens(inputTokens, outputTokens);
  if (timeToFirstTokenMs !== undefined)
    facts.push(['first-token', `first token ${formatDuration(timeToFirstTokenMs)}`]);
  if (tokensPerSecond !== undefined) facts.push(['rate', formatRate(tokensPerSecond)]);
  facts.push(['tokens', tokens ?? 'tokens unknown'], ['cost', formatCost(costUsd, route.locality)]);
  return facts;
}

function sideOf({ locality, isOwn }: NonNullable<Answer['route']>): string {
  if (locality === 'local') return 'Local';
  return isOwn ? 'Own host' : 'Cloud';
}

function toSpans([name, text]: Fact, index: number): readonly (Node | string)[] {
  // A model or a reason may be long and has to wrap; a measured value stays together.
  const attributes = name === 'model' || name === 'why' ? {} : { class: 'measured' };
  const span = element('span', { 'data-testid': `meta-${name}`, ...attributes }, text);
  return index === 0 ? [span] : ['\u00A0· ', span];
}

function toDetails(answer: Answer): readonly Node[] {
  const { route } = answer;
  if (route === undefined) return [];
  const reasons = route.reasons.map((reason) => element('li', { 'data-testid': 'reason' }, reason));
  const facts = [`Answered by ${route.backendId} at ${formatHost(route.origin)}.`];
  if (answer.state === 'done' || answer.state === 'interrupted') {
    const { totalMs, cachedInputTokens } = answer.measurement;
    facts.push(`It took ${formatDuration(totalMs)} in all.`);
    if (cachedInputTokens !== undefined)
      facts.push(`${cachedInputTokens.toLocaleString('en-US')} tokens came from the cache.`);
  }
  return [element('ul', { 'aria-label': 'Why this route' }, ...reasons), element('p', {}, facts.join(' '))];
}
