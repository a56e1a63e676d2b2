import * as vscode from 'vscode';
import type { ProviderOffer } from '../contract/setup.ts';

interface ProviderItem extends vscode.QuickPickItem {
  readonly offer?: ProviderOffer;
}

/** Lets the person pick a provider out of a list in three groups; typing searches the notes, too. */
export async function chooseProvider(offers: readonly ProviderOffer[]): Promise<ProviderOffer | undefined> {
  const picked = await vscode.window.showQuickPick(groups.flatMap(toItems(offers)), {
    title: 'Add a backend',
    placeHolder: 'Who answers?',
    matchOnDescription: true,
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  return picked?.offer;
}

const groups = [
  { group: 'this-machine', label: 'On this machine' },
  { group: 'cloud', label: 'Clouds' },
  { group: 'cluster', label: 'Gateways and clusters' },
] as const;

function toItems(offers: readonly ProviderOffer[]) {
  return ({ group, label }: (typeof groups)[number]): ProviderItem[] => [
    { label, kind: vscode.QuickPickItemKind.Separator },
    ...offers
      .filter((offer) => offer.group === group)
      .map((offer) => ({ label: offer.label, description: hostOf(offer), detail: offer.note, offer })),
  ];
}

/** The host where it is the same for everybody. */
function hostOf({ address }: ProviderOffer): string {
  return address.kind === 'fixed' ? new URL(address.url).host : '';
}
