import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The status bar item that says that the floor's extension is active. */
export const floorItem = 'bench.floor.ready';

/**
 * Writes an extension that returns the same text at each call and does nothing else: the least that any extension with
 * ghost text costs.
 */
export async function writeFloorExtension(extensionsDir: string): Promise<void> {
  const folder = join(extensionsDir, 'bench.floor-0.0.1');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'extension.js'), code);
}

const manifest = {
  name: 'floor',
  publisher: 'bench',
  version: '0.0.1',
  engines: { vscode: '^1.106.0' },
  main: './extension.js',
  activationEvents: ['onStartupFinished'],
};

const code = `
const vscode = require('vscode');
exports.activate = ({ subscriptions }) => {
  const item = vscode.window.createStatusBarItem('ready', vscode.StatusBarAlignment.Right);
  item.text = 'floor';
  item.show();
  const provideInlineCompletionItems = (document, position) =>
    [new vscode.InlineCompletionItem('nextValue + 1', new vscode.Range(position, position))];
  const provider = { provideInlineCompletionItems };
  subscriptions.push(item, vscode.languages.registerInlineCompletionItemProvider({ pattern: '**' }, provider));
};
`;
