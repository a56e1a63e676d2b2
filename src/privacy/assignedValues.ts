import { takesArgument } from './secretNames.ts';

export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface AssignedValue extends Range {
  /** Set where only what looks machine-made counts, since a variable's name may stand there as well. */
  readonly judgedAs?: 'key';
}

/** The value that is assigned to the name, without its quotes; undefined where nothing literal is assigned. */
export function valueAfter(text: string, name: Range): AssignedValue | undefined {
  return quotedValue(text, name) ?? plainValue(text, name) ?? elementValue(text, name);
}

/** `name = "…"`, `"name": '…'`, `name: string = "…"`, `("name", "…")`, `setName("…")`, `key="name" value="…"`. */
function quotedValue(text: string, name: Range): Range | undefined {
  const match = matchAt(quotedAssignment, text, name.end);
  const { value, quote = '', argument } = match?.groups ?? {};
  if (match === undefined || value === undefined) return undefined;
  // `getTokenFor("…")` and `["PasswordField", "…"]` do not assign; `setPassword("…")` and `("PASSWORD", "…")` do.
  if (argument !== undefined && !takesArgument(text.slice(name.start, name.end))) return undefined;
  const end = name.end + match[0].length - quote.length;
  return { start: end - value.length, end };
}

const quotedAssignment = new RegExp(
  [
    String.raw`(?:\\?["'\x60\]]{1,3})?`,
    String.raw`(?:\s{0,20}(?::=|=>|[=!]=?=?|\?\?=|\|\|=|:)\s{0,20}`,
    String.raw`|:\s{0,5}[\w<>| .?]{1,40}\s{0,5}=\s{0,5}`,
    String.raw`|(?<argument>(?<=["'\x60])\s{0,5},\s{0,20}|\(\s{0,5}|[ \t]{1,3})`,
    String.raw`|(?<=["'])\s{1,20}value\s{0,3}=\s{0,3})`,
    String.raw`(?:[bBrRuUfFL]{0,2}|@|\w{1,20}\()`,
    String.raw`(?<quote>\\?["'\x60])(?<value>(?:(?!\k<quote>)[^\n]){1,300})\k<quote>`,
  ].join(''),
  'y',
);

/** `NAME=…` and `name: …` on a line of their own, `--name …`, `?name=…&`. */
function plainValue(text: string, name: Range): AssignedValue | undefined {
  const nearby = text.slice(Math.max(0, name.start - longestLineStart), name.start);
  const before = nearby.slice(nearby.lastIndexOf('\n') + 1);
  for (const { precededBy, assignment, judgedAs } of plainForms) {
    const match = precededBy.test(before) ? matchAt(assignment, text, name.end) : undefined;
    const value = match?.groups?.['value'];
    if (match === undefined || value === undefined) continue;
    const end = name.end + match[0].length;
    return { start: end - value.length, end, ...(judgedAs && { judgedAs }) };
  }
  return undefined;
}

const longestLineStart = 120;

interface PlainForm {
  /** What the line holds before the name. */
  readonly precededBy: RegExp;
  readonly assignment: RegExp;
  readonly judgedAs?: 'key';
}

const lineStart = /^[ \t]*(?:- )?(?:(?:export|set|ENV|ARG|env|setx)[ \t]+|-[eD] ?|[#;][ \t]*|\/\/[ \t]*)?$/;

const plainForms: readonly PlainForm[] = [
  { precededBy: /--$/, assignment: /[ =](?<value>[^\s"'`<>$()|;]{1,300})(?=[\s"'`)|;]|$)/y },
  { precededBy: /[?&]$/, assignment: /=(?<value>[^\s"'`<>&#${}()]{1,300})/y },
  {
    precededBy: lineStart,
    assignment: /["']?(?:=|[ \t]*:[ \t]+|:)(?<value>[^\s"'`<>,;(){}[\]]{1,300})(?=[ \t]*(?:#.*|\\)?(?:\r?\n|$))/y,
  },
  // A command with a variable set for it: `PGPASSWORD=… psql`.
  { precededBy: lineStart, assignment: /=(?<value>[^\s"'`<>,;(){}[\]]{1,300})(?=[ \t]+[\w./-]+(?:\s|$))/y },
  {
    // Spaces around the equals sign: an INI file, or code with an expression behind it.
    precededBy: lineStart,
    assignment: /[ \t]+=[ \t]*(?<value>[^\s"'`<>,;(){}[\]]{1,300})(?=[ \t]*(?:[#;].*)?(?:\r?\n|$))/y,
    judgedAs: 'key',
  },
];

/** `<password>…</password>`. */
function elementValue(text: string, name: Range): Range | undefined {
  if (text[name.start - 1] !== '<') return undefined;
  const value = matchAt(elementText, text, name.end)?.groups?.['value'];
  return value === undefined ? undefined : { start: name.end + 1, end: name.end + 1 + value.length };
}

const elementText = />(?<value>[^<>\s]{1,300})<\//y;

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | undefined {
  const sticky = new RegExp(pattern);
  sticky.lastIndex = position;
  return sticky.exec(text) ?? undefined;
}
