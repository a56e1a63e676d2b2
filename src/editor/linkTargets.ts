import { realpathSync } from 'node:fs';
import * as vscode from 'vscode';
import type { OriginFile } from '../contract/request.ts';

/** The file behind a symbolic link: a repository may hold a link with a harmless name to somebody's credentials. */
export type LinkTarget = (origin: OriginFile) => OriginFile | undefined;

/** Asked for every file of every prompt, so what a path leads to is remembered for a moment. */
const freshForMs = 2000;
const mostRemembered = 500;

export function createLinkTarget(): LinkTarget {
  const known = new Map<string, { readonly atMs: number; readonly target: OriginFile | undefined }>();
  return (origin) => {
    const before = known.get(origin.uri);
    if (before !== undefined && performance.now() - before.atMs < freshForMs) return before.target;
    if (known.size >= mostRemembered) known.clear();
    const target = findTarget(origin);
    known.set(origin.uri, { atMs: performance.now(), target });
    return target;
  };
}

/** Undefined where the path is the file's own, and for what is not on a disk of the extension's machine. */
function findTarget(origin: OriginFile): OriginFile | undefined {
  const uri = vscode.Uri.parse(origin.uri);
  if (uri.scheme !== 'file') return undefined;
  const real = tryRealPath(uri.fsPath);
  if (real === undefined || real === uri.fsPath) return undefined;
  const target = inWorkspace(vscode.Uri.file(real));
  return target.uri.toString() === uri.with({ fragment: '' }).toString()
    ? undefined
    : { ...origin, ...describe(target) };
}

interface Target {
  readonly uri: vscode.Uri;
  /** Relative to its workspace folder; outside of every folder the last two parts. */
  readonly path: string;
}

/** Workspace folders may be reached through links themselves, so they are compared by where they really are. */
function inWorkspace(real: vscode.Uri): Target {
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    const folder = uri.scheme === 'file' ? tryRealPath(uri.fsPath) : undefined;
    const prefix = folder && `${vscode.Uri.file(folder).path.replace(/\/$/, '')}/`;
    if (prefix === undefined || !real.path.startsWith(prefix)) continue;
    const path = real.path.slice(prefix.length);
    return { uri: vscode.Uri.joinPath(uri, path), path };
  }
  return { uri: real, path: real.path.split('/').filter(Boolean).slice(-2).join('/') };
}

function describe({ uri, path }: Target): Pick<OriginFile, 'uri' | 'path'> {
  return { uri: uri.toString(), path };
}

/** Undefined for a file that is not there yet: it has no text of any other one. */
function tryRealPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
