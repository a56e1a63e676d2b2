/** Whether a file names authors by its very purpose, such as a licence or a manifest. */
export function isAttributionFile(path: string): boolean {
  return attributionFile.test(path) || manifest.test(path);
}

const attributionFile =
  /(?:^|[/\\])(?:(?:authors|contributors|maintainers|codeowners|owners|credits|thanks|licen[cs]e|copying|notice|patents|third[-_]?party[-\w]*|changelog)(?:[-_]\w{1,30})?(?:\.(?:md|txt|rst|adoc|html))?|\.mailmap|\.all-contributorsrc)$/i;

const manifest =
  /(?:^|[/\\])(?:package|composer|bower)\.json$|(?:^|[/\\])(?:Cargo|pyproject)\.toml$|\.(?:gemspec|podspec|nuspec)$|(?:^|[/\\])pubspec\.yaml$/i;

/** Whether a place lies in the comment with which a file begins: who is named there has written the file. */
export function isInHeader(text: string, start: number): boolean {
  if (start > longestHeader) return false;
  const head = text.slice(0, start).trimStart();
  const block = blockComments.find(({ opens }) => head.startsWith(opens));
  if (block !== undefined && !head.includes(block.closes, block.opens.length)) return true;
  return head.split('\n').every((line) => /^\s*$|^#!/.test(line) || commentLine.test(line));
}

const longestHeader = 3_000;
const blockComments = [
  { opens: '/*', closes: '*/' },
  { opens: '<!--', closes: '-->' },
  { opens: '"""', closes: '"""' },
  { opens: '(*', closes: '*)' },
] as const;

/**
 * Whether an address stands where code and its licence name authors: a copyright line, `@author`, SPDX, the trailers of
 * a commit, the author fields of a manifest, or a comment that follows such a line. Whoever wrote it there published
 * it.
 */
export function isAttribution(text: string, start: number, end: number): boolean {
  const nearby = text.slice(Math.max(0, start - lineReach), start);
  const before = nearby.slice(nearby.lastIndexOf('\n') + 1);
  const behind = text.slice(end, end + 60).split('\n', 1)[0] ?? '';
  if (attributionWords.test(before) || copyrightBehind.test(behind)) return true;
  // A line as long as that is data, and what stands at its beginning or above it has nothing to do with its end.
  if (before.length === lineReach) return false;
  const from = start - before.length;
  if (commentLine.test(before) && isBelowAttribution(text, from)) return true;
  if (codeComment.test(before) && creditWords.test(before)) return true;
  const above = text.slice(Math.max(0, from - fieldReach), from);
  return (fieldLine.test(before) && authorField.test(above)) || (nameBefore.test(before) && heading.test(above));
}

const lineReach = 200;
const fieldReach = 600;
/** How many characters above a comment line are read for a word of attribution. */
const commentReach = 400;

function isBelowAttribution(text: string, from: number): boolean {
  const above = text
    .slice(Math.max(0, from - commentReach), from)
    .split('\n')
    .slice(0, -1)
    .reverse();
  for (const line of above) {
    if (!commentLine.test(line)) return false;
    if (attributionWords.test(line)) return true;
  }
  return false;
}

const attributionWords = new RegExp(
  [
    String.raw`copyright|\(c\)|©|@authors?\b|@maintainer|\bspdx-|:author:|\\author\b`,
    // The trailers of commits, and what is said of code in prose.
    String.raw`\b(?:co-authored|signed-off|reviewed|acked|tested|reported|suggested|committed|helped)-by\b`,
    String.raw`\b(?:written|maintained|contributed|developed|ported|rewritten|patch(?:es)?|added) by\b`,
    String.raw`\b(?:authors?|maintainers?|contributors?|committer|packager|uploaders?|changed-by|translators?)\b["'\]]?\s{0,3}[:=(<[{*]`,
    String.raw`\b(?:last-translator|language-team|(?:author|maintainer)_?email)\b["'\]]?\s{0,3}[:=]`,
    '__(?:author|authors|email|author_email|maintainer|credits|contributors)__',
    String.raw`\b(?:original|main|lead|current) (?:author|developer|maintainer)|\bmaintainer (?:of|is)\b`,
    String.raw`report(?:ing)? bugs|bug reports|\bbugs to\b|(?:licen[sc]e|permission).{0,80}(?:contact|mailto|write to)`,
  ].join('|'),
  'i',
);

/** In a comment, and not in a ticket or a record, these credit somebody too, and so does a name before the address. */
const creditWords =
  /\b(?:created|modified|fixed|changed|based on.{0,60}|thanks to|courtesy of|by|from|to) ?(?:by )?(?:[\p{Lu}][\p{L}.'-]{0,30} ){1,4}[<(]$|(?:[\p{Lu}][\p{L}.'-]{0,30} ){1,4}<$/u;

/** `Mia Keller <` under a heading such as `=head1 AUTHOR` or `Contributors`. */
const nameBefore = /[\p{L}.] [<(](?:F<)?$|^\s*(?:e-?mail|contact):\s*<?$/iu;
const heading =
  /(?:^|\n)\s*(?:=head\d |#{1,4} )?(?:(?:the )?(?:original )?authors?|maintainers?|contributors?|credits|acknowledge?ments?|written by.{0,60})(?: and .{1,40})?:?\s*(?:\n[^\n]{0,120}){0,8}$/i;

const copyrightBehind = /^>?,?\s{0,3}(?:\(c\)|©|copyright|\d{4}(?:[-, ]+\d{4})*\s*(?:$|\*\/))/i;

/** A line of a comment in any common language, up to the address. */
const commentLine = /^\s*(?:\*|\/\*|\/\/|#|;|--|%|"""|'''|<!--|\.\.|dnl\b|rem\b|'|!|\{-|\(\*)/i;

/** The same without the bullets of a list in Markdown. */
const codeComment = /^(?:\s+\*|\s*(?:\/\*|\/\/|#|;|--|%|"""|<!--|\.\.|dnl\b))/i;

/** `"email": "` of an object in a manifest, or `"Name <` of a list. */
const fieldLine = /^\s*(?:[{[]\s*)?(?:["']?(?:email|e-mail|mail|url|name)["']?\s*[:=]|["'][^"'<>]{1,60}<$)/i;
const authorField =
  /["']?(?:authors?|maintainers?|contributors?)(?:__)?["']?\s*[:=]\s*[[{(]?[^\]}]{0,600}$|\[\[?[\w.]*(?:authors?|maintainers?)\]?\]|<(?:author|developer|contributor)s?>/i;
