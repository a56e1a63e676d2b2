import type { Health, Plan, RoutingFacts, RoutingLayer, StrategyName } from '../../contract/routing.ts';
import { formatCount, formatMs, formatTokens, formatUsd } from '../format.ts';
import type { Decision } from './decisions.ts';

/** One layer of the router: what it had to look at, and what it said. */
export interface LayerReport {
  readonly layer: RoutingLayer;
  readonly name: string;
  readonly facts: readonly string[];
  /** Empty where it had nothing to say. */
  readonly said: readonly Statement[];
}

/** A reason, once, with the backends that it rules out and the routes that it stands at. */
export interface Statement {
  readonly text: string;
  readonly rulesOut: readonly string[];
  readonly standsAt: readonly string[];
}

/** All layers in the order in which they speak, those without a word too: that nobody objected is a part of why. */
export function reportLayers(decision: Decision): readonly LayerReport[] {
  const { plan } = decision.explanation;
  return layers.map(({ layer, name, factsOf }) => ({
    ...{ layer, name },
    facts: factsOf(decision),
    said: saidBy(layer, plan),
  }));
}

function saidBy(layer: RoutingLayer, { routes, refused }: Plan): readonly Statement[] {
  const given = routes.flatMap(({ backendId, reasons }) => reasons.map((reason) => ({ backendId, reason })));
  const ofLayer = (spoken: typeof given) => spoken.filter(({ reason }) => reason.layer === layer);
  const texts = new Set([...ofLayer(given), ...ofLayer([...refused])].map(({ reason }) => reason.text));
  const idsWith = (spoken: typeof given, text: string) =>
    ofLayer(spoken).flatMap(({ backendId, reason }) => (reason.text === text ? [backendId] : []));
  return [...texts].map((text) => ({
    text,
    rulesOut: idsWith([...refused], text),
    standsAt: idsWith(given, text),
  }));
}

interface Layer {
  readonly layer: RoutingLayer;
  readonly name: string;
  readonly factsOf: (decision: Decision) => readonly string[];
}

const layers: readonly Layer[] = [
  { layer: 'policy', name: 'Privacy', factsOf: policyFacts },
  { layer: 'capability', name: 'Capability', factsOf: capabilityFacts },
  { layer: 'health', name: 'Health', factsOf: healthFacts },
  { layer: 'limits', name: 'Rate limits', factsOf: limitFacts },
  { layer: 'budget', name: 'Budget', factsOf: budgetFacts },
  { layer: 'task', name: 'Kind of task', factsOf: taskFacts },
  { layer: 'complexity', name: 'Expected gain', factsOf: complexityFacts },
  { layer: 'strategy', name: 'Strategy', factsOf: strategyFacts },
  { layer: 'conversation', name: 'Conversation', factsOf: conversationFacts },
  { layer: 'override', name: 'Your choice', factsOf: overrideFacts },
];

function policyFacts({ explanation: { inspection, facts } }: Decision): readonly string[] {
  const { findings, lookedFor } = inspection;
  const counts = new Map<string, number>();
  for (const { kind } of findings) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const found = [...counts].map(([kind, count]) => `${formatCount(count)} × ${kind.replaceAll('-', ' ')}`);
  const nothing =
    lookedFor.length === 0
      ? 'The prompt was not looked through.'
      : `Nothing was found. Looked for: ${lookedFor.join(', ')}.`;
  return [
    ...modeFacts(facts),
    found.length === 0 ? nothing : `Found: ${found.join(', ')}.`,
    ...firstOf([...new Set(findings.map(({ reason }) => reason))]),
  ];
}

const listedFindings = 5;

function firstOf(reasons: readonly string[]): readonly string[] {
  const left = reasons.length - listedFindings;
  return left <= 0 ? reasons : [...reasons.slice(0, listedFindings), `And ${formatCount(left)} more.`];
}

function modeFacts(facts: RoutingFacts | undefined): readonly string[] {
  if (facts === undefined) return [];
  const trust = facts.workspaceTrusted ? '' : ' The workspace is not trusted.';
  return [`The mode is ${facts.mode}.${trust}`];
}

function capabilityFacts({ shape, explanation: { facts } }: Decision): readonly string[] {
  const answer =
    shape.maxOutputTokens === undefined ? '' : `, the answer may have ${formatCount(shape.maxOutputTokens)}`;
  const extras = [
    shape.images === 0 ? '' : ` Pictures: ${shape.images}.`,
    shape.tools === 0 ? '' : ` Tools offered: ${shape.tools}.`,
  ];
  const contexts = candidatesOf(shape.task, facts).map(({ id, contextTokens }) =>
    contextTokens === undefined
      ? `${id} has not told how many tokens it takes.`
      : `${id} takes ${formatTokens(contextTokens)}.`,
  );
  return [`The prompt has about ${formatTokens(shape.promptTokens)}${answer}.${extras.join('')}`, ...contexts];
}

