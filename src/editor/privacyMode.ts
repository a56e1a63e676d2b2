import * as vscode from 'vscode';
import { privacyModes, type Settings } from './settings.ts';

/**
 * Switches between local-only and guarded. `open` is never reached by a toggle, since one key too many would open the
 * gate; it is chosen in the settings, where its meaning stands beside it.
 */
export async function togglePrivacyMode(settings: Settings): Promise<void> {
  const next = settings.privacyMode() === 'local-only' ? 'guarded' : 'local-only';
  await settings.setPrivacyMode(next);
  const meaning = next === 'local-only' ? 'nothing leaves this machine' : 'nothing sensitive leaves this machine';
  vscode.window.setStatusBarMessage(`Watershed: ${next}, ${meaning}.`, 5000);
}

export async function choosePrivacyMode(settings: Settings): Promise<void> {
  const meanings = {
    'local-only': 'Nothing but a loopback address is contacted.',
    guarded: 'What is sensitive stays here, or leaves as a placeholder where you chose that.',
    open: 'Prompts may go to a cloud that you agreed to, secrets too.',
  };
  const current = settings.privacyMode();
  const picked = await vscode.window.showQuickPick(
    privacyModes.map((mode) => ({
      label: mode,
      description: mode === current ? 'now' : '',
      detail: meanings[mode],
    })),
    { title: 'What may leave this machine?' },
  );
  const mode = privacyModes.find((name) => name === picked?.label);
  if (mode !== undefined) await settings.setPrivacyMode(mode);
}
