import { openaiFormat } from '../contract/formats/openai.ts';
import {
  type Answer,
  json,
  type SeenRequest,
  startScriptedServer,
  stream,
} from '../contract/support/scriptedServer.ts';

/** A server that speaks OpenAI's format and answers, well or badly, as a test wants it at the time. */
export interface ScriptedModel extends AsyncDisposable {
  readonly url: string;
  /** As the sentences for the person name it. */
  readonly host: string;
  /** Its entry in the settings as a server that runs its model on this machine, which costs nothing. */
  readonly here: object;
  /** Its entry as a cloud whose price nobody told, so that it may cost. */
  readonly away: object;
  /** The questions that reached it, the oldest first. */
  prompts(): readonly SeenRequest[];
  /** From now on it answers so. */
  answers(answer: Answer): void;
}

export async function startScriptedModel(first: Answer = says('Hello.')): Promise<ScriptedModel> {
  let current = first;
  const path = '/v1/chat/completions';
  const server = await startScriptedServer({
    '/v1/models': json({ data: [{ id: 'large' }] }),
    [path](response, request) {
      // A connection that was kept would be tried anew by itself, since a server may close those at any time.
      response.setHeader('connection', 'close');
      return current(response, request);
    },
  });
  const entry = { kind: 'openai-compatible', url: `${server.url}/v1`, model: 'large', roles: ['chat'] };
  return {
    url: server.url,
    host: new URL(server.url).host,
    here: { ...entry, location: 'this-machine' },
    away: entry,
    prompts: () => server.requests.filter((request) => request.path === path),
    answers(answer) {
      current = answer;
    },
    [Symbol.asyncDispose]: server.stop,
  };
}

/** A whole answer with this text. */
export function says(text: string): Answer {
  return stream(openaiFormat.encode('chat', { text: [text] }));
}

/** The chunks of an answer that does not end. */
export function beginningOf(text: string): string[] {
  return openaiFormat.encodeOpen('chat', { text: [text] });
}
