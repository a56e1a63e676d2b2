import type { ContextCandidates, ContextSource, CursorPlace } from '../../contract/context.ts';
import type { ContextSnippet } from '../../contract/request.ts';
import { detach } from '../fingerprint.ts';
import { type Choice, type ChosenSnippet, chooseSnippets, costOf, shareOfWorth } from './choose.ts';
import { toDiagnosticsSnippet } from './diagnosticsSnippet.ts';
import { FileCheck, type FileRules } from './fileCheck.ts';
import { type RankedRegion, rankRegions } from './rank.ts';
import { isAroundCursor, isStillTrue } from './standing.ts';
import { type Surroundings, surroundingsOf } from './surroundings.ts';

/** What goes along with the prompts of one document. */
export interface Held {
  readonly files: readonly ChosenSnippet[];
  readonly diagnostics: ContextSnippet | undefined;
}

export interface RoundParts extends FileRules {
  readonly source: ContextSource;
  readonly place: CursorPlace;
  readonly budgetCharacters: number;
  readonly candidates: ContextCandidates;
  readonly isOver: () => boolean;
}

/** Choosing anew has the server read the whole prompt again, so it must be worth this much more than what stands. */
const worthOfRebuilding = 1.5;

/** One refresh, from what was held to what is to be held; undefined when it was over before its end. */
export function runRound(held: Held, parts: RoundParts): Promise<Held | undefined> {
  return new Round(parts).run(held);
}

class Round {
  readonly #parts: RoundParts;
  readonly #check: FileCheck;
  readonly #surroundings: Surroundings;
  readonly #choice: Choice;

  constructor(parts: RoundParts) {
    this.#parts = parts;
    this.#check = new FileCheck(parts.source, parts);
    this.#surroundings = surroundingsOf(parts.place);
    this.#choice = { ...parts, surroundings: this.#surroundings };
  }

  async run(held: Held): Promise<Held | undefined> {
    let ranked = this.#rank();
    const standing = this.#rescore(await this.#standing(held.files), ranked);
    while (!this.#parts.isOver()) {
      const files = this.#choose(ranked, standing);
      const refused = await this.#firstRefused(files);
      if (refused === undefined) {
        return { files: files.map(toHeld), diagnostics: await this.#diagnostics(files, held.diagnostics) };
      }
      ranked = ranked.filter(({ origin }) => origin.uri !== refused);
    }
    return undefined;
  }

  /** What stands and what is new behind it, or all anew. */
  #choose(ranked: readonly RankedRegion[], standing: readonly ChosenSnippet[]): readonly ChosenSnippet[] {
    const appended = [...standing, ...chooseSnippets(ranked, standing, this.#choice)];
    const anew = chooseSnippets(ranked, [], this.#choice);
    return worthOf(anew) > worthOf(appended) * worthOfRebuilding ? anew : appended;
  }

  #rank(): readonly RankedRegion[] {
    const { candidates, place, isExcluded } = this.#parts;
    const allowed = candidates.regions.filter(({ origin }) => !isExcluded(origin));
    return rankRegions(allowed, this.#surroundings, place.origin.languageId);
  }

  /** Of what was held, what is still true and still allowed, from the front on as much as the budget takes. */
  async #standing(held: readonly ChosenSnippet[]): Promise<readonly ChosenSnippet[]> {
    const { place, budgetCharacters } = this.#parts;
    const standing: ChosenSnippet[] = [];
    let cost = 0;
    for (const snippet of held) {
      const text = await this.#check.textOf(snippet.origin);
      if (text === undefined || !isStillTrue(snippet, text) || isAroundCursor(snippet, place)) continue;
      cost += costOf(snippet);
      if (cost > budgetCharacters) break;
      standing.push(snippet);
    }
    return standing;
  }

  /** What stands, with what it is worth here: as much as the region it is a piece of, or as something seen long ago. */
  #rescore(standing: readonly ChosenSnippet[], ranked: readonly RankedRegion[]): readonly ChosenSnippet[] {
    const { languageId } = this.#parts.place.origin;
    return standing.map((snippet) => {
      const { origin, text } = snippet;
      const [firstLine = ''] = text.split('\n');
      const region = ranked.find((one) => one.origin.uri === origin.uri && one.text.includes(firstLine));
      if (region !== undefined) return { ...snippet, score: region.score * shareOfWorth(text, region.text) };
      const seen = { origin, text, kind: 'viewed' as const, ageMs: Number.POSITIVE_INFINITY };
      return { ...snippet, score: rankRegions([seen], this.#surroundings, languageId)[0]?.score ?? 0 };
    });
  }

  async #firstRefused(files: readonly ChosenSnippet[]): Promise<string | undefined> {
    for (const { origin } of files) {
      if ((await this.#check.textOf(origin)) === undefined) return origin.uri;
    }
    return undefined;
  }

  /** At the end, where a change costs least; left as it was where it still says the same. */
  async #diagnostics(
    files: readonly ChosenSnippet[],
    before: ContextSnippet | undefined,
  ): Promise<ContextSnippet | undefined> {
    const { candidates, place, budgetCharacters, hasSecrets } = this.#parts;
    const snippet = toDiagnosticsSnippet(candidates.diagnostics, place.origin);
    if (snippet === undefined) return undefined;
    const cost = [...files, snippet].reduce((sum, one) => sum + costOf(one), 0);
    if (cost > budgetCharacters) return undefined;
    if (isSameSnippet(snippet, before)) return before;
    return (await hasSecrets(snippet.text, place.origin)) ? undefined : snippet;
  }
}

/** Whether two snippets are the same to the server. */
export function isSameSnippet(one: ContextSnippet, other: ContextSnippet | undefined): boolean {
  return one.origin.uri === other?.origin.uri && one.text === other.text;
}

function worthOf(snippets: readonly ChosenSnippet[]): number {
  return snippets.reduce((sum, { score }) => sum + score, 0);
}

/** A copy that does not keep the whole file alive. */
function toHeld(snippet: ChosenSnippet): ChosenSnippet {
  return { ...snippet, text: detach(snippet.text) };
}
