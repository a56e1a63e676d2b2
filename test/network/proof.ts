import assert from 'node:assert/strict';
import { readEgressLog } from './egressLog.ts';
import type { World } from './world.ts';

/** A moment from which on packets, requests and rows of the log are looked at. */
export interface Mark {
  readonly packets: number;
  readonly requests: number;
  readonly rows: number;
}

/** Marks a moment at which nothing is under way: the editor has said nothing for so long. */
export async function markSilence(world: World, quietMs = 1_000): Promise<Mark> {
  await world.link.untilSilent(quietMs);
  return {
    packets: await world.link.packets(),
    requests: world.cloud.requests().length,
    rows: readEgressLog(world).length,
  };
}

/** Fails with what the packets were when there was one since. */
export async function assertNoPacket({ link }: World, since: Mark): Promise<void> {
  const count = (await link.packets()) - since.packets;
  if (count === 0) return;
  const lines = (await link.captured()).slice(since.packets);
  const shown = lines.length <= 40 ? lines : [...lines.slice(0, 40), `and ${lines.length - 40} more`];
  assert.fail(`${count} packets on the link:\n${shown.join('\n')}`);
}

/**
 * What the cloud has received is what the log has written down, request by request, in both directions. One that was
 * given up may have been written down without having left; the log says so itself.
 */
export async function assertLogIsTrue(world: World, since: Mark): Promise<void> {
  await world.link.untilSilent(1_000);
  const received = world.cloud.requests().slice(since.requests).map(describe);
  const logged = readEgressLog(world)
    .slice(since.rows)
    .filter(({ origin }) => origin === world.cloud.origin);
  const left = [...received];
  const missing: string[] = [];
  // Those that must have arrived choose first among equal ones.
  for (const row of [...logged].sort((a, b) => Number(a.wasGivenUp) - Number(b.wasGivenUp))) {
    const place = left.indexOf(describe(row));
    if (place >= 0) left.splice(place, 1);
    else if (!row.wasGivenUp) missing.push(describe(row));
  }
  assert.deepEqual(left, [], 'received, and not in the log');
  assert.deepEqual(missing, [], 'in the log, and not received');
  assert.ok(received.length > 0, 'nothing was received, so nothing was compared');
}

function describe(request: { readonly method: string; readonly path: string; readonly bodySha256: string }): string {
  return `${request.method} ${request.path} ${request.bodySha256}`;
}
