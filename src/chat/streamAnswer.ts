import { isAbort } from '../base/abort.ts';
import { BackendError, NoRouteError } from '../contract/errors.ts';
import type { Log } from '../contract/log.ts';
import type { Send, SendEnd, SendPart } from '../contract/send.ts';
import type { Answer } from './conversation.ts';

/** Hears of each new state of an answer. */
interface AnswerListener {
  /** Only its text or its reasoning became longer. */
  readonly onDidGrow: (answer: Answer) => void;
  readonly onDidChange: (answer: Answer) => void;
  /** The answer before anything came. */
  readonly begun: Answer;
  readonly log: Log;
}

/**
 * Follows one answer from its start to its end. Never rejects: a fault becomes a failed answer. Once the signal aborts
 * the listener hears nothing any more; whoever aborted says what became of the answer.
 */
export async function streamAnswer(
  stream: ReturnType<Send>,
  listener: AnswerListener,
  signal: AbortSignal,
): Promise<void> {
  let answer = listener.begun;
  try {
    for (;;) {
      const step = await stream.next();
      if (signal.aborted) return;
      if (step.done) {
        listener.onDidChange(toEnded(answer, step.value));
        return;
      }
      answer = extend(answer, step.value);
      if (step.value.type === 'route') listener.onDidChange(answer);
      else listener.onDidGrow(answer);
    }
  } catch (error) {
    if (signal.aborted) return;
    listener.onDidChange(isAbort(error) ? { ...answer, state: 'stopped' } : toFailed(answer, error, listener.log));
  }
}

function extend(answer: Answer, part: SendPart): Answer {
  switch (part.type) {
    case 'route': {
      const { backendId, model, origin, locality, isOwn, reasons } = part.route;
      const from = { backendId, model, origin, locality, ...(isOwn && { isOwn }) };
      const taken = { ...from, reasons: reasons.map(({ text }) => text) };
      // What came before is of an answer that was given up.
      return { ...answer, route: taken, text: '', reasoning: '' };
    }
    case 'text-delta':
      return { ...answer, text: answer.text + part.text };
    case 'reasoning-delta':
      return { ...answer, reasoning: answer.reasoning + part.text };
    case 'tool-call':
      // The chat offers no tools, so none is asked for.
      return answer;
  }
}

function toEnded(answer: Answer, end: SendEnd): Answer {
  const { measurement } = end;
  if (end.finish === 'interrupted') return { ...answer, state: 'interrupted', measurement };
  return { ...answer, state: 'done', measurement, isCut: end.finish === 'length' };
}

function toFailed(answer: Answer, error: unknown, log: Log): Answer {
  if (error instanceof NoRouteError) {
    return { ...answer, state: 'failed', sentence: error.message, offersSetup: error.kind === 'no-backend' };
  }
  if (error instanceof BackendError) {
    return { ...answer, state: 'failed', sentence: error.message, offersSetup: setupHelps.has(error.kind) };
  }
  // Its message may quote the prompt, so only its type and where it came from are logged.
  const place = error instanceof Error ? (error.stack?.match(/^\s+at .*$/m)?.[0].trim() ?? '') : '';
  log.error(`A chat answer failed unexpectedly: ${error instanceof Error ? error.name : typeof error} ${place}`.trim());
  const sentence = 'Something went wrong inside Watershed. Try again; the Watershed log has the details.';
  return { ...answer, state: 'failed', sentence, offersSetup: false };
}

const setupHelps: ReadonlySet<BackendError['kind']> = new Set([
  'unreachable',
  'model-missing',
  'unauthorized',
  'key-missing',
]);
