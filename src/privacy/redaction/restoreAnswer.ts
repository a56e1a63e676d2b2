import { isAbort } from '../../base/abort.ts';
import type { AnswerEnd, AnswerPart, AnswerStream } from '../../contract/stream.ts';
import { HeldText, toValues, type Values } from './heldText.ts';

/**
 * Puts values back into the text and the reasoning of an answer, each of which may hold a placeholder in pieces. Calls of
 * tools pass as they are: whatever is called would get the values. How the stream ends, fails or is left stays the same.
 */
export async function* restoreAnswer(
  answer: AsyncIterator<AnswerPart, AnswerEnd, void>,
  byPlaceholder: ReadonlyMap<string, string>,
): AnswerStream {
  const values = toValues(byPlaceholder);
  const text = new HeldParts<TextDelta>(values, { type: 'text-delta', text: '' }, joinText);
  const reasoning = new HeldParts<ReasoningDelta>(values, { type: 'reasoning-delta', text: '' }, joinReasoning);
  let isOver = false;
  try {
    for (;;) {
      const next = await answer.next();
      if (next.done === true) {
        isOver = true;
        yield* reasoning.end();
        yield* text.end();
        return next.value;
      }
      const part = next.value;
      if (part.type === 'text-delta') yield* text.push(part);
      else if (part.type === 'reasoning-delta') yield* reasoning.push(part);
      else yield part;
    }
  } catch (error) {
    isOver = true;
    // Half an answer is shown as far as it came. Whoever has stopped it wants no more.
    if (!isAbort(error)) {
      yield* reasoning.end();
      yield* text.end();
    }
    throw error;
  } finally {
    if (!isOver) await answer.return?.();
  }
}

type TextDelta = Extract<AnswerPart, { readonly type: 'text-delta' }>;
type ReasoningDelta = Extract<AnswerPart, { readonly type: 'reasoning-delta' }>;

/** The parts of one kind. What a part says besides its text goes with the first text that goes on after it. */
class HeldParts<Part extends TextDelta | ReasoningDelta> {
  readonly #text: HeldText;
  readonly #empty: Part;
  readonly #join: (held: Part, part: Part) => Part;
  /** Parts of which nothing has gone on yet. */
  #held: Part | undefined;

  constructor(values: Values, empty: Part, join: (held: Part, part: Part) => Part) {
    this.#text = new HeldText(values);
    this.#empty = empty;
    this.#join = join;
  }

  *push(part: Part): Iterable<Part> {
    const text = this.#text.push(part.text);
    const whole = this.#held === undefined ? part : this.#join(this.#held, part);
    this.#held = text === '' && part.text !== '' ? whole : undefined;
    if (this.#held === undefined) yield { ...whole, text };
  }

  *end(): Iterable<Part> {
    const whole = this.#held ?? this.#empty;
    const text = this.#text.end();
    this.#held = undefined;
    if (text !== '') yield { ...whole, text };
  }
}

/** The wait counts from the first part, what the server has measured is told by the last, and probabilities add up. */
function joinText(held: TextDelta, part: TextDelta): TextDelta {
  const logProbabilities = [...(held.logProbabilities ?? []), ...(part.logProbabilities ?? [])];
  return {
    ...held,
    ...part,
    queuedMs: held.queuedMs ?? part.queuedMs,
    ...(logProbabilities.length > 0 && { logProbabilities }),
  };
}

function joinReasoning(held: ReasoningDelta, part: ReasoningDelta): ReasoningDelta {
  return { ...part, queuedMs: held.queuedMs ?? part.queuedMs };
}
