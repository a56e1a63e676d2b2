import { takesArgument } from './secretNames.ts';

export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface AssignedValue extends Range {
  /** Set where the name stands as text of its own before the value, as in a list or in a call. */
  readonly isArgument?: true;
  /** Set where only what looks machine-made counts, since a variable's name may stand there as well. */
  readonly judgedAs?: 'key';
}

/** The value that is assigned to the name, without its quotes; undefined where nothing literal is assigned. */
export function valueAfter(text: string, name: Range): AssignedValue | undefined {
  return quotedValue(text, name) ?? plainValue(text, name) ?? elementValue(text, name) ?? pairedValue(text, name);
}

/** `name = "…"`, `"name": '…'`, `name: string = "…"`, `("name", "…")`, `setName("…")`, `key="name" value="…"`. */
function quotedValue(text: string, name: Range): AssignedValue | undefined {
  const match = matchAt(quotedAssignment, text, name.end);
  const { value, quote = '', argument } = match?.groups ?? {};
  if (match === undefined || value === undefined) return undefined;
  // `getTokenFor("…")` and `["PasswordField", "…"]` do not assign; `setPassword("…")` and `("PASSWORD", "…")` do.
  if (argument !== undefined && !takesArgument(text.slice(name.start, name.end))) return undefined;
  // A pair is `("name", "value")`: neither the end of a sentence before, nor a word in the middle of a list.
  const before = text.slice(Math.max(0, name.start - 3), name.start);
  if (argument?.includes(',') === true && !/(?:^|[^,\s]\s?)["'\x60]$/.test(before)) return undefined;
  const end = name.end + match[0].length - quote.length;
  return { start: end - value.length, end, ...(argument !== undefined && { isArgument: true }) };
}

const quotedAssignment = new RegExp(
  [
    String.raw`^(?:\\?["'\x60\]]{1,3})?`,
    String.raw`(?:\s{0,20}(?::=|=>|[=!]=?=?|\?\?=|\|\|=|:)[ \t]{0,20}(?:\r?\n[ \t]{0,20})?`,
    String.raw`|:\s{0,5}[\w<>| .?&'*[\]]{1,40}\s{0,5}=\s{0,5}`,
    // A tag of Go stands in backticks behind a type, so those assign nothing.
    String.raw`|(?<argument>(?<=["'\x60])\s{0,5},\s{0,20}|\(\s{0,5}|[ \t]{1,3}(?!\x60))`,
    String.raw`|(?<=["'])\s{1,20}value\s{0,3}=\s{0,3})`,
    String.raw`(?:[bBrRuUfFL]{0,2}|@|\w{1,20}\()`,
    String.raw`(?<quote>\\?["'\x60])(?<value>(?:(?!\k<quote>)[^\n]){1,300})\k<quote>`,
  ].join(''),
);

/** `NAME=…` and `name: …` on a line of their own, `--name …`, `?name=…&`. */
function plainValue(text: string, name: Range): AssignedValue | undefined {
  const nearby = text.slice(Math.max(0, name.start - longestLineStart), name.start);
  const before = nearby.slice(nearby.lastIndexOf('\n') + 1);
  const isUpperCase = /^[A-Z][A-Z\d_]*$/.test(text.slice(name.start, name.end));
  for (const { precededBy, assignment, judgedAs } of plainForms) {
    if (precededBy === upperCaseStart && !isUpperCase) continue;
    const match = precededBy.test(before) ? matchAt(assignment, text, name.end) : undefined;
    const value = match?.groups?.['value'];
    if (match === undefined || value === undefined) continue;
    const end = name.end + match[0].length;
    const range = { start: end - value.length, end };
    const isSetting = judgedAs === undefined || isUnderSection(text, name.start) || isAmongSettings(text, range);
    return isSetting ? range : { ...range, judgedAs };
  }
  return undefined;
}

const longestLineStart = 120;

/** Whether a line such as `[database]` stands above with nothing but settings in between, as in an INI file. */
function isUnderSection(text: string, position: number): boolean {
  const above = text.slice(Math.max(0, position - 800), position);
  const header = above.search(/(?:^|\n)\[[\w .:"'@/-]+\][ \t]*\r?\n(?![\s\S]*\n\[)/);
  return header !== -1 && !/[({]|;\s*$/m.test(above.slice(header));
}

/** Whether the lines above and below are settings too, as in a .properties file: a dotted name, an equals sign, a value. */
function isAmongSettings(text: string, { start, end }: Range): boolean {
  const ownLine = text.lastIndexOf('\n', start) + 1;
  const above =
    text
      .slice(Math.max(0, ownLine - 300), ownLine)
      .trimEnd()
      .split('\n')
      .at(-1) ?? '';
  const below = text.slice(end, end + 300).split('\n')[1] ?? '';
  const neighbours = [above, below].filter((line) => line.trim() !== '');
  return neighbours.length > 0 && neighbours.every((line) => settingLine.test(line));
}

const settingLine = /^[ \t]*(?:[#;!].*|[\w-]+(?:\.[\w-]+)+[ \t]*=(?![=>])[^;({]*[^;({,\s]?[ \t]*\r?)$/;

interface PlainForm {
  /** What the line holds before the name. */
  readonly precededBy: RegExp;
  readonly assignment: RegExp;
  readonly judgedAs?: 'key';
}

/** As lineStart, for names in capital letters alone: what follows is seldom code. */
const upperCaseStart = /^[ \t]*(?:- )?(?:(?:export|set|ENV|ARG)[ \t]+|Environment=)?$/;

const lineStart =
  /^[ \t]*(?:- )?(?:(?:export|set|ENV|ARG|env|setx)[ \t]+|Environment=|-[eD] ?|[#;][ \t]*|\/\/[ \t]*)?$/;

const plainForms: readonly PlainForm[] = [
  { precededBy: /--$/, assignment: /^[ =](?<value>[^\s"'`<>$()|;]{1,300})(?=[\s"'`)|;]|$)/ },
  // `kubectl create secret … --from-literal=password=…`, `helm … --set auth.password=…`.
  {
    precededBy: /--(?:from-literal|set|build-arg|env|set-string)[ =]["']?$/,
    assignment: /^=(?<value>[^\s"'`<>$(),|;]{1,300})/,
  },
  {
    precededBy: /^[ \t]*(?:ENV|ARG)[ \t]+$/,
    assignment: /^[ \t]+(?<value>[^\s"'`<>$(){}=]{1,300})(?=[ \t]*(?:\r?\n|$))/,
  },
  { precededBy: /[?&]$/, assignment: /^=(?<value>[^\s"'`<>&#${}()]{1,300})/ },
  {
    precededBy: lineStart,
    assignment: /^["']?(?:=|[ \t]*:[ \t]+|:)(?<value>[^\s"'`<>,;(){}[\]]{1,300})(?=[ \t]*(?:#.*|\\)?(?:\r?\n|$))/,
  },
  // In a file of variables and in YAML, a value may hold any sign.
  { precededBy: upperCaseStart, assignment: /^=(?<value>[^\s"'`]{0,299}[^\s"'`,;({[])(?=[ \t]*(?:#.*)?(?:\r?\n|$))/ },
  {
    precededBy: lineStart,
    assignment:
      /^:[ \t]+(?<value>[^\s"'`<>,;(){}[\]|>&*!%@][^\s"'`]{0,298}[^\s"'`,;({[>])(?=[ \t]*(?:#.*)?(?:\r?\n|$))/,
  },
  // `host=… user=… password=…` of libpq.
  {
    precededBy:
      /\b(?:host|hostaddr|user|dbname|port|server|username|database)=\S{1,80}[ \t](?:\w{1,30}=\S{1,80}[ \t]){0,6}$/,
    assignment: /^=(?<value>[^\s"'`(),;]{1,300})/,
  },
  // A command with a variable set for it: `PGPASSWORD=… psql`.
  { precededBy: lineStart, assignment: /^=(?<value>[^\s"'`<>,;(){}[\]]{1,300})(?=[ \t]+[\w./-]+(?:\s|$))/ },
  {
    // Spaces around the equals sign: an INI file, or code with an expression behind it.
    precededBy: lineStart,
    assignment: /^[ \t]+=[ \t]*(?<value>[^\s"'`<>,;(){}[\]]{1,300})(?=[ \t]*(?:[#;].*)?(?:\r?\n|$))/,
    judgedAs: 'key',
  },
];

/** `<password>…</password>`. */
function elementValue(text: string, name: Range): Range | undefined {
  const isElement = text[name.start - 1] === '<';
  const isAttribute = !isElement && /["']/.test(text[name.end] ?? '');
  if (!isElement && !isAttribute) return undefined;
  const match = matchAt(isElement ? elementText : attributedText, text, name.end);
  const value = match?.groups?.['value'];
  if (match === undefined || value === undefined) return undefined;
  const start = name.end + match[0].length - value.length - 2;
  return { start, end: start + value.length };
}

/** `<entry key="password">…</entry>`. */
const attributedText = /^["'](?:\s[^<>\n]{0,80})?>(?<value>[^<>\s]{1,300})<\//;

const elementText = /^>(?<value>[^<>\s]{1,300})<\//;

/** `- name: API_TOKEN` with `value: …` on the next line, as Kubernetes lists the environment of a container. */
function pairedValue(text: string, name: Range): Range | undefined {
  if (!/name:[ \t]*["']?$/.test(text.slice(Math.max(0, name.start - 12), name.start))) return undefined;
  const match = matchAt(valueBelow, text, name.end);
  const value = match?.groups?.['value'];
  if (match === undefined || value === undefined) return undefined;
  const end = name.end + match[0].trimEnd().replace(/["']$/, '').length;
  return { start: end - value.length, end };
}

const valueBelow = /^["']?[ \t]*\r?\n[ \t]+value:[ \t]*["']?(?<value>[^\s"'{}]{1,300})["']?[ \t]*(?=\r?\n|$)/;

/** The patterns here begin with `^`: they are tried on what follows the position, and keep no state of their own. */
function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | undefined {
  return pattern.exec(text.slice(position, position + longestAssignment)) ?? undefined;
}

/** No pattern here reaches further. */
const longestAssignment = 800;
