import type { Reason, RoutingLayer } from '../../contract/routing.ts';

/** What would change a refusal: a sentence, and the command that leads there. */
export interface Advice {
  readonly text: string;
  readonly link?: ReportLink;
}

/** A link that runs a command of the editor. */
export interface ReportLink {
  readonly label: string;
  readonly command: (typeof reportCommands)[number];
  readonly argument?: string;
}

/** The only commands that a link of the report may run; none of them sends anything or changes a setting by itself. */
export const reportCommands = [
  'workbench.action.openSettings',
  'workbench.trust.manage',
  'watershed.choosePrivacyMode',
  'watershed.testConnections',
  'watershed.openChat',
  'watershed.explainRoute',
  'watershed.dryRun',
] as const;

/** By the reason's code where there is more to say than its layer knows. */
export function adviceFor({ code, layer }: Reason): Advice {
  return adviceByCode.get(code) ?? adviceByLayer[layer];
}

const settingLink = (setting: string): ReportLink => ({
  label: 'Open the setting',
  command: 'workbench.action.openSettings',
  argument: setting,
});
const backendsLink = settingLink('watershed.backends');

const adviceByCode: ReadonlyMap<string, Advice> = new Map<string, Advice>([
  [
    'workspace-untrusted',
    { text: 'Trust this workspace.', link: { label: 'Manage trust', command: 'workbench.trust.manage' } },
  ],
  ['excluded-file', { text: 'Take the excluded file out of the prompt, in a new conversation. No mode sends it.' }],
  [
    'secret-found',
    {
      text: 'Take out what was found, in a new conversation; mark it, if it is a false alarm; or choose the mode open.',
      link: { label: 'Choose the privacy mode', command: 'watershed.choosePrivacyMode' },
    },
  ],
  [
    'destination-forbidden',
    {
      text: 'No mode changes this: see what you require of clouds, and the policy of this workspace.',
      link: settingLink('watershed.privacy.require'),
    },
  ],
  ['not-for-task', { text: 'Give it the role in its entry.', link: backendsLink }],
  ['context-too-small', { text: 'Send less, or raise its context.', link: backendsLink }],
  [
    'paid-fallback-not-allowed',
    { text: 'Allow paid fallbacks.', link: settingLink('watershed.routing.allowPaidFallback') },
  ],
  ['cannot-warm', { text: 'Nothing: prompts are read ahead on local servers alone.' }],
]);

const adviceByLayer: Readonly<Record<RoutingLayer, Advice>> = {
  policy: {
    text: 'Choose another privacy mode.',
    link: { label: 'Choose the privacy mode', command: 'watershed.choosePrivacyMode' },
  },
  capability: { text: 'Use a model that can do it.', link: backendsLink },
  health: {
    text: 'Wait until it is asked again, or test it now.',
    link: { label: 'Test connections', command: 'watershed.testConnections' },
  },
  limits: { text: 'Wait until its limit is reset.' },
  budget: { text: 'Raise the daily limit, or wait for tomorrow.', link: settingLink('watershed.budget.dailyUsd') },
  task: { text: 'Choose the speculative strategy for completions.', link: settingLink('watershed.routing') },
  complexity: {
    text: 'Choose its side in the chat.',
    link: { label: 'Open the chat', command: 'watershed.openChat' },
  },
  strategy: { text: 'Choose another strategy for this task.', link: settingLink('watershed.routing') },
  conversation: { text: 'Start a new conversation.', link: { label: 'Open the chat', command: 'watershed.openChat' } },
  override: {
    text: 'Choose Automatic in the chat.',
    link: { label: 'Open the chat', command: 'watershed.openChat' },
  },
};
