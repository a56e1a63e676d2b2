/** How near to the end, in CSS pixels, still counts as being there. */
const nearEndPx = 24;

/** Keeps a scrolling element at its end while it grows, until the person scrolls up. */
export class ScrollFollower {
  readonly #scrolling: HTMLElement;
  readonly #onDidChange: (isFollowing: boolean) => void;
  #isFollowing = true;
  #lastTopPx = 0;

  constructor(scrolling: HTMLElement, onDidChange: (isFollowing: boolean) => void) {
    this.#scrolling = scrolling;
    this.#onDidChange = onDidChange;
    scrolling.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    // The element itself shrinks when the input box below it grows.
    new ResizeObserver(() => this.contentChanged()).observe(scrolling);
  }

  /** Call it after each draw. */
  contentChanged(): void {
    if (this.#isFollowing) this.#scrolling.scrollTop = this.#scrolling.scrollHeight;
  }

  followAgain(): void {
    this.#setFollowing(true);
    this.contentChanged();
  }

  /** Content that grew before this event came leaves the end further away, so only a way up means a person. */
  #scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#scrolling;
    const isNearEnd = scrollHeight - clientHeight - scrollTop < nearEndPx;
    if (isNearEnd) this.#setFollowing(true);
    else if (scrollTop < this.#lastTopPx) this.#setFollowing(false);
    this.#lastTopPx = scrollTop;
  }

  #setFollowing(isFollowing: boolean): void {
    if (isFollowing === this.#isFollowing) return;
    this.#isFollowing = isFollowing;
    this.#onDidChange(isFollowing);
  }
}
