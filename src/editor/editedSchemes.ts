/** Documents that a person edits. A catch-all would also take in the commit message, chat inputs and views of old files. */
export const editedSchemes: readonly string[] = [
  'file',
  'untitled',
  'vscode-remote',
  'vscode-vfs',
  'vscode-notebook-cell',
];
