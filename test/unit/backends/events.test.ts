import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EventSplitter, readLines } from '../../../src/backends/events.ts';

function body(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks);
}

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const value of values) collected.push(value);
  return collected;
}

const encode = (text: string) => new TextEncoder().encode(text);

function eventsOf(...chunks: readonly string[]): string[] {
  const events = new EventSplitter();
  return chunks.flatMap((chunk) => events.push(encode(chunk)));
}

test('reads the data of each event', () => {
  assert.deepEqual(eventsOf('data: one\n\ndata: two\n\n'), ['one', 'two']);
});

test('takes any line ending, and data without the space', () => {
  assert.deepEqual(eventsOf('data:one\r\n\r\ndata: two\r\rdata:  three\n\n'), ['one', 'two', ' three']);
});

test('joins the data lines of one event', () => {
  assert.deepEqual(eventsOf('data: one\ndata: two\n\n'), ['one\ntwo']);
});

test('skips comments, other fields and empty events', () => {
  assert.deepEqual(eventsOf(': keep-alive\n\nevent: x\nid: 3\nretry: 9\ndata: one\n\n\n\n'), ['one']);
});

test('drops an event that the end cuts off', () => {
  assert.deepEqual(eventsOf('data: one\n\ndata: tw'), ['one']);
  assert.deepEqual(eventsOf('data: one\n\ndata: two\n'), ['one']);
});

test('a line of ten megabytes in small chunks is read in one piece', () => {
  const chunk = 'x'.repeat(10_000);
  const [event] = eventsOf('data: ', ...Array.from({ length: 1_000 }, () => chunk), '\n\n');
  assert.equal(event?.length, 10_000_000);
});

test('the last line needs no line ending', async () => {
  assert.deepEqual(await collect(readLines(body([encode('a\nb')]))), ['a', 'b']);
  assert.deepEqual(await collect(readLines(body([]))), []);
});

test('any cut into chunks gives the same lines', async () => {
  const piece = fc.constantFrom('a', 'é', '深', '🦙', '\n', '\r\n', '\r', '');
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 30 }),
      fc.array(fc.nat(60), { maxLength: 8 }),
      async (pieces, cuts) => {
        const bytes = encode(pieces.join(''));
        const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, index) => bytes.slice(places[index], end));
        const whole = await collect(readLines(body([bytes])));
        assert.deepEqual(await collect(readLines(body(chunks))), whole);
        assert.equal(whole.join(''), pieces.join('').replace(/[\r\n]/g, ''));
      },
    ),
    { numRuns: 300 },
  );
});

test('leaving the loop cancels the body', async () => {
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(encode('x\n')),
    cancel: () => {
      cancelled = true;
    },
  });
  for await (const line of readLines(endless)) {
    assert.equal(line, 'x');
    break;
  }
  assert.ok(cancelled);
});