function healthFacts({ shape, decidedAtMs, explanation: { facts } }: Decision): readonly string[] {
  return candidatesOf(shape.task, facts).map(({ id, health }) => `${id} ${healthWords(health, decidedAtMs)}`);
}

function healthWords(health: Health, nowMs: number): string {
  switch (health.state) {
    case 'unknown':
      return 'was not asked lately.';
    case 'ready':
      return 'answers.';
    case 'cooling-down':
      return `failed: ${health.reason} It rests for ${formatMs(Math.max(0, health.untilMs - nowMs))}.`;
  }
}

function limitFacts({ shape, decidedAtMs, explanation: { facts } }: Decision): readonly string[] {
  const limited = candidatesOf(shape.task, facts).flatMap(({ id, rateLimit }) => {
    if (rateLimit === undefined) return [];
    const { remainingRequests, remainingTokens, resetsAtMs } = rateLimit;
    const left = [
      remainingRequests === undefined ? [] : [`${formatCount(remainingRequests)} requests`],
      remainingTokens === undefined ? [] : [formatTokens(remainingTokens)],
    ].flat();
    const resets = resetsAtMs > decidedAtMs ? `; more in ${formatMs(resetsAtMs - decidedAtMs)}` : '';
    return left.length === 0 ? [] : [`${id} has ${left.join(' and ')} left${resets}.`];
  });
  return limited.length === 0 ? ['No server has told of a limit.'] : limited;
}

function budgetFacts({ explanation: { facts } }: Decision): readonly string[] {
  if (facts === undefined) return [];
  const { budget, allowsPaidFallback } = facts;
  return [
    budget === undefined
      ? 'No daily limit is set.'
      : `${formatUsd(budget.spentUsd)} of ${formatUsd(budget.limitUsd)} were spent that day, as far as costs are known.`,
    ...(allowsPaidFallback ? [] : ['A failed free route may not be followed by a paid one.']),
  ];
}

function taskFacts({ shape }: Decision): readonly string[] {
  return [shape.task === 'chat' ? 'A chat question.' : 'An inline completion.'];
}

function complexityFacts({ shape, explanation: { facts } }: Decision): readonly string[] {
  if (shape.task !== 'chat') return [];
  const offsets = Object.entries(facts?.calibration?.offsets ?? {}).filter(([, offset]) => offset !== 0);
  if (offsets.length === 0) return ["The question's words; your own answers have taught nothing yet."];
  return offsets.map(([kind, offset]) => {
    const side = offset > 0 ? 'a cloud' : 'a local model';
    return `Your own answers speak for ${side} with questions of the kind ${kind} (${Math.abs(offset).toFixed(1)}).`;
  });
}

const strategyNames: Readonly<Record<StrategyName, string>> = {
  tiered: 'tiered: the side that suits the question first',
  fallback: 'fallback chain: the order of your settings',
  'privacy-split': 'privacy split: what is sensitive stays local',
  speculative: 'speculative: a cloud joins when the local model takes long',
  'verified-cascade': 'verified cascade: the local answer is checked first',
};

const planWords: Readonly<Record<Plan['strategy'], readonly string[]>> = {
  none: [],
  single: [],
  fallback: ['One route is tried after the other.'],
  race: ['The first two routes may run side by side; the first good answer wins.'],
  cascade: ['An answer is checked before it is shown.'],
};

function strategyFacts({ shape, explanation: { facts, plan } }: Decision): readonly string[] {
  return [
    ...(facts === undefined ? [] : [`Set for this task: ${strategyNames[facts.strategies[shape.task]]}.`]),
    ...planWords[plan.strategy],
    ...(plan.hedgeAfterMs === undefined ? [] : [`The second route starts after ${formatMs(plan.hedgeAfterMs)}.`]),
    ...(plan.leastConfidence === undefined
      ? []
      : [`An answer whose tokens are below ${plan.leastConfidence} probable on average is given up.`]),
  ];
}

function conversationFacts({ shape }: Decision): readonly string[] {
  if (shape.task !== 'chat') return [];
  const [local, remote] = (['local', 'remote'] as const).map(
    (side) => shape.turns.filter(({ locality }) => locality === side).length,
  );
  if (shape.turns.length === 0) return ['No earlier answer is known.'];
  return [`Earlier answers: ${local} local, ${remote} from a cloud.`];
}

function overrideFacts({ shape: { override } }: Decision): readonly string[] {
  const chosen = { auto: 'Automatic', local: 'Local', cloud: 'Cloud' } as const;
  return [override.kind === 'backend' ? `The backend ${override.backendId}.` : `${chosen[override.kind]}.`];
}

/** A backend that is not set up for the task has no part in the decision. */
function candidatesOf(task: Decision['shape']['task'], facts: RoutingFacts | undefined): RoutingFacts['backends'] {
  return facts?.backends.filter(({ roles }) => roles.includes(task)) ?? [];
}
