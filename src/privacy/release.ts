import type { AdmittedContents, Refusal } from '../contract/admission.ts';
import type { Finding, FindingKind, Inspection } from '../contract/inspection.ts';
import type { ChatRequest, Request } from '../contract/request.ts';
import type { AnswerStream } from '../contract/stream.ts';
import { uncertainRefusal } from './leaving.ts';
import type { Redacted } from './redaction/redactor.ts';

/** A request as it may be sent, and what is known of its text. */
export interface Release {
  readonly request: Request;
  readonly contents: AdmittedContents;
  /** Puts into the answer what left as placeholders; absent where nothing did. */
  readonly restore?: (answer: AnswerStream) => AnswerStream;
}

export type Redact = (request: ChatRequest) => Promise<Redacted>;

export function releaseAsItIs(request: Request, { findings }: Inspection): Release {
  return { request, contents: { findings: countByKind(findings), redacted: 0 } };
}

/** Puts placeholders in. What is still found in the request then keeps it here. */
export async function releaseRedacted(
  request: Request,
  { findings }: Inspection,
  redact: Redact | undefined,
): Promise<Release | { readonly refused: Refusal }> {
  if (request.task !== 'chat' || redact === undefined) return { refused: uncertainRefusal };
  if (findings.length > mostRedacted) return { refused: tooManyRefusal };
  const { request: redacted, count, left, restore } = await redact(request);
  const [remaining] = left;
  if (remaining !== undefined) {
    const text = `Placeholders cannot take the place of everything that was found: the prompt would still hold ${remaining.what}. It stays on this machine.`;
    return { refused: { code: 'redaction-incomplete', text } };
  }
  return { request: redacted, contents: { findings: countByKind(findings), redacted: count }, restore };
}

/** Each of them is looked for in each text, which the editor would feel: 1,000 take some 50 ms, measured in November 2026. */
const mostRedacted = 1_000;

const tooManyRefusal: Refusal = {
  code: 'redaction-incomplete',
  text: `More than ${mostRedacted.toLocaleString('en-US')} things were found that would have to be replaced. The prompt stays on this machine.`,
};

function countByKind(findings: readonly Finding[]): AdmittedContents['findings'] {
  const counts: Partial<Record<FindingKind, number>> = {};
  for (const { kind } of findings) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
