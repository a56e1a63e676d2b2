import ignore, { type Ignore } from 'ignore';
import type { IgnoreFile } from '../contract/ignoreFile.ts';
import type { OriginFile } from '../contract/request.ts';
import { builtInExclusions } from './builtInExclusions.ts';

/** Says which files must never leave the machine. */
export interface ExclusionSource {
  /** The rule that excludes a file, for example `src/.aiexclude: secrets/`; undefined when none does. */
  ruleFor(origin: OriginFile): string | undefined;
}

export interface Exclusions extends ExclusionSource {
  /** Replaces all ignore files by these. */
  update(files: readonly IgnoreFile[]): void;
}

/** The files by which AI tools are told what to leave alone. All take gitignore syntax; any one of them excludes. */
export const ignoreFileNames = [
  '.aiexclude',
  '.aiignore',
  '.cursorignore',
  '.geminiignore',
  '.continueignore',
  '.copilotignore',
] as const;

/** The built-in list always holds: no ignore file can take a file out of it. */
export function createExclusions(): Exclusions {
  let builtIn: Ignore | undefined;
  let rules: readonly FolderRules[] = [];
  return {
    update(files) {
      rules = files.map(toFolderRules).sort((one, other) => one.folderPath.length - other.folderPath.length);
    },
    ruleFor(origin) {
      const path = origin.path.replaceAll('\\', '/');
      // A path that climbs out of its folder or starts at the root cannot be matched, so it is held back.
      if (!ignore.isPathValid(path)) return 'its unclear path';
      builtIn ??= ignore().add([...builtInExclusions]);
      const result = builtIn.test(path);
      if (result.ignored) return `the built-in list: ${result.rule?.pattern ?? 'credentials'}`;
      for (const fileName of ignoreFileNames) {
        const own = rules.filter((one) => one.fileName === fileName && isInWorkspace(origin.uri, one.workspaceUri));
        const rule = excludingRule(own, path);
        if (rule !== undefined) return rule;
      }
      return undefined;
    },
  };
}

interface FolderRules {
  readonly workspaceUri: string;
  readonly folderPath: string;
  readonly fileName: string;
  readonly matcher: Ignore;
}

function toFolderRules({ workspaceUri, folderPath, fileName, text }: IgnoreFile): FolderRules {
  const folder = folderPath.replaceAll('\\', '/').replace(/^\/+|\/+$/g, '');
  // An empty .aiexclude excludes all that lies beside and below it (Android Studio's documentation of the file).
  const excludesAll = fileName === '.aiexclude' && text.split('\n').every((line) => /^\s*(?:#|$)/.test(line));
  return { workspaceUri, folderPath: folder, fileName, matcher: ignore().add(excludesAll ? '*' : text) };
}

/** The rules of one tool, outer folders first. As in git, an inner file may take back a file, but not a whole folder. */
function excludingRule(rules: readonly FolderRules[], path: string): string | undefined {
  let excluding: string | undefined;
  for (const { folderPath, fileName, matcher } of rules) {
    const relative = relativeTo(folderPath, path);
    if (relative === undefined) continue;
    const place = folderPath === '' ? fileName : `${folderPath}/${fileName}`;
    const folder = relative.slice(0, relative.lastIndexOf('/') + 1);
    if (folder !== '' && matcher.ignores(folder)) return describeRule(place, matcher, folder);
    const result = matcher.test(relative);
    if (result.ignored) excluding = describeRule(place, matcher, relative);
    else if (result.unignored) excluding = undefined;
  }
  return excluding;
}

function describeRule(place: string, matcher: Ignore, path: string): string {
  const pattern = matcher.test(path).rule?.pattern;
  return pattern === undefined ? place : `${place}: ${pattern}`;
}

function relativeTo(folderPath: string, path: string): string | undefined {
  if (folderPath === '') return path;
  return path.startsWith(`${folderPath}/`) ? path.slice(folderPath.length + 1) : undefined;
}

function isInWorkspace(uri: string, workspaceUri: string): boolean {
  return uri.startsWith(workspaceUri.endsWith('/') ? workspaceUri : `${workspaceUri}/`);
}
