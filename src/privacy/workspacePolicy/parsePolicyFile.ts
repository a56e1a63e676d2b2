import type * as z from 'zod';
import { largestPolicyBytes, type PolicyFile, policyPath } from '../../contract/privacySettings.ts';
import { type PolicyDocument, policySchema } from './schema.ts';

/** A policy that was understood, or a sentence on what is wrong with its file and what to do. */
export type ParsedPolicy = { readonly document: PolicyDocument } | { readonly problem: string };

export function parsePolicyFile({ workspaceUri, text }: PolicyFile): ParsedPolicy {
  const broken = (fault: string): ParsedPolicy => ({ problem: toSentence(workspaceUri, fault) });
  if (text === undefined) return broken('cannot be read, or is larger than 64 KB');
  if (text.length > largestPolicyBytes) return broken('is larger than 64 KB');
  const value = parseJson(text);
  if (value === undefined) return broken('is not valid JSON');
  const parsed = policySchema.safeParse(value.json);
  if (parsed.success) return { document: parsed.data };
  const [issue] = parsed.error.issues;
  return broken(issue === undefined ? 'is not valid' : describe(issue));
}

/** An object around the value, since the value itself may be anything. */
function parseJson(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch {
    return undefined;
  }
}

function describe(issue: z.core.$ZodIssue): string {
  const path = issue.path.map((part) => toPlain(String(part))).join('.');
  if (issue.code === 'unrecognized_keys') {
    const where = path === '' ? '' : ` in “${path}”`;
    return `has the unknown key ${issue.keys.map((key) => `“${toPlain(key)}”`).join(', ')}${where}`;
  }
  if (path === '') return 'must hold an object with "version": 1';
  return `is not valid: “${path}” ${issue.message.replace(/\.$/, '')}`;
}

function toSentence(workspaceUri: string, fault: string): string {
  const folder = toPlain(decode(workspaceUri.replace(/\/+$/, '').split('/').pop() ?? ''));
  return `The policy of “${folder}” (${policyPath}) ${fault}. Until it is mended or removed, nothing leaves this machine.`;
}

/** What a repository writes is shown as letters only, so that it can put no link and no hidden character into a message. */
function toPlain(text: string): string {
  return text.replace(/[^\p{L}\p{N} ._-]/gu, '?').slice(0, 60);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
