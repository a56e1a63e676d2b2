import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the extension below shows as ghost text while a line is a beginning of this. */
export const selfcheckText = 'return a + b\n    # second\n    # third';

/** The id of the status bar item that the extension below shows when it is active. */
export const selfcheckItem = 'selfcheck.pieces.meter';

/** Writes an extension that uses each thing the driver can see: ghost text, status bar, quick input, webview. */
export async function writeSelfcheckExtension(extensionsDir: string): Promise<void> {
  const folder = join(extensionsDir, 'selfcheck.pieces-0.0.1');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'extension.js'), code);
}

const manifest = {
  name: 'pieces',
  publisher: 'selfcheck',
  version: '0.0.1',
  engines: { vscode: '^1.106.0' },
  main: './extension.js',
  activationEvents: ['onStartupFinished'],
  contributes: {
    commands: [
      { command: 'selfcheck.ask', title: 'Ask', category: 'Selfcheck' },
      { command: 'selfcheck.pick', title: 'Pick', category: 'Selfcheck' },
      { command: 'selfcheck.panel', title: 'Open Panel', category: 'Selfcheck' },
    ],
    configuration: {
      title: 'Selfcheck',
      properties: { 'selfcheck.isOn': { type: 'boolean', default: true, description: 'Whether it is on.' } },
    },
  },
};

const code = `
const vscode = require('vscode');
const whole = ${JSON.stringify(selfcheckText)};
exports.activate = ({ subscriptions }) => {
  const log = vscode.window.createOutputChannel('Selfcheck', { log: true });
  log.info('active');
  const item = vscode.window.createStatusBarItem('meter', vscode.StatusBarAlignment.Right);
  item.text = '$(zap) ready';
  item.tooltip = new vscode.MarkdownString('**first** line\\n\\nsecond line');
  item.show();
  const provideInlineCompletionItems = (document, position) => {
    const typed = document.lineAt(position).text.slice(0, position.character).trimStart();
    if (typed === '' || !whole.startsWith(typed)) return [];
    return [new vscode.InlineCompletionItem(whole.slice(typed.length), new vscode.Range(position, position))];
  };
  const ask = async () => {
    const name = await vscode.window.showInputBox({ prompt: 'Your name?' });
    item.text = await vscode.window.showInformationMessage('Hello ' + name, 'Fine');
  };
  const pick = async () => {
    item.text = await vscode.window.showQuickPick(['red', 'green', 'greener']);
  };
  const open = () => {
    const panel = vscode.window.createWebviewPanel('selfcheck', 'Panel', vscode.ViewColumn.Beside);
    panel.webview.html = '<html><head><title>Selfcheck</title></head><body><p id="hello">Hello</p></body></html>';
  };
  subscriptions.push(
    log,
    item,
    vscode.languages.registerInlineCompletionItemProvider({ pattern: '**' }, { provideInlineCompletionItems }),
    vscode.commands.registerCommand('selfcheck.ask', ask),
    vscode.commands.registerCommand('selfcheck.pick', pick),
    vscode.commands.registerCommand('selfcheck.panel', open),
  );
};
`;
