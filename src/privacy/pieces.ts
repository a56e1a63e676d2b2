import type { OriginFile, Request } from '../contract/request.ts';

/** A part of an assembled request that is inspected, and cached, by itself. */
export interface Piece {
  /** What a finding calls it: a file's path, `file names`, or `message 3`. */
  readonly place: string;
  /** The path of the file that the text came from; empty where it is none. */
  readonly path: string;
  readonly text: string;
}

/** Everything of a request that would be sent, file names included. */
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

function textsOf(request: Request): readonly Piece[] {
  if (request.task === 'chat') {
    return request.messages.map(({ text }, index) => ({ place: `message ${index + 1}`, path: '', text }));
  }
  const { path } = request.origin;
  // A secret may stand on both sides of the cursor, so the sides are read as one text.
  const around = { place: path, path, text: request.prefix + request.suffix };
  const snippets = request.snippets.map(({ origin, text }) => ({ place: origin.path, path: origin.path, text }));
  return [around, ...snippets];
}
