import type { CurrentConversation, TurnView } from '../../src/chat/messages.ts';
import { toCargo } from './consent.ts';
import { element, iconButton } from './dom.ts';
import { ScrollFollower } from './scroll.ts';
import { type ShownTurn, TurnElement, type TurnTools } from './turn.ts';

/** How long drawing may take before the rest waits for the next frame. */
const budgetMs = 8;

/** The questions and answers of the conversation on the screen. */
export class Transcript {
  readonly #tools: TurnTools;
  readonly #turns = element('div', { class: 'turns' });
  /** Announced block by block instead of with each token, so it is not live itself. */
  readonly #log = element('div', {
    class: 'log',
    role: 'log',
    'aria-live': 'off',
    'aria-label': 'Conversation',
    tabindex: '0',
    'data-testid': 'log',
  });
  readonly #follower: ScrollFollower;
  readonly element: HTMLElement;
  #conversationId: string | undefined;
  #drawn = new Map<string, DrawnTurn>();

  /** `empty` is shown as long as nothing was asked. */
  constructor(tools: TurnTools, empty: HTMLElement) {
    this.#tools = tools;
    this.#log.append(empty, this.#turns);
    const onPress = () => this.#follower.followAgain();
    const jump = iconButton('chevronDown', { label: 'Jump to the end', testId: 'jump-to-end', onPress });
    jump.classList.add('jump');
    jump.hidden = true;
    this.#follower = new ScrollFollower(this.#log, (isFollowing) => {
      jump.hidden = isFollowing;
    });
    this.element = element('main', { class: 'transcript' }, this.#log, jump);
  }

  draw(conversation: CurrentConversation): void {
    const { id, turns } = conversation;
    const isShown = id === this.#conversationId;
    const before = isShown ? this.#drawn : new Map<string, DrawnTurn>();
    const hasNewQuestion = turns.some((turn) => !before.has(turn.id));
    this.#conversationId = id;
    const cargo = toCargo(turns);
    const last = turns.at(-1);
    this.#drawn = new Map(
      turns.map((turn) => {
        const shown = { conversationId: id, turn, isLast: turn === last, cargo };
        const drawn = before.get(turn.id);
        return [turn.id, drawn === undefined ? this.#create(shown, isShown) : toNext(shown, drawn)];
      }),
    );
    this.#place();
    this.#drawWaiting();
    if (hasNewQuestion) this.#follower.followAgain();
  }

  /** A turn that joins a conversation on the screen is news; one that comes with its conversation is not. */
  #create(shown: ShownTurn, isNews: boolean): DrawnTurn {
    return { shown, view: new TurnElement(shown.turn, this.#tools, isNews), isWaiting: true };
  }

  /** Turns are only added and taken away, so those that stay are in their places already. */
  #place(): void {
    const elements = new Set<Element>([...this.#drawn.values()].map(({ view }) => view.element));
    for (const child of [...this.#turns.children]) if (!elements.has(child)) child.remove();
    for (const child of elements) if (!child.isConnected) this.#turns.append(child);
  }

  /** Draws what has changed, from the end where the person looks; a long conversation is filled up over some frames. */
  #drawWaiting(): void {
    const startedMs = performance.now();
    for (const turn of [...this.#drawn.values()].reverse()) {
      if (!turn.isWaiting) continue;
      if (performance.now() - startedMs > budgetMs) {
        requestAnimationFrame(() => this.#drawWaiting());
        break;
      }
      turn.isWaiting = false;
      turn.view.draw(turn.shown);
    }
    this.#follower.contentChanged();
  }
}

interface DrawnTurn {
  readonly shown: ShownTurn;
  readonly view: TurnElement;
  /** Whether what it shows is not on the screen yet. */
  isWaiting: boolean;
}

function toNext(shown: ShownTurn, { shown: before, view, isWaiting }: DrawnTurn): DrawnTurn {
  const hasChanged = before.isLast !== shown.isLast || !isSame(before.turn, shown.turn);
  return { shown, view, isWaiting: isWaiting || hasChanged };
}

/** A whole state from the host has new objects for old turns too. */
function isSame(a: TurnView, b: TurnView): boolean {
  return a === b || (a.answer.state === b.answer.state && JSON.stringify(a) === JSON.stringify(b));
}
