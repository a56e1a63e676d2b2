/** Longer lines are written by tools, for machines. */
const longestLine = 1_000;
const longestAverageLine = 160;

/** Whether a text is something that people write and read: no binary file, none that a tool has packed into few lines. */
export function isReadable(text: string): boolean {
  if (text.includes('\0') || text.includes('\ufffd')) return false;
  let lines = 0;
  for (let start = 0; start <= text.length; lines++) {
    const end = text.indexOf('\n', start);
    const stop = end === -1 ? text.length : end;
    if (stop - start > longestLine) return false;
    start = stop + 1;
  }
  return text.length / lines <= longestAverageLine;
}

/**
 * Folders of a project that hold what tools have put there, and `.vscode`, whose files are settings. A path is relative
 * to its workspace folder.
 */
export function isInToolFolder(path: string): boolean {
  return path.split('/').some((part) => toolFolders.has(part));
}

const toolFolders: ReadonlySet<string> = new Set([
  ...['.git', '.hg', '.svn', '.vscode', '.idea'],
  ...[
    'node_modules',
    'bower_components',
    'site-packages',
    '.venv',
    '__pycache__',
    '.tox',
    '.gradle',
    '.next',
    '.cache',
  ],
]);
