import type { Finding, FindingKind, Inspection } from '../contract/inspection.ts';
import type { FalseAlarms } from './falseAlarms.ts';
import { everythingStays, type HandlingByKind, handle } from './handling.ts';
import { unreadableRule } from './ownRules/ownRules.ts';

/** Remembers what was found in a conversation, also once the message that held it is gone from the prompt. */
export interface Taint {
  /** Adds what an inspection found to the conversation's record. */
  note(conversationId: string, inspection: Inspection): void;
  /**
   * Everything found in the conversation so far, each thing once, in the order in which it was found, and handled as it
   * is to be handled now. What was marked as a false alarm since, or is allowed by now, does not count.
   */
  of(conversationId: string): readonly Finding[];
}

export interface TaintParts {
  /** Everything stays here where it is left out. */
  readonly handling?: (() => HandlingByKind) | undefined;
  readonly falseAlarms?: Pick<FalseAlarms, 'isMarked'> | undefined;
}

export function createTaint({ handling = () => everythingStays, falseAlarms }: TaintParts = {}): Taint {
  const conversations = new Map<string, Conversation>();
  return {
    note(conversationId, inspection) {
      // That an expression cannot be read says nothing of the text, which is read again once it is mended.
      const findings = inspection.findings.filter(({ rule }) => rule !== unreadableRule);
      if (findings.length === 0) return;
      const known = conversations.get(conversationId) ?? createConversation();
      conversations.set(conversationId, known);
      // What the person has judged harmless since must not take the room of what is found now.
      known.drop(({ fingerprint }) => fingerprint !== undefined && falseAlarms?.isMarked(fingerprint) === true);
      for (const finding of findings) known.add(finding);
    },
    of(conversationId) {
      const handlingNow = handling();
      const findings = conversations.get(conversationId)?.list() ?? [];
      return findings.flatMap((finding) => {
        const isMarked = finding.fingerprint !== undefined && falseAlarms?.isMarked(finding.fingerprint) === true;
        return isMarked ? [] : (handle(finding, handlingNow) ?? []);
      });
    },
  };
}

interface Conversation {
  add(finding: Finding): void;
  drop(isDropped: (finding: Finding) => boolean): void;
  list(): readonly Finding[];
}

/**
 * So many of each kind are kept: they taint as much as a thousand do, and the record stays small. Each kind has room of
 * its own, since a kind that must stay here could otherwise find it taken by one that may leave as a placeholder.
 */
function createConversation(): Conversation {
  const findings = new Map<string, Finding>();
  const counts = new Map<FindingKind, number>();
  return {
    add(finding) {
      const identity = identityOf(finding);
      if (!findings.has(identity)) {
        const count = counts.get(finding.kind) ?? 0;
        if (count >= keptOfEachKind) return;
        counts.set(finding.kind, count + 1);
      }
      findings.set(identity, finding);
    },
    drop(isDropped) {
      for (const [identity, finding] of findings) {
        if (!isDropped(finding)) continue;
        findings.delete(identity);
        counts.set(finding.kind, (counts.get(finding.kind) ?? 1) - 1);
      }
    },
    list: () => [...findings.values()],
  };
}

const keptOfEachKind = 50;

/** By what two findings are the same one. Two values on one line are two: one of them may be a false alarm. */
export function identityOf({ kind, rule, place, line, fingerprint }: Finding): string {
  return JSON.stringify([kind, rule, place, line, fingerprint]);
}
