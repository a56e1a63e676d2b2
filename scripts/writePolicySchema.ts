import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { policySchema } from '../src/privacy/workspacePolicy/schema.ts';
import { run } from './run.ts';

/** The JSON schema by which editors complete and check `.watershed/policy.json`. */
export function publishedPolicySchema(): object {
  return { ...z.toJSONSchema(policySchema, { target: 'draft-7', io: 'input' }), title: 'Watershed policy' };
}

/** Where it is published, as a part of the extension. */
export const policySchemaFile = join(import.meta.dirname, '..', 'media', 'policy.schema.json');

async function write(): Promise<void> {
  await writeFile(policySchemaFile, JSON.stringify(publishedPolicySchema()));
  process.exitCode = await run(join('node_modules', '.bin', 'biome'), ['format', '--write', policySchemaFile]);
}

if (import.meta.main) await write();
