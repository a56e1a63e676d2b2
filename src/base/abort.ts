/** Whether an error only says that somebody cancelled. Cancellation is not a fault and is never shown. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'APIUserAbortError');
}
