import { broadScope } from './questionCues.ts';

/** A question taken apart into what the person wrote and what is attached. */
export interface QuestionReading {
  /** What the person wrote around the code, in lower case; its beginning and its end where it is long. */
  readonly prose: string;
  /** Exact up to a few ten thousand, where no more than “a lot” is of interest. */
  readonly codeCharacters: number;
  /** Whether the work reaches over more than what stands in the question. */
  readonly isBroad: boolean;
  /** Files that a stack trace in the question runs through. */
  readonly traceFiles: number;
}

/** Reads a question of any length in bounded time: of a very long one its beginning and its end. */
export function readQuestion(text: string): QuestionReading {
  const examined =
    text.length <= examinedBegin + examinedEnd ? text : `${text.slice(0, examinedBegin)}\n${text.slice(-examinedEnd)}`;
  const allProse = examined.replace(fences, '\n');
  const prose = ends(allProse).toLowerCase();
  return {
    prose,
    codeCharacters: examined.length - allProse.length,
    isBroad: broadScope.test(prose),
    traceFiles: countTraceFiles(examined.slice(0, examinedTrace)),
  };
}

const fences = /^(?:```|~~~).*\n[\s\S]*?(?:^(?:```|~~~)[ \t]*$|(?![\s\S]))/gm;

/** A request stands at the beginning or at the end of what somebody writes; between them stands material. */
function ends(prose: string): string {
  const text = prose.trim();
  return text.length <= 2 * proseEnd ? text : `${text.slice(0, proseEnd)}\n${text.slice(-proseEnd)}`;
}

function countTraceFiles(text: string): number {
  const inPython = [...text.matchAll(/File "([^"\n]{1,200})", line \d+/g)].map(([, file]) => file);
  // The place is found first and the name before it afterwards, which is much quicker than one pattern for both.
  const elsewhere = [...text.matchAll(/:\d+:\d+/g)].map(({ index }) => pathBefore(text, index));
  return new Set([...inPython, ...elsewhere].filter((file) => file !== undefined)).size;
}

/** The `a.ts` of `a.ts:3:14`; undefined where no file's name stands there. */
function pathBefore(text: string, end: number): string | undefined {
  let start = end;
  while (start > 0 && end - start < longestPath && pathSign.test(text.charAt(start - 1))) start--;
  const path = text.slice(start, end);
  const dot = path.lastIndexOf('.');
  const suffix = path.length - dot - 1;
  return dot > 0 && suffix >= 1 && suffix <= 5 ? path : undefined;
}

const pathSign = /[\w./\\-]/;
const longestPath = 200;
const proseEnd = 600;
const examinedTrace = 8_000;
const examinedBegin = 60_000;
const examinedEnd = 10_000;
