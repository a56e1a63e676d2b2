import type { Clock } from '../../../src/base/clock.ts';
import type { Task } from '../../../src/contract/request.ts';
import { type Answer, type Chunk, cut, json, stall, stream, text } from '../../contract/support/scriptedServer.ts';
import type { Protocol } from './protocols.ts';

/** How one thing breaks. */
export interface Fault {
  readonly name: string;
  /** What the server does when it is asked; undefined for a place where no such server is. */
  readonly answer: ((scene: FaultScene) => Answer) | undefined;
  /** Where it is, if not at a server of this machine that speaks HTTP. */
  readonly place?: 'nowhere' | 'self-signed' | 'dead-name';
  /** How time goes on while it is waited for: not at all, a little at a time, or a second at a time. */
  readonly pace?: 'steps' | 'runs';
}

export interface FaultScene {
  readonly protocol: Protocol;
  readonly task: Task;
  readonly clock: Clock;
}

const begun = { text: ['Hello', ', '] };
const whole = { text: ['Hello', ', ', 'world'] };

/** Every fault of the matrix, in the order of the table. */
export const faults: readonly Fault[] = [
  { name: 'refused', answer: undefined, place: 'nowhere' },
  { name: 'reset at once', answer: () => reset(), pace: 'steps' },
  { name: 'reset at once, the first time only', answer: (scene) => firstTime(reset(), answered(scene)), pace: 'steps' },
  { name: 'reset before the first byte of the body', answer: ({ protocol }) => cut([], protocol.format.contentType) },
  { name: 'reset half way', answer: (scene) => cut(beginning(scene), scene.protocol.format.contentType) },
  { name: 'closed half way', answer: (scene) => streamed(scene, beginning(scene)) },
  { name: 'stall before the first byte', answer: () => () => undefined, pace: 'runs' },
  {
    name: 'stall between tokens',
    answer: (scene) => stall(beginning(scene), scene.protocol.format.contentType),
    pace: 'runs',
  },
  status(401),
  status(403),
  status(404),
  status(408),
  status(413),
  status(429, '429, Retry-After in seconds', () => ({ 'retry-after': '7' })),
  status(429, '429, Retry-After as a date', (clock) => ({
    'retry-after': new Date(clock.now() + 30_000).toUTCString(),
  })),
  status(429, '429, no Retry-After'),
  status(500),
  { ...status(502, '502, the first time only'), answer: (scene) => firstTime(failing(scene, 502), answered(scene)) },
  status(503, '503, Retry-After in seconds', () => ({ 'retry-after': '4' })),
  status(503),
  {
    name: '503 while loading',
    answer: (scene) => scene.protocol.format.loading ?? failing(scene, 503),
    pace: 'steps',
  },
  status(529),
  { name: 'wrong content type', answer: () => text('<html>secret</html>', 'text/html') },
  { name: 'garbage JSON', answer: (scene) => streamed(scene, [garbage(scene)]) },
  {
    name: 'garbage JSON half way',
    answer: (scene) => stall([...beginning(scene), garbage(scene)], scene.protocol.format.contentType),
  },
  {
    name: 'an error as the first of a 200 stream',
    answer: (scene) => streamed(scene, [scene.protocol.format.errorInStream]),
  },
  {
    name: 'an error inside a 200 stream',
    answer: (scene) => streamed(scene, [...beginning(scene), scene.protocol.format.errorInStream]),
  },
  { name: 'comments in the stream', answer: (scene) => streamed(scene, withComments(scene)) },
  { name: 'a 10 MB line', answer: (scene) => streamed(scene, longLine(scene)) },
  { name: 'half a UTF-8 character', answer: (scene) => streamed(scene, halfCharacter(scene)) },
  { name: 'a slow drip', answer: (scene) => drip(scene), pace: 'runs' },
  {
    name: 'a redirect',
    answer: () => (response) => void response.writeHead(302, { location: 'https://elsewhere.example/v1' }).end(),
  },
  { name: 'a self-signed certificate', answer: undefined, place: 'self-signed' },
  { name: 'a dead name', answer: undefined, place: 'dead-name' },
];

/** What a server does that is well. */
export function answered(scene: FaultScene): Answer {
  return streamed(scene, scene.protocol.format.encode(scene.task, whole));
}

function status(
  code: number,
  name = String(code),
  headers: (clock: Clock) => Record<string, string> = () => ({}),
): Fault {
  return { name, answer: (scene) => failing(scene, code, headers(scene.clock)), pace: 'steps' };
}

function failing({ protocol }: FaultScene, code: number, headers: Record<string, string> = {}): Answer {
  return json(protocol.errorBody(code), code, headers);
}

function reset(): Answer {
  return (response) => void response.socket?.resetAndDestroy();
}

function firstTime(first: Answer, later: Answer): Answer {
  let count = 0;
  return (response, request) => (count++ === 0 ? first : later)(response, request);
}

function beginning({ protocol, task }: FaultScene): string[] {
  return protocol.format.encodeOpen(task, begun);
}

function streamed({ protocol }: FaultScene, chunks: readonly Chunk[]): Answer {
  return stream(chunks, protocol.format.contentType);
}

function garbage({ protocol }: FaultScene): string {
  // Anthropic's events have names, and one without a name says nothing.
  const name = protocol.name === 'Anthropic' ? 'event: content_block_delta\n' : '';
  return isEvents(protocol) ? `${name}data: {"secret\n\n` : '{"secret\n';
}

function withComments({ protocol, task }: FaultScene): Chunk[] {
  const comment = protocol.format.keepAlive ?? '';
  return [comment, ...protocol.format.encode(task, whole).flatMap((chunk) => [comment, chunk]), comment];
}

/** A line that never ends. */
function longLine({ protocol }: FaultScene): Chunk[] {
  const megabyte = new TextEncoder().encode('x'.repeat(1024 * 1024));
  return [isEvents(protocol) ? 'data: {"text":"' : '{"text":"', ...Array.from({ length: 10 }, () => megabyte)];
}

/** The connection closes between the two bytes of the ü. */
function halfCharacter({ protocol, task }: FaultScene): Chunk[] {
  const bytes = Buffer.from(protocol.format.encodeOpen(task, { text: ['Hello', ', ', 'Grüße'] }).join(''));
  return [bytes.subarray(0, bytes.indexOf(Buffer.from('ü')) + 1)];
}

/** A few bytes every two seconds, so that the server is never silent for long. */
function drip(scene: FaultScene): Answer {
  const { protocol, task, clock } = scene;
  return async (response) => {
    response.writeHead(200, { 'content-type': protocol.format.contentType });
    const bytes = Buffer.from(protocol.format.encode(task, whole).join(''));
    for (let offset = 0; offset < bytes.length && !response.destroyed; offset += 10) {
      await new Promise<void>((resolve) => clock.schedule(2_000, resolve));
      response.write(bytes.subarray(offset, offset + 10));
    }
    response.end();
  };
}

function isEvents({ format }: Protocol): boolean {
  return format.contentType.startsWith('text/event-stream');
}
