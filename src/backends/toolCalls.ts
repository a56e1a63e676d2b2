import * as z from 'zod';
import type { ToolCall } from '../contract/request.ts';
import type { AnswerPart } from '../contract/stream.ts';

/** What a chunk says of a call: its beginning, more of its arguments, or both. */
export interface CallPiece {
  /** Which call of the answer; undefined where the server does not count them. */
  readonly index: number | undefined;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly argumentsJson: string | undefined;
}

/** Puts the calls of one answer together from their pieces. */
export class CallPieces {
  #drafts: Draft[] = [];
  /** The call that may still grow: what an answer that is cut cuts. */
  #open: Draft | undefined;

  add(piece: CallPiece): void {
    const draft = this.#find(piece) ?? this.#start(piece.index);
    draft.id ||= piece.id;
    draft.name ||= piece.name;
    draft.argumentsJson += piece.argumentsJson ?? '';
    this.#open = draft;
  }

  /** Something else begins, so the call before it is whole. */
  close(): void {
    this.#open = undefined;
  }

  /** The whole calls, at the end of the answer; each is given once. */
  take(isCut: boolean): AnswerPart[] {
    const whole = isCut ? this.#drafts.filter((draft) => draft !== this.#open) : this.#drafts;
    this.#drafts = [];
    return whole.flatMap(({ id, name, argumentsJson }) => (name ? [toCallPart(id, name, argumentsJson)] : []));
  }

  #find({ index, id, name }: CallPiece): Draft | undefined {
    const sameId = id ? this.#drafts.find((draft) => draft.id === id) : undefined;
    if (sameId !== undefined) return sameId;
    if (index === undefined) return id || name ? undefined : this.#open;
    // Gemini gives every call of an answer the index 0 (NousResearch/hermes-agent, issue 62937, read November 2026).
    return this.#drafts.findLast((draft) => draft.index === index && !(id && draft.id));
  }

  #start(index: number | undefined): Draft {
    const draft: Draft = { index, id: undefined, name: undefined, argumentsJson: '' };
    this.#drafts.push(draft);
    return draft;
  }
}

interface Draft {
  readonly index: number | undefined;
  id: string | undefined;
  name: string | undefined;
  argumentsJson: string;
}

/** Some servers give a call no id, which its result must name: then it gets one that is not used twice. */
export function toCallPart(id: string | undefined, name: string, argumentsJson: string): AnswerPart {
  const call: ToolCall = {
    id: id || `call_${crypto.randomUUID().replaceAll('-', '')}`,
    name,
    // A function without arguments.
    argumentsJson: argumentsJson || '{}',
  };
  return { type: 'tool-call', call };
}

/** The arguments as the object that Anthropic and Ollama want back. What is no object stands in one as it was written. */
export function toArgumentObject({ argumentsJson }: ToolCall): Record<string, unknown> {
  const parsed = objectFromJson.safeParse(argumentsJson);
  return parsed.success ? parsed.data : { unreadable: argumentsJson };
}

const objectFromJson = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      // A model may write anything.
      context.addIssue({ code: 'custom', message: 'no JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), z.unknown()));
