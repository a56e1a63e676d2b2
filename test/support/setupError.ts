/** A failure a person can act on: its message is one line that says what is missing and what to do. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}
