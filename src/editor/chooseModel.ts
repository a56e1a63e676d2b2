import * as vscode from 'vscode';
import type { Task } from '../contract/request.ts';
import type { ModelProposal } from '../contract/setup.ts';

/** What a model may be used for. */
export async function chooseRoles(): Promise<readonly Task[] | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: 'Chat', roles: ['chat'] as const },
      { label: 'Suggestions while you type', roles: ['completion'] as const },
      { label: 'Both', roles: ['completion', 'chat'] as const },
    ],
    {
      title: 'What should it be used for?',
      placeHolder: 'Suggestions come from this machine; a remote model is asked only when you name it.',
      ignoreFocusOut: true,
    },
  );
  return picked?.roles;
}

/**
 * Lets the person pick a listed model, the proposed one first, or write another; a server that lists none leaves only
 * writing.
 */
export async function chooseModel(
  models: readonly string[],
  proposal: ModelProposal | undefined,
): Promise<string | undefined> {
  const other = { label: '$(edit) Another model…' };
  const others = models.filter((model) => model !== proposal?.model).map((label) => ({ label }));
  const first = proposal === undefined ? [] : [{ label: proposal.model, detail: proposal.reason }];
  const picked =
    models.length === 0
      ? other
      : await vscode.window.showQuickPick([...first, ...others, other], {
          title: 'Which model?',
          placeHolder: 'As the server lists them.',
          ignoreFocusOut: true,
        });
  if (picked !== other) return picked?.label;
  const written = await vscode.window.showInputBox({
    title: 'Which model?',
    prompt: 'The name as the service writes it.',
    validateInput: (text) => (text.trim() === '' ? 'Write the name of a model.' : undefined),
    ignoreFocusOut: true,
  });
  return written?.trim();
}
