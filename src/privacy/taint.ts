import type { Finding, Inspection } from '../contract/inspection.ts';

/** Remembers what was found in a conversation, also once the message that held it is gone from the prompt. */
export interface Taint {
  /** Adds what an inspection found to the conversation's record. */
  note(conversationId: string, inspection: Inspection): void;
  /** Everything found in the conversation so far, each thing once, in the order in which it was found. */
  of(conversationId: string): readonly Finding[];
  /** Forgets a conversation: it was deleted, or the person declared it harmless. */
  clear(conversationId: string): void;
}

export function createTaint(): Taint {
  const conversations = new Map<string, Map<string, Finding>>();
  return {
    note(conversationId, inspection) {
      if (inspection.findings.length === 0) return;
      const known = conversations.get(conversationId) ?? new Map<string, Finding>();
      conversations.set(conversationId, known);
      for (const finding of inspection.findings) {
        // One finding taints as much as a thousand, so the record stays small.
        if (known.size < keptFindings) known.set(identityOf(finding), finding);
      }
    },
    of: (conversationId) => [...(conversations.get(conversationId)?.values() ?? [])],
    clear: (conversationId) => {
      conversations.delete(conversationId);
    },
  };
}

const keptFindings = 50;

function identityOf(finding: Finding): string {
  return JSON.stringify([finding.kind, finding.rule, finding.place, finding.line]);
}
