/** The reason of an abort that nobody asks the reason of. Made once, since each new error collects its stack. */
export const aborted = new DOMException('The request was aborted.', 'AbortError');

/** Whether an error only says that somebody cancelled. Cancellation is not a fault and is never shown. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'APIUserAbortError');
}
