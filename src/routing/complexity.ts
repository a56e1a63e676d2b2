import type { ChatRequest } from '../contract/request.ts';
import { broadScope, type Cues, cues, hardFault, type QuestionKind, questionKinds } from './questionCues.ts';

/** How demanding a chat question looks. */
export interface Complexity {
  readonly kind: QuestionKind;
  /** `simple`: a small model is expected to do as well as a large one. */
  readonly level: 'simple' | 'complex';
  /** A sentence for the person. */
  readonly reason: string;
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
  const demand = demandOf(kind, question);
  if (demand === undefined) {
    return { kind, level: 'simple', reason: `${kindNames[kind]}: a local model is tried first.` };
  }
  return { kind, level: 'complex', reason: `${kindNames[kind]}, ${demand}: a cloud model is tried first.` };
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

function kindOf({ prose, isBroad, traceFiles }: QuestionFeatures): QuestionKind {
  const opening = prose.slice(0, openingCharacters);
  const scores = new Map(questionKinds.map((kind) => [kind, scoreOf(cues[kind], prose, opening)]));
  const add = (kind: QuestionKind, weight: number) => scores.set(kind, (scores.get(kind) ?? 0) + weight);
  if (isBroad) add('multi-file', 3);
  if (traceFiles > 0) add('debugging', 2);
  const best = Math.max(...scores.values());
  // No cue at all: nothing speaks for a demanding question.
  return best === 0 ? 'lookup' : (questionKinds.find((kind) => scores.get(kind) === best) ?? 'lookup');
}

function scoreOf({ certain, clear, faint }: Cues, prose: string, opening: string): number {
  const weigh = (patterns: readonly RegExp[], weight: number) => {
    const found = patterns.filter((pattern) => pattern.test(prose));
    // What is said first is what is asked for; the rest often tells how it came about.
    const foundAtOnce = found.filter((pattern) => pattern.test(opening));
    return found.length * weight + foundAtOnce.length;
  };
  return weigh(certain, 3) + weigh(clear, 2) + weigh(faint, 1);
}

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
