import type { AnswerPart } from '../contract/stream.ts';

const opening = '<think>';
const closing = '</think>';

/**
 * Keeps reasoning apart that a server leaves in the text of a chat: between `<think>` at its very beginning and
 * `</think>`, wherever the chunks are cut. Further inside, and after reasoning that came apart, the tags are text: an
 * answer may be about them.
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
    if (this.#place === 'beginning') this.#readBeginning();
    if (this.#place === 'inside') yield* this.#readInside();
    if (this.#place === 'behind' && this.#held.trim() !== '') {
      this.#held = this.#held.trimStart();
      this.#place = 'text';
    }
    if (this.#place === 'text') yield* this.#take('text-delta', this.#held.length);
  }

  /** Gives out what was held back: nothing more comes that could complete a tag. */
  *rest(): Generator<AnswerPart, void, void> {
    const place = this.#place;
    if (place === 'beginning') this.#place = 'text';
    if (place === 'behind') this.#held = '';
    yield* this.#take(place === 'inside' ? 'reasoning-delta' : 'text-delta', this.#held.length);
  }

  #readBeginning(): void {
    const text = this.#held.trimStart();
    if (text.length < opening.length && opening.startsWith(text)) return;
    if (!text.startsWith(opening)) {
      this.#place = 'text';
      return;
    }
    this.#held = text.slice(opening.length);
    this.#place = 'inside';
  }

  *#readInside(): Generator<AnswerPart, void, void> {
    const end = this.#held.indexOf(closing);
    if (end === -1) {
      yield* this.#take('reasoning-delta', this.#held.length - tagLengthAtEnd(this.#held));
      return;
    }
    yield* this.#take('reasoning-delta', end);
    this.#held = this.#held.slice(closing.length);
    this.#place = 'behind';
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
function tagLengthAtEnd(text: string): number {
  for (let length = Math.min(text.length, closing.length - 1); length > 0; length--) {
    if (closing.startsWith(text.slice(-length))) return length;
  }
  return 0;
}
