import type { ChatRequest } from '../contract/request.ts';
import type { BackendFacts, Locality, Reason } from '../contract/routing.ts';
import { classifyChat } from './complexity.ts';
import { inConversation, type Proposal } from './conversation.ts';
import { holdsFindings, type Question } from './refusals.ts';

/** What is tried first, and why. */
export interface Preference {
  /** Undefined where the order of the person's settings decides alone. */
  readonly first: Locality | undefined;
  /** A backend of the first side that goes before all others: it has the conversation in its cache. */
  readonly firstId?: string;
  readonly reason: Reason;
}

/** The strategy of the task proposes, and the conversation so far decides whether to move. */
export function preferenceFor(question: Question): Preference {
  const { request, strategy } = question;
  if (request.task === 'completion') {
    return strategy === 'speculative' ? completionRace : localCompletion;
  }
  const proposed = proposals[strategy](question, request);
  // What was found is no matter of caches.
  return proposed === sensitive ? sensitive : inConversation(request, proposed);
}

/** The order of preference; within a side the order of the person's settings. An id that comes twice counts once. */
export function inOrder(backends: readonly BackendFacts[], { first, firstId }: Preference): readonly BackendFacts[] {
  const distinct = backends.filter(({ id }, index) => backends.findIndex((other) => other.id === id) === index);
  const rank = ({ id, locality }: BackendFacts) => {
    if (first !== undefined && locality !== first) return 2;
    return id === firstId ? 0 : 1;
  };
  return distinct.sort((one, other) => rank(one) - rank(other));
}

const localCompletion: Preference = {
  first: 'local',
  reason: { layer: 'task', code: 'completion-stays-local', text: 'Completions go to a local model.' },
};

const completionRace: Preference = {
  first: 'local',
  reason: { layer: 'task', code: 'completion-local-first', text: 'Completions go to a local model first.' },
};

type Propose = (question: Question, request: ChatRequest) => Proposal;

const proposals: Readonly<Record<Question['strategy'], Propose>> = {
  tiered({ facts }, request) {
    const { kind, level, score, description } = classifyChat(request, facts.calibration);
    const { first, verdict } = sides[level];
    const reason: Reason = { layer: 'complexity', code: kind, text: `${description}: ${verdict}.` };
    return { first, reason, gain: score };
  },
  fallback: () => ({
    first: undefined,
    reason: { layer: 'strategy', code: 'settings-order', text: 'Models are tried in the order of your settings.' },
  }),
  'privacy-split': (question) => (holdsFindings(question) ? sensitive : harmless),
  speculative: (question) => (holdsFindings(question) ? sensitive : raced),
  'verified-cascade': (question) => (holdsFindings(question) ? sensitive : checked),
};

/** The verdicts say what a question needs, not what happens: policy, health or the settings may lead elsewhere. */
const sides = {
  simple: { first: 'local', verdict: 'a local model is enough' },
  complex: { first: 'remote', verdict: 'better for a cloud model' },
} as const;

const sensitive = strategyReason(
  'local',
  'sensitive-first-local',
  'Something sensitive was found, so a local model is asked first.',
);
const harmless = strategyReason(
  'remote',
  'nothing-sensitive',
  'Nothing sensitive was found, so a cloud model is asked.',
);
const raced = strategyReason('local', 'local-first', 'The strategy speculative asks a local model first.');
const checked = strategyReason('local', 'local-first', 'The strategy verified-cascade asks a local model first.');

function strategyReason(first: Locality, code: string, text: string): Preference {
  return { first, reason: { layer: 'strategy', code, text } };
}
