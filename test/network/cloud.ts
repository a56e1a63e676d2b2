import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningServer, startServer } from '../support/process.ts';
import { cloudAddress } from './namespaces.ts';

/** A request as the cloud has received it. */
export interface CloudRequest {
  readonly method: string;
  readonly path: string;
  /** What the request calls the server: name and port. */
  readonly host: string;
  readonly authorization: string | undefined;
  /** Of the bytes that came, in hexadecimal. */
  readonly bodySha256: string;
  readonly body: string;
  /** False where the client went away before all was sent. */
  readonly isComplete: boolean;
}

/** The host on the other side of the link. */
export interface Cloud {
  /** `http://`, the address and the port, without a path. */
  readonly origin: string;
  readonly host: string;
  /** All that it received so far, the oldest first. */
  requests(): readonly CloudRequest[];
  stop(): Promise<void>;
}

const port = 8443;

/** Starts the cloud in its namespace; what it receives goes through a file, since the namespaces share those. */
export async function startCloud(namespace: string, folder: string): Promise<Cloud> {
  const file = join(folder, 'cloud.jsonl');
  writeFileSync(file, '');
  const program = [process.execPath, join(import.meta.dirname, 'cloudMain.ts'), String(port), file];
  const server = await startInNamespace(namespace, 'the cloud', program);
  const host = `${cloudAddress}:${port}`;
  return { origin: `http://${host}`, host, requests: () => readLines(file).map(toRequest), stop: server.stop };
}

/** Starts a program in another namespace and waits for its first line, which must be `ready`. */
export async function startInNamespace(
  namespace: string,
  name: string,
  command: readonly string[],
): Promise<RunningServer> {
  const server = await startServer({ name, command: 'ip', args: ['netns', 'exec', namespace, ...command] });
  for (let looks = 0; looks < 600; looks++) {
    if (server.output().startsWith('ready')) return server;
    if (server.hasEnded()) break;
    await sleep(50);
  }
  await server.stop();
  throw new Error(`${name} did not start. Its last output:\n${server.output()}`);
}

function readLines(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  // A line that is being written has no end yet.
  return readFileSync(file, 'utf8').split('\n').slice(0, -1);
}

function toRequest(line: string): CloudRequest {
  return JSON.parse(line);
}
