/**
 * Watches the length of the lines of a stream. Events and JSON documents both end with a line, and clients keep a line
 * in memory until it has ended: one that never does would grow without bound.
 */
export class LineGuard {
  #lengthBytes = 0;

  /** Whether the line that these bytes belong to has grown beyond all answers. */
  isTooLong(bytes: Uint8Array): boolean {
    const lastEnd = bytes.lastIndexOf(newline);
    this.#lengthBytes = lastEnd === -1 ? this.#lengthBytes + bytes.length : bytes.length - lastEnd - 1;
    return this.#lengthBytes > longestLineBytes;
  }
}

const newline = 10;
/** A server that does not stream sends its whole answer in one line: a million tokens are about 4 MB. */
const longestLineBytes = 8 * 1024 * 1024;
