import type { Frame } from 'playwright-core';
import type { BenchSession } from './session.ts';

/** A chat whose answers run beside the typing. */
export interface Chat {
  /** Asks again when the last answer is over; the keyboard goes back to the editor with the next file. */
  keepBusy(): Promise<void>;
}

const question =
  'Explain in great detail, with many examples, how a compiler turns the text of a program into machine code. ' +
  'Write at least forty paragraphs.';

/** Opens Watershed's own chat, so that its questions go through the same pipeline and the same slots. */
export async function startChat({ editor, proxy }: BenchSession): Promise<Chat> {
  await editor.runCommand('Watershed: Open Chat');
  const frame = await editor.webviewFrame({ title: 'Watershed Chat' });
  const isAnswering = () =>
    proxy?.exchanges.some(({ kind, endedMs }) => kind === 'chat' && endedMs === undefined) === true;
  return {
    async keepBusy() {
      if (isAnswering()) return;
      await ask(frame);
      const untilMs = Date.now() + 15_000;
      while (!isAnswering() && Date.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, 50));
    },
  };
}

async function ask(frame: Frame): Promise<void> {
  await frame.getByTestId('new-conversation').click();
  await frame.getByTestId('input').fill(question);
  await frame.getByTestId('input').press('Enter');
}
