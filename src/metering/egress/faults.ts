/** Nothing may be sent, since it could not be written down. Its message is a sentence for the person. */
export class NotRecordedError extends Error {
  override readonly name = 'NotRecordedError';

  constructor(cause: unknown) {
    const reason = describeStorageFault(cause);
    const message = `What leaves this machine could not be written down (${reason}), so it was not sent. Local models still answer.`;
    super(message, { cause });
  }
}

/** What is wrong with the log's file, or with what seals it, to stand inside of a sentence. */
export function describeStorageFault(error: unknown): string {
  const known = reasons.get(resultCodeOf(error) ?? 0);
  return known ?? (error instanceof Error ? error.message : String(error));
}

/** Whether the file was spoilt: its bytes, or its tables. */
export function isDamage(error: unknown): boolean {
  return [1, 11, 26].includes(resultCodeOf(error) ?? 0);
}

/** SQLite's primary result codes (sqlite.org/rescode.html): the lowest eight bits of the extended ones. */
const reasons: ReadonlyMap<number, string> = new Map([
  [1, 'its tables are not the ones that were made'],
  [5, 'another window or program holds its file'],
  [6, 'another window or program holds its file'],
  [8, 'its file may not be written'],
  [10, 'its file cannot be read or written'],
  [11, 'its file is damaged'],
  [13, 'the disk is full'],
  [14, 'its file cannot be opened'],
  [26, 'its file is damaged'],
]);

function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error && 'errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}
