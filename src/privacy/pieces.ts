import type { ChatMessage, ChatRequest, OriginFile, Request } from '../contract/request.ts';

/** A part of an assembled request that is inspected, and cached, by itself. */
export interface Piece {
  /** What a finding calls it: a file's path, `file names`, or `message 3`. */
  readonly place: string;
  /** The path of the file that the text came from; empty where it is none. */
  readonly path: string;
  readonly text: string;
}

/** Everything of a request that would be sent, file names included. Pictures are no text: see `picturesOf`. */
export function piecesOf(request: Request): readonly Piece[] {
  const names = originsOf(request).map((origin) => origin.path);
  return [...textsOf(request), { place: 'file names', path: '', text: names.join('\n') }];
}

/** The files that the request was made from, each once. */
export function originsOf(request: Request): readonly OriginFile[] {
  const all =
    request.task === 'completion'
      ? [request.origin, ...request.snippets.map((snippet) => snippet.origin)]
      : request.messages.flatMap((message) => message.origins);
  return [...new Map(all.map((origin) => [`${origin.uri}\n${origin.path}`, origin])).values()];
}

/** The places of the messages that hold a picture. */
export function picturesOf(request: Request): readonly string[] {
  if (request.task === 'completion') return [];
  return request.messages.flatMap(({ images = [] }, index) => (images.length === 0 ? [] : [placeOfMessage(index)]));
}

function textsOf(request: Request): readonly Piece[] {
  if (request.task === 'chat') return [...request.messages.flatMap(textsOfMessage), ...toolsOf(request)];
  const { path } = request.origin;
  // A secret may stand on both sides of the cursor, so the sides are read as one text.
  const around = { place: path, path, text: request.prefix + request.suffix };
  const snippets = request.snippets.map(({ origin, text }) => ({ place: origin.path, path: origin.path, text }));
  return [around, ...snippets];
}

function textsOfMessage({ text, toolCalls = [], toolCallId = '' }: ChatMessage, index: number): readonly Piece[] {
  const place = placeOfMessage(index);
  const labels = [toolCallId, ...toolCalls.flatMap(({ id, name }) => [id, name])].filter((label) => label !== '');
  return [
    { place, path: '', text },
    ...toolCalls.map(({ argumentsJson }) => ({ place: `${place}, tool call`, path: '', text: argumentsJson })),
    ...(labels.length === 0 ? [] : [{ place: `${place}, names of tool calls`, path: '', text: labels.join('\n') }]),
  ];
}

/** The definitions of tools are written by whoever made the tools, a server perhaps, and are sent each time. */
function toolsOf({ tools = [] }: ChatRequest): readonly Piece[] {
  return tools.map(({ name, description, parameters }) => ({
    place: `tool ${name}`,
    path: '',
    text: `${name}\n${description}\n${JSON.stringify(parameters)}`,
  }));
}

function placeOfMessage(index: number): string {
  return `message ${index + 1}`;
}
