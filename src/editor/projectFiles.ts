import * as vscode from 'vscode';
import { isInToolFolder } from '../completion/context/suitable.ts';
import { toLineFeeds } from '../completion/lineEndings.ts';
import type { OriginFile } from '../contract/request.ts';
import { editedSchemes } from './editedSchemes.ts';
import { toOriginFile } from './originFile.ts';

/** A file of the project with its text, line endings as `\n`. */
export interface ProjectFile {
  readonly origin: OriginFile;
  readonly lines: readonly string[];
}

/** Longer files are mostly data, and looking through one for secrets would hold up the keys. */
const largestFileBytes = 96 * 1024;

/** The schemes of files that a workspace folder can hold; an unsaved document has no place that a rule could name. */
const schemes: ReadonlySet<string> = new Set(['file', 'vscode-remote', 'vscode-vfs']);

export function isFileScheme(scheme: string): boolean {
  return schemes.has(scheme);
}

/**
 * Reads files for the context of prompts: from the editor where they are open, else from the disk, remote folders too.
 * They are not opened for it, since language servers would take them for files that the person has opened. Each is read
 * once, so one of these serves one collection.
 */
export class ProjectFiles {
  readonly #isExcluded: (origin: OriginFile) => boolean;
  readonly #read = new Map<string, Promise<ProjectFile | undefined>>();

  constructor(isExcluded: (origin: OriginFile) => boolean) {
    this.#isExcluded = isExcluded;
  }

  /** A file inside a workspace folder that people write in; undefined for any other, and for what is excluded. */
  read(uri: vscode.Uri, languageId: string): Promise<ProjectFile | undefined> {
    const key = uri.toString();
    const file = this.#read.get(key) ?? this.#readAnew(uri, languageId);
    this.#read.set(key, file);
    return file;
  }

  async #readAnew(uri: vscode.Uri, languageId: string): Promise<ProjectFile | undefined> {
    if (!schemes.has(uri.scheme) || vscode.workspace.getWorkspaceFolder(uri) === undefined) return undefined;
    const path = vscode.workspace.asRelativePath(uri, false);
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    const origin = { uri: uri.toString(), path, languageId: open?.languageId ?? languageId };
    if (isInToolFolder(path) || this.#isExcluded(origin)) return undefined;
    const text = open === undefined ? await readFromDisk(uri) : textOf(open);
    return text === undefined ? undefined : { origin, lines: text.split('\n') };
  }
}

/** The whole text behind an origin: of a file, of a cell, or of an unsaved document. */
export async function readWholeText(originUri: string): Promise<string | undefined> {
  // The left side of a diff has the origin of its file, and an older text.
  const own = vscode.workspace.textDocuments.filter(({ uri }) => editedSchemes.includes(uri.scheme));
  const open = own.find((document) => toOriginFile(document).uri === originUri);
  if (open !== undefined) return textOf(open);
  const uri = vscode.Uri.parse(originUri);
  return schemes.has(uri.scheme) ? readFromDisk(uri) : undefined;
}

function textOf(document: vscode.TextDocument): string | undefined {
  const text = document.getText();
  return text.length > largestFileBytes ? undefined : toLineFeeds(text);
}

async function readFromDisk(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if (size > largestFileBytes || (type & vscode.FileType.File) === 0) return undefined;
    const bytes = await vscode.workspace.fs.readFile(uri);
    return toLineFeeds(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // It is gone, or it holds no text: either way it has nothing to give.
    return undefined;
  }
}
