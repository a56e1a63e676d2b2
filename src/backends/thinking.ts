import type { AnswerPart } from '../contract/stream.ts';

interface Tag {
  readonly opening: string;
  readonly closing: string;
}

/** The second is Bedrock's for gpt-oss, which puts each chunk's reasoning between tags of its own. */
const tags: readonly [Tag, Tag] = [
  { opening: '<think>', closing: '</think>' },
  { opening: '<reasoning>', closing: '</reasoning>' },
];

/**
 * Keeps reasoning apart that a server leaves in the text of a chat: between `<think>` at its very beginning and
 * `</think>`, or between the tags of Bedrock, wherever the chunks are cut. The same tag may follow at once. Further inside,
 * and after reasoning that came apart, the tags are text: an answer may be about them.
 */
export async function* splitThinking(parts: AsyncIterable<AnswerPart>): AsyncGenerator<AnswerPart, void, void> {
  const split = new ThinkingSplit();
  for await (const part of parts) {
    if (part.type === 'text-delta') {
      yield* split.read(part);
      continue;
    }
    yield* split.rest();
    yield part;
  }
  yield* split.rest();
}

type TextPart = Extract<AnswerPart, { readonly type: 'text-delta' }>;

class ThinkingSplit {
  #place: 'beginning' | 'inside' | 'behind' | 'text' = 'beginning';
  #tag: Tag = tags[0];
  /** What may be the beginning of a tag, or blanks before it. */
  #held = '';
  #logProbabilities: readonly number[] = [];

  *read(part: TextPart): Generator<AnswerPart, void, void> {
    if (this.#place === 'text') {
      yield part;
      return;
    }
    this.#held += part.text;
    this.#logProbabilities = [...this.#logProbabilities, ...(part.logProbabilities ?? [])];
    yield* this.#readHeld();
  }

  *#readHeld(): Generator<AnswerPart, void, void> {
    if (this.#place === 'beginning') this.#readOpening(tags);
    else if (this.#place === 'behind') this.#readBehind();
    while (this.#place === 'inside') {
      const isClosed = yield* this.#readInside();
      if (!isClosed) return;
      this.#readBehind();
    }
    if (this.#place === 'text') yield* this.#take('text-delta', this.#held.length);
  }

  /** Gives out what was held back: nothing more comes that could complete a tag. */
  *rest(): Generator<AnswerPart, void, void> {
    const place = this.#place;
    if (place === 'beginning') this.#place = 'text';
    if (place === 'behind') {
      this.#held = this.#held.trimStart();
      if (this.#held !== '') this.#place = 'text';
    }
    yield* this.#take(place === 'inside' ? 'reasoning-delta' : 'text-delta', this.#held.length);
  }

  /** What stands behind a closing tag: more reasoning between the same tags, or the answer. */
  #readBehind(): void {
    if (this.#held.trim() === '') return;
    this.#readOpening([this.#tag]);
    if (this.#place === 'text') this.#held = this.#held.trimStart();
  }

  #readOpening(candidates: readonly Tag[]): void {
    const text = this.#held.trimStart();
    if (candidates.some(({ opening }) => text.length < opening.length && opening.startsWith(text))) return;
    const tag = candidates.find(({ opening }) => text.startsWith(opening));
    if (tag === undefined) {
      this.#place = 'text';
      return;
    }
    this.#tag = tag;
    this.#held = text.slice(tag.opening.length);
    this.#place = 'inside';
  }

  /** Whether the closing tag came. */
  *#readInside(): Generator<AnswerPart, boolean, void> {
    const { closing } = this.#tag;
    const end = this.#held.indexOf(closing);
    if (end === -1) {
      yield* this.#take('reasoning-delta', this.#held.length - tagLengthAtEnd(this.#held, closing));
      return false;
    }
    yield* this.#take('reasoning-delta', end);
    this.#held = this.#held.slice(closing.length);
    this.#place = 'behind';
    return true;
  }

  *#take(type: 'text-delta' | 'reasoning-delta', length: number): Generator<AnswerPart, void, void> {
    const text = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    const logProbabilities = this.#logProbabilities;
    this.#logProbabilities = [];
    if (text === '') return;
    // The probabilities of reasoning say nothing of how sure the answer is.
    if (type === 'reasoning-delta' || logProbabilities.length === 0) yield { type, text };
    else yield { type, text, logProbabilities };
  }
}

/** How many characters at the end of a text may be the beginning of the closing tag. */
function tagLengthAtEnd(text: string, closing: string): number {
  for (let length = Math.min(text.length, closing.length - 1); length > 0; length--) {
    if (closing.startsWith(text.slice(-length))) return length;
  }
  return 0;
}
