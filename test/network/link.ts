import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errors } from 'playwright-core';
import * as z from 'zod';
import { runCommand } from '../support/command.ts';
import { until } from '../support/until.ts';
import { startInNamespace } from './cloud.ts';
import { linkName } from './namespaces.ts';

/** The link between the editor and everything else, watched from its far end. */
export interface Link {
  /** Packets in either direction since the link was made, as the kernel counts them. */
  packets(): Promise<number>;
  /** What the packets were, the oldest first, a line each. For messages: the kernel's count is what decides. */
  captured(): Promise<readonly string[]>;
  /** Waits until no packet has passed for so long. @throws after half a minute of traffic */
  untilSilent(quietMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the capture in the cloud's namespace, into a file of this folder. */
export async function watchLink(namespace: string, folder: string): Promise<Link> {
  const file = join(folder, 'packets.txt');
  const script = join(import.meta.dirname, 'capture.py');
  // A pipe keeps its last lines only; a file keeps all.
  const shell = ['sh', '-c', 'echo ready; exec python3 "$0" "$1" > "$2"', script, linkName, file];
  const capture = await startInNamespace(namespace, 'the capture of packets', shell);
  const packets = () => countPackets(namespace);
  const captured = async () => (await readFile(file, 'utf8')).trimEnd().split('\n').slice(1);
  await untilCapturing(file);
  return {
    packets,
    captured,
    async untilSilent(quietMs) {
      const endMs = performance.now() + 30_000;
      for (let before = -1, now = await packets(); before !== now; now = await packets()) {
        if (performance.now() > endMs) {
          throw new errors.TimeoutError(
            `The link is not silent. Last on it:\n${(await captured()).slice(-20).join('\n')}`,
          );
        }
        before = now;
        await sleep(quietMs);
      }
    },
    stop: capture.stop,
  };
}

async function untilCapturing(file: string): Promise<void> {
  const isCapturing = async () => (await readFile(file, 'utf8').catch(() => '')).startsWith('ready');
  await until(isCapturing, 'The capture of packets');
}

const statisticsSchema = z.tuple([
  z.object({ stats64: z.object({ rx: z.object({ packets: z.number() }), tx: z.object({ packets: z.number() }) }) }),
]);

async function countPackets(namespace: string): Promise<number> {
  const output = await runCommand('ip', ['-n', namespace, '-s', '-j', 'link', 'show', 'dev', linkName]);
  const [{ stats64 }] = statisticsSchema.parse(JSON.parse(output));
  return stats64.rx.packets + stats64.tx.packets;
}
