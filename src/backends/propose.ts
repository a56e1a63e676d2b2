import type { DiscoveredServer, OfferedModel, Proposal, ProposedModel } from '../contract/setup.ts';

/**
 * Proposes the models to begin with: one for completions, one for the chat, perhaps the same. Only servers that prove to
 * run their models on this machine are considered; for the others the person has to say so first.
 */
export function proposeModels(servers: readonly DiscoveredServer[]): Proposal {
  const candidates = servers
    .filter(({ kind }) => kind === 'llama.cpp' || kind === 'ollama')
    .flatMap((server) => server.models.map((model) => ({ server, model })));
  return {
    completion: toProposal(best(candidates, rateForCompletion), reasonForCompletion),
    chat: toProposal(best(candidates, rateForChat), (model) => reasonForChat(model, candidates.length)),
  };
}

interface Candidate {
  readonly server: DiscoveredServer;
  readonly model: OfferedModel;
}

/** Families that do well at code, from the facts on completion: Qwen-Coder, Mellum, Granite and others of their kind. */
const codeModel = /coder|codestral|codegemma|code-?llama|starcoder|mellum|granite|devstral/i;
/** Trained to go on with a text and not to answer. */
const baseModel = /[-_:.]base|-pt\b|mellum|starcoder/i;
/** A completion should come within half a second, also without a large GPU: about 1.5 billion parameters at 4 to 8 bits. */
const idealCompletionBytes = 1.2e9;
/** What fits into the memory of most machines with a GPU, with room for the context. */
const largestChatBytes = 12e9;

function rateForCompletion({ name, sizeBytes, fillsInMiddle }: OfferedModel): number {
  const distance = sizeBytes === undefined ? 1 : Math.abs(Math.log2(sizeBytes / idealCompletionBytes));
  return (fillsInMiddle ? 100 : 0) + (codeModel.test(name) ? 20 : 0) + (baseModel.test(name) ? 1 : 0) - distance;
}

function rateForChat({ name, sizeBytes = 0 }: OfferedModel): number {
  const gibibytes = sizeBytes / 2 ** 30;
  const fits = sizeBytes <= largestChatBytes;
  return (baseModel.test(name) ? -100 : 0) + (fits ? gibibytes : -gibibytes) + (codeModel.test(name) ? 1 : 0);
}

function best(candidates: readonly Candidate[], rate: (model: OfferedModel) => number): Candidate | undefined {
  return candidates.reduce<Candidate | undefined>(
    (winner, candidate) => (winner === undefined || rate(candidate.model) > rate(winner.model) ? candidate : winner),
    undefined,
  );
}

function toProposal(
  candidate: Candidate | undefined,
  reasonFor: (model: OfferedModel) => string,
): ProposedModel | undefined {
  if (candidate === undefined) return undefined;
  return { server: candidate.server, model: candidate.model.name, reason: reasonFor(candidate.model) };
}

function reasonForCompletion({ name, fillsInMiddle, sizeBytes }: OfferedModel): string {
  if (!fillsInMiddle) return 'It cannot fill in the middle, so it sees only what stands before the cursor.';
  const size = sizeBytes === undefined ? '' : ` and takes ${describeSize(sizeBytes)}`;
  return `It fills in the middle${codeModel.test(name) ? ', is made for code' : ''}${size}.`;
}

function reasonForChat({ name, sizeBytes }: OfferedModel, candidates: number): string {
  if (candidates === 1) return 'It is the only model found.';
  if (baseModel.test(name)) return 'No model found is trained to answer, so its answers will be rough.';
  const forCode = codeModel.test(name) ? ' and made for code' : '';
  if (sizeBytes === undefined) return `It is trained to answer${forCode}.`;
  return sizeBytes <= largestChatBytes
    ? `It is trained to answer${forCode}, and large but not too large for most machines (${describeSize(sizeBytes)}).`
    : `It is trained to answer${forCode}, but too large for most machines (${describeSize(sizeBytes)}).`;
}

function describeSize(sizeBytes: number): string {
  return sizeBytes < 1e9 ? `${Math.round(sizeBytes / 1e6)} MB` : `${(sizeBytes / 1e9).toFixed(1)} GB`;
}
