import ignore, { type Ignore } from 'ignore';
import type { IgnoreFile } from '../contract/ignoreFile.ts';
import type { OriginFile } from '../contract/request.ts';
import { builtInExclusions } from './builtInExclusions.ts';
import { createFolderRules, type FolderRules } from './folderRules.ts';

/** Says which files must never leave the machine. */
export interface ExclusionSource {
  /** The rule that excludes a file, for example `src/.aiexclude: secrets/`; undefined when none does. */
  ruleFor(origin: OriginFile): string | undefined;
}

export interface Exclusions extends ExclusionSource {
  /** Replaces all ignore files by these. */
  update(files: readonly IgnoreFile[]): void;
}

export interface ExclusionParts {
  /** What a policy excludes, as ignore files; asked at each question. */
  readonly policy?: () => readonly IgnoreFile[];
  /**
   * The file that a symbolic link leads to, as an origin of its own, and undefined for what is no link. Without it a link
   * is judged by its own name alone.
   */
  readonly targetOf?: (origin: OriginFile) => OriginFile | undefined;
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

/** The names to look for where the person may have chosen that what git ignores is excluded too. */
export function ignoreFileNamesWith({ usesGitignore }: { readonly usesGitignore: boolean }): readonly string[] {
  return usesGitignore ? [...ignoreFileNames, '.gitignore'] : ignoreFileNames;
}

/** The built-in list always holds: no ignore file can take a file out of it. */
export function createExclusions({ policy = () => [], targetOf = () => undefined }: ExclusionParts = {}): Exclusions {
  let builtIn: Ignore | undefined;
  let rules: readonly FolderRules[] = [];
  let policyFiles: readonly IgnoreFile[] = [];
  let policyRules: readonly FolderRules[] = [];
  /** What was found by the rules as they are now; asked at each key for the same file. */
  const found = new Map<string, string | undefined>();

  const refreshPolicy = () => {
    const files = policy();
    if (files === policyFiles) return;
    policyFiles = files;
    policyRules = createFolderRules(files);
    found.clear();
  };

  const ruleForOne = (origin: OriginFile) => {
    refreshPolicy();
    const key = `${origin.uri}\n${origin.path}`;
    if (!found.has(key)) {
      if (found.size >= mostRemembered) found.clear();
      found.set(key, findRule(origin));
    }
    return found.get(key);
  };

  const findRule = ({ uri, path: written }: OriginFile) => {
    const path = toRegularPath(written);
    // A path that climbs out of its folder or starts at the root cannot be matched, so it is held back.
    if (!ignore.isPathValid(path)) return 'its unclear path';
    builtIn ??= ignore().add([...builtInExclusions]);
    const folders = [...rules, ...policyRules];
    const outside = builtIn.test(tailOf(uri));
    if (outside.ignored) return `the built-in list: ${outside.rule?.pattern ?? 'credentials'}`;
    for (const spelling of spellingsOf(path)) {
      const { ignored, rule } = builtIn.test(spelling);
      if (ignored) return `the built-in list: ${rule?.pattern ?? 'credentials'}`;
      for (const folder of folders) {
        const own = folder.ruleFor(uri, spelling);
        if (own !== undefined) return own;
      }
    }
    return undefined;
  };

  return {
    update(files) {
      rules = createFolderRules(files);
      found.clear();
    },
    ruleFor(origin) {
      const own = ruleForOne(origin);
      if (own !== undefined) return own;
      const target = targetOf(origin);
      const rule = target && ruleForOne(target);
      return rule && `the file that it links to: ${rule}`;
    },
  };
}

/** The last parts of an address, enough for each rule of the built-in list: the path of a file outside is cut shorter. */
function tailOf(uri: string): string {
  const whole = uri.replace(/^[a-z][\w+.-]*:\/\/[^/]*\//i, '').replace(/[?#].*$/, '');
  const tail = whole.split('/').filter(Boolean).slice(-mostBuiltInParts).map(tryDecode).join('/');
  return ignore.isPathValid(tail) ? toRegularPath(tail) : 'unclear';
}

const mostBuiltInParts = 5;
const mostRemembered = 500;

function tryDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A stray percent sign: it was not encoded in the first place.
    return part;
  }
}

/** With `/` between its parts, and each letter in one way of writing it, of which file systems know two. */
function toRegularPath(path: string): string {
  return path.replaceAll('\\', '/').normalize('NFC');
}

/** Windows opens `.env` by the names `.env.` and `.env::$DATA` too. Both spellings are judged wherever that may be. */
function spellingsOf(path: string): readonly string[] {
  const parts = path.split('/').map((part) => part.replace(/(?<=.):.*$/, '').replace(/(?<=[^. ])[. ]+$/, ''));
  const plain = parts.join('/');
  return plain === path || !ignore.isPathValid(plain) ? [path] : [path, plain];
}
