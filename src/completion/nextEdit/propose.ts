import { type CodeLine, type Lines, openWindow } from './codeWindow.ts';
import { isProse } from './languages.ts';
import type { LineChange, LineEdit } from './lineEdit.ts';
import { findReach, toRenaming } from './rename.ts';
import { matchRule } from './repeatMatch.ts';
import { learnRule, type RepeatRule } from './repeatRule.ts';

/** The place that probably comes next, and what to change there. */
export interface NextEdit {
  /** Counted from zero. */
  readonly line: number;
  /** The line as it stands, so that a stale proposal is recognised. */
  readonly lineText: string;
  /** From left to right; never empty. */
  readonly changes: readonly LineChange[];
  /** What Tab would do, in a few words: rename to `total`. */
  readonly label: string;
  /** Equal for proposals that repeat the same edit. */
  readonly rule: string;
}

/** Whether the person does not want to be offered this one. */
export type IsUnwanted = (proposal: NextEdit) => boolean;

// Between 1.0 and 1.8 nothing changes on test/fixtures/editHistories/tuned.json: below comes a false jump, above a miss.
// The upper part, since a false jump costs more than a missing one.
const neededScore = 1.6;
const clearlyMore = 0.3;
const earlierEditsCompared = 4;

/**
 * The next edit after a history of edits in one document, the last of which has just settled; undefined when not enough
 * speaks for any place. It needs no model and sends nothing: it looks at the lines round the last edit only.
 */
export function proposeNextEdit(
  history: readonly LineEdit[],
  document: Lines,
  isUnwanted: IsUnwanted = () => false,
): NextEdit | undefined {
  const last = history.at(-1);
  if (last === undefined || isProse(document.languageId)) return undefined;
  const renaming = toRenaming(last, document.languageId);
  const repeated = findRepeated(history, document.languageId);
  // Most edits are neither, and to tokenise the lines round them would be in vain.
  if (renaming === undefined && repeated === undefined) return undefined;
  const window = openWindow(document, last);
  const reach = findReach(window, history);
  const first = (rule: string, label: (changes: readonly LineChange[]) => string, changesOf: ChangesOf) => {
    for (const line of window.nearestFirst) {
      const changes = changesOf(line);
      if (changes.length === 0) continue;
      const proposal = { line: line.number, lineText: line.text, changes, label: label(changes), rule };
      if (!isUnwanted(proposal)) return proposal;
    }
    return undefined;
  };
  // What is known to be a rename ends with its last use: no likeness may carry it on to another variable of that name.
  if (reach !== undefined && renaming !== undefined) {
    return first(`rename ${renaming.from} ${renaming.to}`, () => `rename to ${quoted(renaming.to)}`, reach.changesOf);
  }
  if (repeated === undefined) return undefined;
  const { earlier, rule } = repeated;
  const touched = new Set(history.map(({ line }) => line));
  const scoreOf = (line: CodeLine) => (touched.has(line.number) ? 0 : scoreAt(rule, line, [earlier, last]));
  const passedOver = window.lines.filter(({ number }) => isBetween(number, earlier.line, last.line));
  // A place between the two that was left as it is shows how much likeness is not enough for this person.
  const threshold = Math.max(neededScore, ...passedOver.map((line) => scoreOf(line) + clearlyMore));
  return first(`repeat ${rule.key}`, labelOf, (line) =>
    scoreOf(line) >= threshold ? (matchRule(rule, line)?.changes ?? []) : [],
  );
}

/** The nearest of the edits before the last one that is the same edit at another place, and what both have in common. */
function findRepeated(history: readonly LineEdit[], languageId: string) {
  const last = history.at(-1);
  if (last === undefined) return undefined;
  for (const earlier of history.slice(-1 - earlierEditsCompared, -1).toReversed()) {
    const rule = learnRule(earlier, last, languageId);
    if (rule !== undefined) return { earlier, rule };
  }
  return undefined;
}

type ChangesOf = (line: CodeLine) => readonly LineChange[];

function scoreAt(rule: RepeatRule, line: CodeLine, examples: readonly LineEdit[]): number {
  const match = matchRule(rule, line);
  if (match === undefined) return 0;
  const distance = Math.min(...examples.map((example) => Math.abs(example.line - line.number)));
  return match.score + (distance <= 3 ? 0.4 : distance <= 12 ? 0.25 : distance <= 60 ? 0.1 : 0);
}

function isBetween(line: number, one: number, other: number): boolean {
  return line > Math.min(one, other) && line < Math.max(one, other);
}

function labelOf(changes: readonly LineChange[]): string {
  const [change] = changes;
  if (change === undefined || changes.length > 1) return 'the same edit here';
  if (change.newText.trim() === '') return 'the same deletion here';
  const verb = change.start === change.end ? 'insert' : 'change to';
  return `${verb} ${quoted(change.newText.trim())}`;
}

/** A long text would push the hint off the screen. */
function quoted(text: string): string {
  return `\`${text.length > 40 ? `${text.slice(0, 39)}…` : text}\``;
}
