import type { Frame } from 'playwright-core';
import { until } from '../support/until.ts';
import type { LedgerRow, Session } from './session.ts';

/** An answer as the person sees it once it has ended. */
export interface ShownAnswer {
  readonly text: string;
  /** The quiet line: where it came from, which model, the first reason, what it took and cost. */
  readonly line: string;
  /** All reasons of its route, the first one first. */
  readonly reasons: readonly string[];
  /** The sentence on how it ended; empty under a whole answer. */
  readonly sentence: string;
}

/** Asks in a new conversation. */
export async function ask(shared: Session, question: string): Promise<Frame> {
  const chat = await shared.newConversation();
  await chat.getByTestId('input').fill(question);
  await chat.getByTestId('input').press('Enter');
  return chat;
}

/** Waits until the conversation's only answer has ended so, and reads it. */
export async function answerIn(
  chat: Frame,
  state: 'done' | 'failed' | 'interrupted' | 'stopped',
): Promise<ShownAnswer> {
  const answer = chat.locator(`[data-testid=answer][data-state=${state}]`);
  try {
    await answer.waitFor({ timeout: 60_000 });
  } catch (cause) {
    const shown = await chat.getByTestId('log').innerText();
    const box = await chat.getByTestId('input').inputValue();
    const notice = await chat.getByTestId('notice').innerText();
    throw new Error(`The answer is not “${state}”. The chat shows: ${shown}\nIts box: ${box}\n${notice}`, { cause });
  }
  const [sentence = ''] = await answer.getByTestId('ending').locator('p').allInnerTexts();
  return {
    text: (await answer.getByTestId('answer-text').innerText()).trim(),
    line: (await answer.getByTestId('meta-line').allInnerTexts()).join(' '),
    // Folded away until the line is clicked.
    reasons: await answer.getByTestId('reason').allTextContents(),
    sentence,
  };
}

/** Agrees that questions go to the cloud that the card under the question names. */
export async function allowCloud(chat: Frame, host: string): Promise<void> {
  const card = chat.getByTestId('consent').filter({ hasText: host });
  await card.getByTestId('consent-send').click();
}

/** Marks the ledger; what it gives waits for so many rows of the chat since then, and names their ends. */
export function watchLedger(shared: Session): (count: number) => Promise<readonly string[]> {
  const chatRows = () => shared.ledger().filter(({ task }) => task === 'chat');
  const before = chatRows().length;
  const fresh = () => chatRows().slice(before).map(describeRow);
  return async (count) => {
    // A row is written when its attempt is over, which the chat need not wait for.
    await until(
      () => fresh().length >= count,
      () => `Of ${count} rows only “${fresh().join(', ')}” is there: the rest`,
    );
    return fresh();
  };
}

function describeRow({ backendId, outcome, errorKind }: LedgerRow): string {
  return [backendId, outcome, errorKind].filter((part) => part !== null).join(' ');
}
