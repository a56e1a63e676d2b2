import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes an extension that speaks for Lua, of which VS Code itself knows only the colours, as a plain language server
 * would. A name is defined where an open file says `function NAME`, and the definition is the name alone. The symbols of
 * a file are a module of all its lines and in it the functions, each up to its `end`, however they are indented. Names
 * that begin with `wrong` are marked, with how many there are. Where a name that begins with `slow` is defined is never
 * answered.
 */
export async function writeLuaExtension(extensionsDir: string): Promise<void> {
  const folder = join(extensionsDir, 'tests.lua-0.0.1');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'extension.js'), code);
}

const manifest = {
  name: 'lua',
  publisher: 'tests',
  version: '0.0.1',
  engines: { vscode: '^1.106.0' },
  main: './extension.js',
  activationEvents: ['onStartupFinished'],
};

const code = `
const vscode = require('vscode');
const openFiles = () => vscode.workspace.textDocuments.filter(({ languageId }) => languageId === 'lua');
const linesOf = (document) => document.getText().split('\\n');

const provideDefinition = (document, position) => {
  const name = document.getText(document.getWordRangeAtPosition(position));
  if (name.startsWith('slow')) return new Promise(() => undefined);
  return openFiles().flatMap((file) => {
    const line = linesOf(file).findIndex((text) => text.startsWith('function ' + name + '('));
    if (line < 0) return [];
    return [new vscode.Location(file.uri, new vscode.Range(line, 9, line, 9 + name.length))];
  });
};

const provideDocumentSymbols = (document) => {
  const lines = linesOf(document);
  const whole = new vscode.Range(0, 0, lines.length - 1, 0);
  const module = new vscode.DocumentSymbol('module', '', vscode.SymbolKind.Module, whole, new vscode.Range(0, 0, 0, 0));
  module.children = lines.flatMap((text, line) => {
    if (!text.startsWith('function ')) return [];
    const range = new vscode.Range(line, 0, lines.indexOf('end', line), 3);
    return [new vscode.DocumentSymbol(text, '', vscode.SymbolKind.Function, range, new vscode.Range(line, 0, line, 8))];
  });
  return [module];
};

exports.activate = ({ subscriptions }) => {
  const diagnostics = vscode.languages.createDiagnosticCollection('tests');
  const mark = (document) => {
    if (document.languageId !== 'lua') return;
    const found = [...document.getText().matchAll(/\\bwrong\\w*/g)];
    diagnostics.set(document.uri, found.map(({ 0: name, index }) => {
      const range = new vscode.Range(document.positionAt(index), document.positionAt(index + name.length));
      return new vscode.Diagnostic(range, name + ' is one of ' + found.length + ' names that nobody declared');
    }));
  };
  for (const document of openFiles()) mark(document);
  subscriptions.push(
    diagnostics,
    vscode.workspace.onDidOpenTextDocument(mark),
    vscode.workspace.onDidChangeTextDocument(({ document }) => mark(document)),
    vscode.languages.registerDefinitionProvider('lua', { provideDefinition }),
    vscode.languages.registerDocumentSymbolProvider('lua', { provideDocumentSymbols }),
  );
};
`;
