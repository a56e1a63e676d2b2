import type { BackendKind, Locality } from '../contract/routing.ts';

/** What the settings say of a model that bears on where it runs. */
export interface ModelPlace {
  readonly kind: BackendKind;
  /** The server's address as the person wrote it. */
  readonly url: string;
  readonly model: string;
  /** What the person states of the server, for example that a local gateway runs its models itself. */
  readonly location?: 'this-machine' | 'remote' | undefined;
}

/** Where a model runs, as far as the settings prove it. Anything unproven is remote. */
export function localityOf(place: ModelPlace): Locality {
  if (place.location === 'remote') return 'remote';
  if (!isLoopbackUrl(place.url) || isCloudModel(place.model)) return 'remote';
  const isTakenAtItsWord = runsItsOwnModels(place.kind) || place.location === 'this-machine';
  return isTakenAtItsWord ? 'local' : 'remote';
}

/**
 * Whether a host is a loopback address spelled out: 127.0.0.0/8 in four decimal parts, or `[::1]`. A name such as
 * `localhost` needs a look-up that somebody may answer otherwise, and the shorthand, octal, decimal and hexadecimal
 * spellings of an address mean different hosts to different programs, so none of them counts.
 */
export function isLoopbackLiteral(host: string): boolean {
  return loopbackLiteral.test(host);
}

/** The same for a URL or an origin with the scheme `http` or `https`. */
export function isLoopbackUrl(url: string): boolean {
  // The host is taken as it is written, because parsing turns `127.1` and `0x7f000001` into `127.0.0.1`.
  const written = /^https?:\/\/([^/?#]*)/i.exec(url)?.[1];
  return written !== undefined && URL.canParse(url) && isLoopbackLiteral(written.replace(/:\d{1,5}$/, ''));
}

/** Whether an Ollama server runs this model elsewhere: it says so by the name, as in `gpt-oss:120b-cloud`. */
export function isCloudModel(model: string): boolean {
  return /[-:]cloud$/i.test(model.trim());
}

const loopbackLiteral = /^(?:127(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}|\[::1\])$/;

/** The other kinds are protocols that a gateway on this machine may forward to a cloud. */
function runsItsOwnModels(kind: BackendKind): boolean {
  return kind === 'llama.cpp' || kind === 'ollama';
}
