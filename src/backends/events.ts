/**
 * Takes the data out of server-sent events (HTML standard, "Server-sent events"): CR, LF and CRLF end a line, several
 * data lines make one event, comments and other fields are skipped. An event that the end cuts off is never told.
 */
export class EventSplitter {
  readonly #lines = new LineSplitter();
  #data: string[] = [];

  /** The data of the events that end with these bytes. */
  push(bytes: Uint8Array): string[] {
    const events: string[] = [];
    for (const line of this.#lines.push(bytes)) {
      if (line === '') {
        if (this.#data.length > 0) events.push(this.#data.join('\n'));
        this.#data = [];
      } else if (line.startsWith('data:')) {
        this.#data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
      }
    }
    return events;
  }
}

/** Splits bytes into lines without their ends. A character that stands in two chunks stays whole. */
class LineSplitter {
  readonly #decoder = new TextDecoder();
  /** The pieces of the line so far: joined once, so that a line of many megabytes stays linear. */
  #pieces: string[] = [];
  #endedInCarriageReturn = false;

  /** The lines that end with these bytes. */
  push(bytes: Uint8Array): string[] {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (text === '') return [];
    if (this.#endedInCarriageReturn && text.startsWith('\n')) text = text.slice(1);
    this.#endedInCarriageReturn = text.endsWith('\r');
    const [first = '', ...others] = text.split(/\r\n|\n|\r/);
    this.#pieces.push(first);
    const lines: string[] = [];
    for (const next of others) {
      lines.push(this.#pieces.join(''));
      this.#pieces = [next];
    }
    return lines;
  }

  /** What stands behind the last line's end. */
  end(): string {
    return this.#pieces.join('') + this.#decoder.decode();
  }
}

/** Splits a body into lines without their ends. */
export async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, void> {
  const lines = new LineSplitter();
  for await (const bytes of body) yield* lines.push(bytes);
  const last = lines.end();
  if (last !== '') yield last;
}
