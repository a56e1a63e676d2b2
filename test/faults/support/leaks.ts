import { settle } from '../../support/fakeClock.ts';

/** What may not be left behind: connections at either end, and timers that would keep a process alive. */
const counted = ['TCPSocketWrap', 'TLSWrap', 'Timeout', 'Immediate', 'GetAddrInfoReqWrap'];

/** Counts what this process holds open now. */
export function heldResources(): ReadonlyMap<string, number> {
  const held = process.getActiveResourcesInfo();
  return new Map(counted.map((name) => [name, held.filter((other) => other === name).length]));
}

/** What is held beyond `before`, once everything that is ending has ended; a line each, none where nothing is left. */
export async function leftBehind(before: ReadonlyMap<string, number>): Promise<string[]> {
  let left = moreThan(before);
  for (let turn = 0; turn < 50 && left.length > 0; turn++) {
    await settle();
    left = moreThan(before);
  }
  return left;
}

function moreThan(before: ReadonlyMap<string, number>): string[] {
  return [...heldResources()].flatMap(([name, count]) => {
    const more = count - (before.get(name) ?? 0);
    return more > 0 ? [`${more} ${name}`] : [];
  });
}

/** Notes what a process complains of: promises that nobody looked after, and emitters with too many listeners. */
export function watchComplaints(from: Pick<NodeJS.EventEmitter, 'on' | 'off'> = process): {
  readonly complaints: readonly string[];
  stop(): void;
} {
  const complaints: string[] = [];
  const onRejection = (reason: unknown) => complaints.push(`unhandled rejection: ${String(reason)}`);
  const onWarning = ({ name, message }: Error) => complaints.push(`${name}: ${message}`);
  from.on('unhandledRejection', onRejection);
  from.on('warning', onWarning);
  return {
    complaints,
    stop() {
      from.off('unhandledRejection', onRejection);
      from.off('warning', onWarning);
    },
  };
}
