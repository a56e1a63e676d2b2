import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Event } from '../base/emitter.ts';
import { type GhostOffer, toRemainder } from '../completion/acceptance/offer.ts';
import { AcceptanceTracker } from '../completion/acceptance/tracker.ts';
import type { SuggestionRecord } from '../contract/suggestion.ts';
import { editedSchemes } from './editedSchemes.ts';
import { toOriginFile } from './originFile.ts';

export interface AcceptanceParts {
  /** Fires each time a ghost is handed to the editor. */
  readonly onDidOffer: Event<GhostOffer>;
  /** Fires with the request of a ghost each time the editor runs its command, which means that its key was pressed. */
  readonly onDidAcceptByKey: Event<string>;
  /** Fires with a document's URI, as an `OriginFile` has it, when the ghost in it is dismissed. */
  readonly onDidDismiss: Event<string>;
  readonly clock: Clock;
  /** Where the records go. */
  readonly keep: (record: SuggestionRecord) => void;
}

/** Watches documents, as long as there is something to watch, for what becomes of suggestions. */
export function watchAcceptance(parts: AcceptanceParts): Disposable {
  const { clock, keep } = parts;
  const owned = new DisposableStore();
  const documents = new OpenDocuments();
  const readText = (uri: string, start: number, end: number) => documents.find(uri)?.getText().slice(start, end);
  const tracker = owned.add(new AcceptanceTracker({ clock, keep, readText }));
  owned.add(
    parts.onDidOffer((offer) => {
      const { ghost, snapshot, backendId, model } = offer;
      const { uri, languageId } = snapshot.origin;
      tracker.returned({
        ...{ requestId: ghost.requestId, source: ghost.source, backendId, model, languageId, documentUri: uri },
        remainder: toRemainder(offer),
        isUnfinished: ghost.isUnfinished,
      });
    }),
  );
  owned.add(parts.onDidAcceptByKey((requestId) => tracker.accepted(requestId)));
  owned.add(parts.onDidDismiss((uri) => tracker.dismissed(uri)));
  owned.add(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0 || !tracker.isWatching) return;
      const uri = documents.uriOf(document);
      if (uri !== undefined) tracker.documentChanged(uri, contentChanges.map(toChange));
    }),
  );
  owned.add(
    vscode.workspace.onDidCloseTextDocument((document) => {
      const uri = tracker.isWatching ? documents.uriOf(document) : undefined;
      if (uri !== undefined) tracker.documentClosed(uri);
    }),
  );
  return owned;
}

function toChange({ rangeOffset, rangeLength, text }: vscode.TextDocumentContentChangeEvent) {
  return { offset: rangeOffset, removedLength: rangeLength, text };
}

/** Finds open documents by the URI that an `OriginFile` has, which is worked out once for each document. */
class OpenDocuments {
  readonly #uris = new WeakMap<vscode.TextDocument, string>();
  #lastFound: vscode.TextDocument | undefined;

  /** Undefined for a view of a file, such as the left side of a diff, which has the same URI as the file there. */
  uriOf(document: vscode.TextDocument): string | undefined {
    if (!editedSchemes.includes(document.uri.scheme)) return undefined;
    const known = this.#uris.get(document);
    if (known !== undefined) return known;
    const { uri } = toOriginFile(document);
    this.#uris.set(document, uri);
    return uri;
  }

  find(uri: string): vscode.TextDocument | undefined {
    const last = this.#lastFound;
    if (last !== undefined && !last.isClosed && this.uriOf(last) === uri) return last;
    this.#lastFound = vscode.workspace.textDocuments.find((document) => this.uriOf(document) === uri);
    return this.#lastFound;
  }
}
