/** An ignore file that was found in a workspace folder: read in editor/, understood in privacy/. */
export interface IgnoreFile {
  /** The workspace folder's URI as the editor writes it. The file's rules hold for files of this folder only. */
  readonly workspaceUri: string;
  /** The folder that holds the file, relative to the workspace folder with `/` between its parts; empty for its root. */
  readonly folderPath: string;
  readonly fileName: string;
  readonly text: string;
}
