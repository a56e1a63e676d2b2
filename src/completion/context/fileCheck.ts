import type { ContextSource } from '../../contract/context.ts';
import type { OriginFile } from '../../contract/request.ts';
import type { HasSecrets } from './secretCheck.ts';
import { isReadable } from './suitable.ts';

export interface FileRules {
  /** Whether a rule of the person's keeps the file out of every prompt. */
  readonly isExcluded: (origin: OriginFile) => boolean;
  readonly hasSecrets: HasSecrets;
}

/**
 * Looks at whole files: one that is excluded, that holds a secret anywhere, that nobody could read or that is gone takes
 * no part with any of its lines. It remembers its answers, so it serves one refresh.
 */
export class FileCheck {
  readonly #source: ContextSource;
  readonly #rules: FileRules;
  readonly #texts = new Map<string, Promise<string | undefined>>();

  constructor(source: ContextSource, rules: FileRules) {
    this.#source = source;
    this.#rules = rules;
  }

  /** The text of a file that may take part; undefined for one that may not. */
  textOf(origin: OriginFile): Promise<string | undefined> {
    const known = this.#texts.get(origin.uri) ?? this.#look(origin);
    this.#texts.set(origin.uri, known);
    return known;
  }

  async #look(origin: OriginFile): Promise<string | undefined> {
    if (this.#rules.isExcluded(origin)) return undefined;
    const text = await this.#source.read(origin.uri);
    if (text === undefined || !isReadable(text)) return undefined;
    // A scan of 100 KB takes some 20 to 40 ms, so a key that came meanwhile goes first.
    await new Promise((resolve) => setImmediate(resolve));
    return (await this.#rules.hasSecrets(text, origin)) ? undefined : text;
  }
}
