import { rmSync } from 'node:fs';
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = new Set<string>();

/** A new folder below the system's one for temporary files; it is removed when this process exits. */
export async function temporaryFolder(name: string): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), `watershed-${name}-`)));
  if (folders.size === 0) process.once('exit', removeAll);
  folders.add(folder);
  return folder;
}

function removeAll(): void {
  // A process that is just ending may still write: what it leaves is not worth a failure.
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
