import ignore, { type Ignore } from 'ignore';
import type { IgnoreFile } from '../contract/ignoreFile.ts';

/** The ignore files of one name in one workspace folder. */
export interface FolderRules {
  /** The rule that excludes a file of this folder; undefined when none does, or when the file is of another folder. */
  ruleFor(uri: string, path: string): string | undefined;
}

/** One of these for each tool and workspace folder, since what one tool takes back another one may still exclude. */
export function createFolderRules(files: readonly IgnoreFile[]): readonly FolderRules[] {
  const byTool = Map.groupBy(files, ({ workspaceUri, fileName }) => `${workspaceUri}\n${fileName}`);
  return [...byTool.values()].map(rulesOf);
}

/**
 * The nested files of one tool, with git's precedence: among the files of a path's own folder and of those above it the
 * last pattern that fits decides, inner files coming last, and nothing is taken back out of an excluded folder.
 */
function rulesOf(files: readonly IgnoreFile[]): FolderRules {
  const outerFirst = files.map(toPlacedFile).sort((one, other) => one.prefix.length - other.prefix.length);
  const workspaceUri = files[0]?.workspaceUri ?? '';
  const matchers = new Map<number, readonly Ignore[]>();
  return {
    ruleFor(uri, path) {
      if (!isInWorkspace(uri, workspaceUri)) return undefined;
      // A file of a folder within a folder is known by its path in the inner one; these rules mean the one in their own.
      const ownPath = pathInside(uri, workspaceUri);
      return ruleForPath(path) ?? (ownPath === undefined || ownPath === path ? undefined : ruleForPath(ownPath));
    },
  };

  function ruleForPath(path: string): string | undefined {
    const folded = foldCase(path);
    const applying = outerFirst.filter(({ prefix }) => folded.startsWith(prefix));
    // Folders that are above one path and as many are the same ones, so the innermost one names the whole list.
    const innermost = applying.at(-1);
    if (innermost === undefined) return undefined;
    const key = outerFirst.indexOf(innermost);
    const matcher = matchers.get(key) ?? toMatchers(applying);
    matchers.set(key, matcher);
    for (const one of matcher) {
      const { ignored, rule } = one.test(path);
      if (ignored) return rule?.mark ?? innermost.place;
    }
    return undefined;
  }
}

interface PlacedFile {
  /** The folder with a slash at its end, in lower case; empty for the root. */
  readonly prefix: string;
  readonly folderPath: string;
  /** The file's own path, to be shown. */
  readonly place: string;
  readonly lines: readonly string[];
}

function toPlacedFile({ folderPath, fileName, text }: IgnoreFile): PlacedFile {
  const folder = folderPath
    .replaceAll('\\', '/')
    .replace(/^\/+|\/+$/g, '')
    .normalize('NFC');
  const lines = text
    .replace(/^\uFEFF/, '')
    .normalize('NFC')
    .split(/\r?\n/);
  // An empty .aiexclude excludes all that lies beside and below it (Android Studio's documentation of the file).
  const excludesAll = fileName === '.aiexclude' && lines.every((line) => /^\s*(?:#|$)/.test(line));
  return {
    prefix: folder === '' ? '' : `${foldCase(folder)}/`,
    folderPath: folder,
    place: folder === '' ? fileName : `${folder}/${fileName}`,
    lines: excludesAll ? ['*'] : lines.filter((line) => !line.startsWith('#')),
  };
}

/**
 * One matcher that takes upper and lower case for the same, as the file systems of Windows and macOS do, and one that
 * does not. Either excludes: so `SECRET/` holds for `secret/` everywhere, and `!keep` takes back nothing but `keep`.
 */
function toMatchers(files: readonly PlacedFile[]): readonly Ignore[] {
  const rules = files.flatMap(({ lines, folderPath, place }) =>
    lines.flatMap((line) => {
      const pattern = toRootPattern(line, folderPath);
      return pattern === undefined ? [] : [{ pattern, mark: `${place}: ${line.trim()}` }];
    }),
  );
  return [true, false].map((ignorecase) => rules.reduce((matcher, rule) => matcher.add(rule), ignore({ ignorecase })));
}

const mostDeepWildcards = 4;

/** The same pattern as it would be written in the root's file, or undefined for a line that is no pattern. */
function toRootPattern(line: string, folderPath: string): string | undefined {
  const [, negation = '', body = ''] = /^(!?)(.*)$/.exec(line) ?? [];
  // A backslash may only have kept a first `#` or `!` from being read as something else.
  const plain = body.replace(/^\/+/, '').replace(/^\\(?=[#!])/, '');
  if (plain.trim() === '') return undefined;
  // Each takes the matcher a multiple of the time; what is too much of it excludes more, and takes nothing back.
  const parts = plain.split('**/');
  if (parts.length > mostDeepWildcards) {
    return negation === ''
      ? toRootPattern(`${parts.slice(0, mostDeepWildcards).join('**/')}**`, folderPath)
      : undefined;
  }
  if (folderPath === '') return line;
  const folder = folderPath.replace(/[\\*?[\]]/g, '\\$&');
  // As in git: a slash before the end ties a pattern to the folder of its file.
  const isAnchored = /\/(?!\s*$)/.test(body);
  return `${negation}/${folder}/${isAnchored ? '' : '**/'}${plain}`;
}

/** The path of a file below a workspace folder; undefined where its address cannot be read. */
function pathInside(uri: string, workspaceUri: string): string | undefined {
  const rest = uri.slice(workspaceUri.replace(/\/$/, '').length + 1).replace(/[?#].*$/, '');
  try {
    const path = decodeURIComponent(rest).replaceAll('\\', '/').normalize('NFC');
    return ignore.isPathValid(path) ? path : undefined;
  } catch {
    // A stray percent sign: the path that the editor gave has to do.
    return undefined;
  }
}

/** Windows writes one folder in several ways; where case counts, this can only exclude more. */
function isInWorkspace(uri: string, workspaceUri: string): boolean {
  const folder = foldCase(workspaceUri);
  return foldCase(uri).startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

function foldCase(text: string): string {
  return text.toLowerCase();
}
