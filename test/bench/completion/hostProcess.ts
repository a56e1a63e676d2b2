import { readdirSync, readFileSync } from 'node:fs';

/** What a process has used so far, as the kernel counts it. */
export interface ProcessUse {
  readonly cpuMs: number;
  readonly residentMb: number;
}

/** Linux counts processor time in hundredths of a second for user programs, on every architecture. */
const tickMs = 10;

/** The extension host among the descendants of the editor's server. */
export function findExtensionHost(serverPid: number): number {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (Number.isInteger(pid)) parents.set(pid, parentOf(pid));
  }
  const isBelow = (pid: number): boolean => pid === serverPid || (pid > 1 && isBelow(parents.get(pid) ?? 0));
  const hosts = [...parents.keys()].filter(
    (pid) => isBelow(pid) && readText(pid, 'cmdline').includes('--type=extensionHost'),
  );
  const host = hosts.at(-1);
  if (host === undefined) throw new Error('The extension host was not found.');
  return host;
}

export function readUse(pid: number): ProcessUse {
  const fields = statFields(pid);
  const ticks = Number(fields[11]) + Number(fields[12]);
  const resident = /^VmRSS:\s+(\d+) kB/m.exec(readText(pid, 'status'))?.[1];
  return { cpuMs: ticks * tickMs, residentMb: Number(resident) / 1024 };
}

function parentOf(pid: number): number {
  return Number(statFields(pid)[1] ?? 0);
}

/** The fields of /proc/PID/stat after the program's name, which may hold anything: the state is field 0. */
function statFields(pid: number): readonly string[] {
  const text = readText(pid, 'stat');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function readText(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // The process has ended since it was listed.
    return '';
  }
}
