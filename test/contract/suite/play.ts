import assert from 'node:assert/strict';
import { BackendError, type BackendErrorKind } from '../../../src/contract/errors.ts';
import type { Request, Task } from '../../../src/contract/request.ts';
import type { Able, Content, WireFormat } from '../formats/wireFormat.ts';
import { makeBackend, remoteHost, type TestBackend, type TestBackendOptions } from '../support/backends.ts';
import { ask, chat, completion } from '../support/requests.ts';
import {
  type Answer,
  type Chunk,
  type ScriptedServer,
  type SeenRequest,
  stall,
  startScriptedServer,
  stream,
} from '../support/scriptedServer.ts';

/** What most tests let the server say. */
export const helloWorld = { text: ['Hel', 'lo, ', 'world'] };

/** A backend and the server that plays its part. */
export interface Served extends TestBackend, AsyncDisposable {
  readonly server: ScriptedServer;
}

/** One kind of backend, one task, and one way to the server: what a part of the suite is played with. */
export interface Play {
  readonly format: WireFormat;
  readonly task: Task;
  readonly isRemote: boolean;
  /** A request with the simplest content. */
  readonly request: Request;
  /** The path to which the prompt is sent. */
  readonly path: string;
  /** The chunks of an answer; `open` is without its end. */
  whole(content?: Content): string[];
  open(content?: Content): string[];
  streamed(chunks: readonly Chunk[]): Answer;
  /** An answer that begins and then falls silent. */
  stalled(): Answer;
  /** Starts a server that gives this answer to the prompt, and a backend for it. */
  serve(answer: Answer, options?: TestBackendOptions): Promise<Served>;
  /** The same with a server that can do more than the simplest one. */
  serveAble(able: Able, answer: Answer): Promise<Served>;
  /** Asserts that the answer makes a fault of this kind, whose message repeats nothing of it, and gives the fault. */
  failsWith(kind: BackendErrorKind, answer: Answer, options?: TestBackendOptions): Promise<BackendError>;
  /** The request with the prompt. */
  promptOf(server: ScriptedServer): SeenRequest;
}

export function createPlay(format: WireFormat, task: Task, host: string): Play {
  const path = format.promptPath(task);
  const isRemote = host === remoteHost;
  const request = task === 'chat' ? chat('Say hello.') : completion('def add(a, b):\n    ');
  const open = (content: Content = helloWorld) => format.encodeOpen(task, content);

  async function serve(answer: Answer, options: TestBackendOptions = {}, able: Able = {}): Promise<Served> {
    const server = await startScriptedServer({ ...format.probes, ...able.probes, [path]: answer });
    const entry = { ...format.entry(server.url.replace('127.0.0.1', host), task), ...able.entry };
    const made = makeBackend(entry, { key: format.key, locality: isRemote ? 'remote' : 'local', ...options });
    return Object.assign(made, {
      server,
      async [Symbol.asyncDispose]() {
        made[Symbol.dispose]();
        await server.stop();
      },
    });
  }

  return {
    ...{ format, task, isRemote, request, path, open },
    serve: (answer, options) => serve(answer, options),
    serveAble: (able, answer) => serve(answer, {}, able),
    whole: (content = helloWorld) => format.encode(task, content),
    streamed: (chunks) => stream(chunks, format.contentType),
    stalled: () => stall(open(), format.contentType),
    async failsWith(kind, answer, options) {
      await using served = await serve(answer, options);
      const error = await ask(served.backend, request).then(
        () => assert.fail('the request was answered'),
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof BackendError, String(error));
      assert.equal(error.kind, kind, error.message);
      assert.equal(error.backendId, 'tested');
      assert.ok(!error.message.includes('secret'), 'the message repeats what the server wrote');
      return error;
    },
    promptOf(server) {
      const prompt = server.requests.find((candidate) => candidate.path === path);
      assert.ok(prompt, 'no prompt came');
      return prompt;
    },
  };
}
