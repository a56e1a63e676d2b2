import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';

/** The language that the person is writing in. */
export interface ActiveLanguage extends Disposable {
  /** Undefined where no editor is in front, or one of program output, in which nobody writes. */
  read(): { readonly id: string; readonly name: string } | undefined;
  readonly onDidChange: Event<void>;
}

export function watchActiveLanguage(): ActiveLanguage {
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<void>());
  const names = new Map<string, string>();
  owned.add(vscode.window.onDidChangeActiveTextEditor(() => changed.fire()));
  // A document whose language is changed by hand is closed and opened anew, as far as extensions are told.
  owned.add(
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (document === vscode.window.activeTextEditor?.document) changed.fire();
    }),
  );
  return {
    read() {
      const document = vscode.window.activeTextEditor?.document;
      if (document === undefined || document.uri.scheme === 'output') return undefined;
      const id = document.languageId;
      const name = names.get(id) ?? findName(id);
      names.set(id, name);
      return { id, name };
    },
    onDidChange: changed.event,
    dispose: () => owned.dispose(),
  };
}

/** The name that VS Code shows, which no interface tells but the manifest of the extension that brings the language. */
function findName(languageId: string): string {
  for (const { packageJSON } of vscode.extensions.all) {
    const languages: unknown = packageJSON?.contributes?.languages;
    if (!Array.isArray(languages)) continue;
    const language: unknown = languages.find((candidate) => candidate?.id === languageId && candidate.aliases?.[0]);
    const name = aliasOf(language);
    if (name !== undefined) return name;
  }
  return languageId;
}

function aliasOf(language: unknown): string | undefined {
  if (typeof language !== 'object' || language === null || !('aliases' in language)) return undefined;
  const name: unknown = Array.isArray(language.aliases) ? language.aliases[0] : undefined;
  return typeof name === 'string' ? name : undefined;
}
