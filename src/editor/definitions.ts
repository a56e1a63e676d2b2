import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { endOfBlock, startWithComments } from '../completion/context/definitionBlock.ts';
import { nearestIdentifiers } from '../completion/context/identifiers.ts';
import type { ContextRegion } from '../contract/context.ts';
import type { ProjectFiles } from './projectFiles.ts';
import { withinTime } from './timeLimit.ts';

const mostIdentifiers = 6;
const linesAbove = 4;
/** For all names together. Language servers answer in some 5 to 50 ms once they know the project. */
const limitMs = 200;
const longestDefinition = 120;

/** Where the project defines the names on the cursor's line and the lines above it, as far as is known within 200 ms. */
export async function findDefinitions(
  document: vscode.TextDocument,
  cursor: vscode.Position,
  { files, clock }: { readonly files: ProjectFiles; readonly clock: Clock },
  signal: AbortSignal,
): Promise<readonly ContextRegion[]> {
  const startMs = clock.monotonic();
  const leftMs = () => limitMs - (clock.monotonic() - startMs);
  const top = Math.max(0, cursor.line - linesAbove);
  const lines = Array.from({ length: cursor.line - top + 1 }, (_, index) => document.lineAt(top + index).text);
  const found = await Promise.all(
    nearestIdentifiers(lines, mostIdentifiers).map(async ({ line, column }) => {
      const position = new vscode.Position(top + line, column);
      const [target] = (await withinTime(askDefinition(document.uri, position), leftMs(), clock, signal)) ?? [];
      if (target === undefined || isAt(target, document, position)) return undefined;
      return withinTime(readDefinition(target, document.languageId, files), leftMs(), clock, signal);
    }),
  );
  const regions = found.filter((region) => region !== undefined);
  return [...new Map(regions.map((region) => [`${region.origin.uri}\n${region.text}`, region])).values()];
}

interface Target {
  readonly uri: vscode.Uri;
  /** The whole declaration where the language server tells it, else the name alone. */
  readonly range: vscode.Range;
}

async function askDefinition(uri: vscode.Uri, position: vscode.Position): Promise<readonly Target[]> {
  try {
    const answer = await vscode.commands.executeCommand<readonly (vscode.Location | vscode.LocationLink)[] | undefined>(
      'vscode.executeDefinitionProvider',
      uri,
      position,
    );
    return (answer ?? []).map((one) =>
      'targetUri' in one ? { uri: one.targetUri, range: one.targetRange } : { uri: one.uri, range: one.range },
    );
  } catch {
    // A language server that fails at a name half written is nothing to report: there is no definition to show.
    return [];
  }
}

/** The name stands where it is defined, so the prompt holds the definition. */
function isAt({ uri, range }: Target, document: vscode.TextDocument, position: vscode.Position): boolean {
  return uri.toString() === document.uri.toString() && range.contains(position);
}

async function readDefinition(
  { uri, range }: Target,
  languageId: string,
  files: ProjectFiles,
): Promise<ContextRegion | undefined> {
  const file = await files.read(uri, languageId);
  if (file === undefined) return undefined;
  const { lines, origin } = file;
  const whole = range.isSingleLine ? await findSymbol(uri, range.start) : range;
  const first = whole?.start.line ?? range.start.line;
  const end = whole === undefined ? endOfBlock(lines, first) : whole.end.line + 1;
  const start = startWithComments(lines, first);
  const text = lines.slice(start, Math.min(end, start + longestDefinition)).join('\n');
  return { kind: 'definition', origin, text, ageMs: 0 };
}

/** The smallest symbol of several lines around a place; asked only of open files, since asking opens a file. */
async function findSymbol(uri: vscode.Uri, position: vscode.Position): Promise<vscode.Range | undefined> {
  const isOpen = vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
  if (!isOpen) return undefined;
  try {
    const symbols = await vscode.commands.executeCommand<
      readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined
    >('vscode.executeDocumentSymbolProvider', uri);
    const ranges = (symbols ?? []).flatMap(rangesOf);
    return ranges.findLast((range) => range.contains(position) && range.start.line === position.line);
  } catch {
    // Indentation tells the block as well.
    return undefined;
  }
}

/** The editor gives symbols of both shapes at once, with a location and with the symbols inside. */
function rangesOf(symbol: vscode.DocumentSymbol | vscode.SymbolInformation): readonly vscode.Range[] {
  const range = 'location' in symbol ? symbol.location.range : symbol.range;
  const children = 'children' in symbol ? symbol.children : [];
  return [range, ...children.flatMap(rangesOf)];
}
