import * as vscode from 'vscode';

/** What routing has learnt from the person's own answers: sentences, and a way to forget them. */
export interface LearntRouting {
  summary(): readonly string[];
  reset(): void;
}

/** Shows what was learnt, a line each, with an entry to forget it all. */
export async function showLearnt(learnt: LearntRouting): Promise<void> {
  const sentences = learnt.summary();
  const forget = {
    label: '$(trash) Forget all of it',
    description: 'Routing begins anew with what it was shipped with.',
  };
  const nothing = { label: 'Nothing yet: keep, retry and escalate answers in the chat, and it will show here.' };
  const items = sentences.length === 0 ? [nothing] : [...sentences.map((label) => ({ label })), forget];
  const picked = await vscode.window.showQuickPick(items, {
    title: 'What routing has learnt on this machine',
    placeHolder: 'Only counts are kept, no question and no answer. Nothing of it leaves this machine.',
  });
  if (picked !== forget) return;
  learnt.reset();
  void vscode.window.showInformationMessage('What routing had learnt is forgotten.');
}
