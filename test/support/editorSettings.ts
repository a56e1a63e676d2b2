/** User settings of VS Code, as settings.json holds them. */
export type EditorSettings = Readonly<Record<string, unknown>>;

/** Keeps the editor still: no pop-ups, no start page, no look-ups, no suggest list over the ghost text. */
export const stillSettings: EditorSettings = {
  'chat.disableAIFeatures': true,
  'editor.accessibilitySupport': 'off',
  'editor.inlineSuggest.enabled': true,
  'editor.quickSuggestions': { comments: 'off', other: 'off', strings: 'off' },
  'editor.suggestOnTriggerCharacters': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': 'off',
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'remote.autoForwardPorts': false,
  // Otherwise VS Code still lists the files of all processes every two seconds, in the extension host.
  'remote.autoForwardPortsSource': 'output',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.restoreWindows': 'none',
  'workbench.editor.useModal': 'off',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** Parts of VS Code that no test of ours needs, for VSCODE_SKIP_BUILTIN_EXTENSIONS. */
export const skippedBuiltinExtensions: readonly string[] = [
  'github.copilot',
  'github.copilot-chat',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
  'vscode.debug-auto-launch',
  'vscode.debug-server-ready',
  'vscode.emmet',
  'vscode.git',
  'vscode.git-base',
  'vscode.github',
  'vscode.github-authentication',
  'vscode.grunt',
  'vscode.gulp',
  'vscode.ipynb',
  'vscode.jake',
  'vscode.merge-conflict',
  'vscode.microsoft-authentication',
  'vscode.npm',
  'vscode.simple-browser',
  'vscode.terminal-suggest',
  'vscode.tunnel-forwarding',
];
