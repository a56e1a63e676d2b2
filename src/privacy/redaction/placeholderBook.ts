import type { HandledKind } from '../../contract/privacySettings.ts';
import { redactedKinds, toPlaceholder } from './kinds.ts';
import type { Span } from './spans.ts';

/** A value that has left as a placeholder. It is kept in memory alone. */
export interface BookedValue {
  readonly value: string;
  readonly placeholder: string;
  readonly kind: HandledKind;
  readonly fingerprint: string | undefined;
  /** Whether an answer never gets the value back: it was a secret at one place at least. */
  readonly isOneWay: boolean;
}

/** Which placeholder stands for which value, for the length of a session. */
export interface PlaceholderBook {
  /**
   * The placeholder for a value: the same in each conversation. Another one only where the conversation has a text with
   * just that placeholder in it, `taken`, that does not come from here.
   */
  nameFor(value: string, span: Span, conversationId: string, taken: ReadonlySet<string>): BookedValue;
  /** What has left as a placeholder in a conversation so far. */
  ofConversation(conversationId: string): readonly BookedValue[];
}

/** The values that were not used for the longest time are forgotten; their numbers are not given out again. */
export function createPlaceholderBook({ mostValues = 2_000, mostCharacters = 2_000_000 } = {}): PlaceholderBook {
  // A Map lists its keys in the order of their insertion: the first one was not used for the longest time.
  const booked = new Map<string, Booked>();
  const lastNumbers = new Map<string, number>();
  let characters = 0;

  const freePlaceholder = (kind: HandledKind, taken: ReadonlySet<string>): string => {
    const { label } = redactedKinds[kind];
    let number = lastNumbers.get(label) ?? 0;
    let placeholder: string;
    do placeholder = toPlaceholder(kind, ++number);
    while (taken.has(placeholder));
    lastNumbers.set(label, number);
    return placeholder;
  };

  const forget = (value: string): void => {
    if (booked.delete(value)) characters -= value.length;
  };

  return {
    nameFor(value, { kind, fingerprint }, conversationId, taken) {
      const known = booked.get(value);
      const isFree = known !== undefined && (!taken.has(known.placeholder) || known.conversations.has(conversationId));
      const isOneWay = known?.isOneWay === true || redactedKinds[kind].redaction === 'one-way';
      const entry: Booked = isFree
        ? { ...known, isOneWay }
        : { value, kind, fingerprint, isOneWay, placeholder: freePlaceholder(kind, taken), conversations: new Set() };
      forget(value);
      booked.set(value, entry);
      characters += value.length;
      entry.conversations.add(conversationId);
      for (const oldest of booked.keys()) {
        if (booked.size <= mostValues && characters <= mostCharacters) break;
        forget(oldest);
      }
      return entry;
    },
    ofConversation: (conversationId) => [...booked.values()].filter((one) => one.conversations.has(conversationId)),
  };
}

interface Booked extends BookedValue {
  /** The conversations that the placeholder was used in: there it means this value wherever it stands. */
  readonly conversations: Set<string>;
}
