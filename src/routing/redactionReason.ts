import { findingNames } from '../contract/findingNames.ts';
import type { Finding, FindingKind } from '../contract/inspection.ts';
import type { BackendFacts, Reason, RoutingFacts } from '../contract/routing.ts';

/** What becomes of the findings of a request that goes to a remote backend; undefined where there is nothing to say. */
export function reasonOnFindings(
  { locality, isOwn, id }: BackendFacts,
  found: readonly Finding[],
  { mode }: Pick<RoutingFacts, 'mode'>,
): Reason | undefined {
  if (locality === 'local' || found.length === 0) return undefined;
  if (isOwn) return { layer: 'policy', code: 'own-host', text: `${id} runs on a host that you have called your own.` };
  const findings = withoutRepetition(found);
  const what = listKinds(findings);
  const isOne = findings.length === 1;
  if (mode === 'open') {
    const text = `${what} ${isOne ? 'leaves as it is' : 'leave as they are'}: the privacy mode is open.`;
    return { layer: 'policy', code: 'left-as-it-is', text };
  }
  return {
    layer: 'policy',
    code: 'redacted',
    text: `${what} ${isOne ? 'leaves as a placeholder' : 'leave as placeholders'}.`,
  };
}

/** A value that stands in several places is one thing to the person, and has one placeholder. */
function withoutRepetition(findings: readonly Finding[]): readonly Finding[] {
  const known = new Set<string>();
  return findings.filter(({ fingerprint }) => {
    if (fingerprint === undefined) return true;
    const isNew = !known.has(fingerprint);
    known.add(fingerprint);
    return isNew;
  });
}

/** For example `2 e-mail addresses and 1 phone number`. */
function listKinds(findings: readonly Finding[]): string {
  const counts = new Map<FindingKind, number>();
  for (const { kind } of findings) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const parts = [...counts].map(([kind, count]) => `${count} ${findingNames[kind][count === 1 ? 0 : 1]}`);
  return new Intl.ListFormat('en-GB').format(parts);
}
