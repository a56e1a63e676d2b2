import * as vscode from 'vscode';
import type { PrivacyMode } from '../contract/routing.ts';
import { privacyModes, type Settings } from './settings.ts';

/** The mode that holds, which a policy of the workspace may have made stricter than the person's own. */
type ModeNow = () => PrivacyMode;

/**
 * Switches between local-only and guarded. `open` is never reached by a toggle, since one key too many would open the
 * gate; it is chosen where its meaning stands beside it.
 */
export async function togglePrivacyMode(settings: Settings, modeNow: ModeNow): Promise<void> {
  const next = settings.privacyMode() === 'local-only' ? 'guarded' : 'local-only';
  await settings.setPrivacyMode(next);
  tell(next, modeNow);
}

export async function choosePrivacyMode(settings: Settings, modeNow: ModeNow): Promise<void> {
  const meanings = {
    'local-only': 'Nothing but a loopback address is contacted.',
    guarded: 'What is sensitive stays here, or leaves as a placeholder, as e-mail addresses do at first.',
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
  if (mode === undefined) return;
  await settings.setPrivacyMode(mode);
  tell(mode, modeNow);
}

function tell(chosen: PrivacyMode, modeNow: ModeNow): void {
  const now = modeNow();
  const sentence =
    now === chosen ? `${chosen}.` : `${chosen} is set, but the policy of this workspace makes it ${now}.`;
  vscode.window.setStatusBarMessage(`Watershed: the privacy mode is ${sentence}`, 5000);
}
