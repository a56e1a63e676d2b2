import type { ChatRequest } from '../contract/request.ts';
import { broadScope, type Cues, cues, hardFault, type QuestionKind, questionKinds } from './questionCues.ts';

/** How demanding a chat question looks. */
export interface Complexity {
  readonly kind: QuestionKind;
  /** `simple`: a small model is expected to do as well as a large one. */
  readonly level: 'simple' | 'complex';
  /** What kind of question it is and what makes it demanding, to be ended by who asks: it has no full stop. */
  readonly description: string;
}

/** Classifies the newest question of a conversation, together with what is attached to it. */
export function classifyChat(request: ChatRequest): Complexity {
  const newest = request.messages.findLast((message) => message.role === 'user');
  return classifyQuestion(newest?.text ?? '');
}

/**
 * Classifies a question by the kind of work that its words ask for, and by how far it reaches. The length alone decides
 * nothing: a long question may be a simple one. It measures the kind of the task, not whether a model will succeed.
 */
export function classifyQuestion(text: string): Complexity {
  const question = readQuestion(text);
  const kind = kindOf(question);
  // Nothing speaks for a demanding question.
  if (kind === undefined) return { kind: 'lookup', level: 'simple', description: 'A plain question' };
  const demand = demandOf(kind, question);
  if (demand === undefined) return { kind, level: 'simple', description: kindNames[kind] };
  return { kind, level: 'complex', description: `${kindNames[kind]}, ${demand}` };
}

interface QuestionFeatures {
  /** What the person wrote around the code, in lower case; its beginning and its end where it is long. */
  readonly prose: string;
  readonly codeCharacters: number;
  readonly isBroad: boolean;
  /** Files that a stack trace in the question runs through. */
  readonly traceFiles: number;
}

function readQuestion(text: string): QuestionFeatures {
  const fences = /^(?:```|~~~).*\n[\s\S]*?(?:^(?:```|~~~)[ \t]*$|(?![\s\S]))/gm;
  const allProse = text.replace(fences, '\n');
  const prose = ends(allProse).toLowerCase();
  const places = text.slice(0, examinedTrace).matchAll(tracePlace);
  const traceFiles = new Set([...places].map(([, quoted, plain]) => quoted ?? plain)).size;
  return { prose, codeCharacters: text.length - allProse.length, isBroad: broadScope.test(prose), traceFiles };
}

/** `File "a.py", line 3` of Python, and `a.ts:3:14` of many others. */
const tracePlace = /File "([^"\n]{1,200})", line \d+|(?<=([\w./\\-]{1,200}\.\w{1,5})):\d+:\d+/g;

/** A request stands at the beginning or at the end of what somebody writes; between them stands material. */
function ends(prose: string): string {
  const text = prose.trim();
  return text.length <= 2 * examinedEnd ? text : `${text.slice(0, examinedEnd)}\n${text.slice(-examinedEnd)}`;
}

/** Undefined when no kind has cues enough. */
function kindOf({ prose, isBroad, traceFiles }: QuestionFeatures): QuestionKind | undefined {
  const opening = prose.slice(0, openingCharacters);
  const scores = new Map(questionKinds.map((kind) => [kind, scoreOf(cues[kind], prose, opening)]));
  const add = (kind: QuestionKind, weight: number) => scores.set(kind, (scores.get(kind) ?? 0) + weight);
  if (isBroad) add('multi-file', 3);
  if (traceFiles > 0) add('debugging', 2);
  const best = Math.max(...scores.values());
  return best < decidingScore ? undefined : questionKinds.find((kind) => scores.get(kind) === best);
}

function scoreOf({ certain, clear, faint }: Cues, prose: string, opening: string): number {
  const count = (patterns: readonly RegExp[], text: string) => patterns.filter((pattern) => pattern.test(text)).length;
  // What is said first is what is asked for; the rest often tells how it came about.
  const saidAtOnce = count([...certain, ...clear], opening);
  return 3 * count(certain, prose) + 2 * count(clear, prose) + count(faint, prose) + saidAtOnce;
}

/** One clear cue, or two faint ones. */
const decidingScore = 2;

/** What makes a question demanding; undefined when nothing does. */
function demandOf(kind: QuestionKind, question: QuestionFeatures): string | undefined {
  if (kind === 'design') return 'which weighs one thing against another';
  if (kind === 'multi-file') return 'which reaches over more than one place';
  if (question.codeCharacters > muchCode) return 'with a lot of code attached';
  if (kind === 'debugging') return demandOfFault(question);
  if (kind === 'explain' && question.isBroad) return 'which reaches over more than one place';
  return undefined;
}

function demandOfFault({ prose, codeCharacters, traceFiles }: QuestionFeatures): string | undefined {
  if (hardFault.test(prose)) return 'whose cause does not show at one place';
  if (traceFiles >= 3) return 'whose trace runs through several files';
  const namesError = /\w+(?:error|exception)\b/.test(prose);
  return codeCharacters === 0 && !namesError ? 'with nothing to read the cause from' : undefined;
}

const kindNames: Readonly<Record<QuestionKind, string>> = {
  writing: 'A piece of writing',
  explain: 'An explanation',
  'small-edit': 'A small edit',
  lookup: 'A question for a fact',
  debugging: 'A search for a fault',
  'multi-file': 'A larger change',
  design: 'A design question',
};

const openingCharacters = 80;
const examinedEnd = 1_000;
const examinedTrace = 8_000;
/** About 6,000 tokens: beyond this, small models lose the thread. */
const muchCode = 24_000;
