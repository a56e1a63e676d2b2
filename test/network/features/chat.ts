import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { openNewConversation } from '../../support/chatFrame.ts';
import { type Desk, type Feature, readToast, whileModelHangs } from './feature.ts';

export const simpleQuestion = 'What is a tuple in Python?';
export const complexQuestion =
  'Design the architecture of an event-driven billing system with several services: which services, which events, ' +
  'which trade-offs between consistency and availability, and how to migrate to it step by step?';
/** Put together here so that scanners of this repository find nothing. */
export const madeUpToken = ['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_');

/** Every way to ask. */
export const chatFeatures: Readonly<Record<string, Feature>> = {
  async 'watershed.openChat'(desk) {
    await askAnew(desk, simpleQuestion);
    await askAnew(desk, complexQuestion);
    await askAnew(desk, `${complexQuestion} The key is ${madeUpToken}.`);
    await askTheCloud(desk, 'Which came first, the hen or the egg?');
  },
  async 'watershed.newConversation'(desk) {
    const { editor } = desk;
    await editor.runCommand('Watershed: New Conversation');
    const chat = await editor.webviewFrame({ title: 'Watershed Chat' });
    await chat.getByTestId('empty').waitFor();
    // The local model says nothing, so that a cloud is asked beside it where it may be.
    await whileModelHangs(desk, async () => {
      await begin(chat, 'What is a list?');
      if (desk.mode === 'open') await untilEnded(desk, chat);
      else {
        await editor.page.waitForTimeout(3_000);
        await chat.getByTestId('input').press('Escape');
        await untilEnded(desk, chat);
      }
    });
    const retry = chat.getByTestId('retry');
    if ((await retry.count()) === 0) return;
    await retry.click();
    await chat.locator('[data-testid=answer][data-state=done]').waitFor({ timeout: 30_000 });
  },
  async 'watershed.attachSelection'(desk) {
    const { editor, world } = desk;
    const chat = await openNewConversation(editor);
    await editor.openFile(join(world.workspace, 'cart.ts'));
    await editor.press('Control+Home', 'Shift+ArrowDown', 'Shift+ArrowDown');
    await editor.runCommand('Watershed: Attach Selection or File to Chat');
    await chat.getByTestId('chip').waitFor();
    await chat.getByTestId('attach-file').click();
    await chat.getByTestId('chip').nth(1).waitFor();
    await chat.getByTestId('preference').selectOption('cloud');
    await begin(chat, complexQuestion);
    await untilEnded(desk, chat);
  },
  async 'watershed.forgetConsent'(desk) {
    await desk.editor.runCommand('Watershed: Ask Again Before Cloud Calls');
    await readToast(desk, /asks again/);
    await askTheCloud(desk, 'Which is older, the river or the valley?');
  },
};

export async function askTheCloud(desk: Desk, question: string): Promise<Frame> {
  const chat = await openNewConversation(desk.editor);
  await chat.getByTestId('preference').selectOption('cloud');
  await begin(chat, question);
  await untilEnded(desk, chat);
  return chat;
}

async function askAnew(desk: Desk, question: string): Promise<void> {
  const chat = await openNewConversation(desk.editor);
  await begin(chat, question);
  await untilEnded(desk, chat);
}

async function begin(chat: Frame, question: string): Promise<void> {
  await chat.getByTestId('input').fill(question);
  await chat.getByTestId('input').press('Enter');
}

/** Waits for the end of the last answer, well or badly, and agrees when the chat asks whether it may go to a cloud. */
async function untilEnded({ mode }: Desk, chat: Frame): Promise<void> {
  const answer = chat.getByTestId('answer').last();
  const ended = answer.and(chat.locator('[data-state]:not([data-state=streaming])'));
  const consent = chat.getByTestId('consent-send');
  await ended.or(consent).first().waitFor({ timeout: 40_000 });
  if ((await consent.count()) === 0) return;
  assert.notEqual(mode, 'local-only', 'in local-only nobody is asked whether something may leave');
  await consent.click();
  await ended.waitFor({ timeout: 40_000 });
}
