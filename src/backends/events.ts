/**
 * Reads the data of server-sent events (HTML standard, "Server-sent events"): CR, LF and CRLF end a line, several data
 * lines make one event, comments and other fields are skipped. An event that the end cuts off is dropped.
 */
export async function* readEvents({ body }: Response): AsyncGenerator<string, void, void> {
  let data: string[] = [];
  if (body === null) return;
  for await (const line of readLines(body)) {
    if (line === '') {
      if (data.length > 0) yield data.join('\n');
      data = [];
    } else if (line.startsWith('data:')) {
      data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
    }
  }
}

/** Splits a body into lines without their ends. A character that stands in two chunks stays whole. */
export async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder();
  // The pieces of the line so far: joined once, so that a line of many megabytes stays linear.
  let pieces: string[] = [];
  let endedInCarriageReturn = false;
  for await (const chunk of body) {
    let text = decoder.decode(chunk, { stream: true });
    if (text === '') continue;
    if (endedInCarriageReturn && text.startsWith('\n')) text = text.slice(1);
    endedInCarriageReturn = text.endsWith('\r');
    const [first = '', ...others] = text.split(/\r\n|\n|\r/);
    pieces.push(first);
    for (const next of others) {
      yield pieces.join('');
      pieces = [next];
    }
  }
  const last = pieces.join('') + decoder.decode();
  if (last !== '') yield last;
}
