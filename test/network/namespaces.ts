import { readdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { findOnPath, runCommand } from '../support/command.ts';

/** Two network namespaces with one link between them: all that leaves `editor` goes over it, and arrives in `cloud`. */
export interface Namespaces extends AsyncDisposable {
  /** Has a loopback of its own and no other way out than the link. */
  readonly editor: string;
  /** Stands for everything else in the world: it takes packets to any address. */
  readonly cloud: string;
}

/** The cloud's end of the link, which is the editor's default route and name server. */
export const cloudAddress = '10.99.0.1';
export const editorAddress = '10.99.0.2';
/** How the link is called at either end. */
export const linkName = 'out';

/** What is missing for namespaces on this machine, in one line; undefined where nothing is. */
export function whyNoNamespaces(): string | undefined {
  if (process.platform !== 'linux') return 'Network namespaces exist on Linux only.';
  if (process.getuid?.() !== 0) return 'Network namespaces need root: run this stage as root.';
  if (findOnPath('ip') === undefined) return 'The program ip was not found: install iproute2.';
  if (findOnPath('python3') === undefined) return 'The program python3 was not found: install python3.';
  return undefined;
}

/** Makes both, with names of this process, after it has removed those of runs that were killed. */
export async function createNamespaces(): Promise<Namespaces> {
  await removeLeftovers();
  const [editor, cloud] = [`${prefix}${process.pid}-editor`, `${prefix}${process.pid}-cloud`];
  const remove = async () => {
    for (const name of [editor, cloud]) await removeNamespace(name);
  };
  try {
    for (const name of [editor, cloud]) await createNamespace(name);
    await connect(editor, cloud);
    await resolveOverLink(editor);
  } catch (error) {
    await remove();
    throw error;
  }
  return { editor, cloud, [Symbol.asyncDispose]: remove };
}

const prefix = 'watershed-test-';
/** Where iproute2 keeps the names. */
const namesFolder = '/run/netns';

async function createNamespace(name: string): Promise<void> {
  await runCommand('ip', ['netns', 'add', name]);
  // Neighbour discovery and router solicitation would be packets of the machine and not of the editor.
  for (const which of ['all', 'default']) {
    await inNamespace(name, ['sh', '-c', `echo 1 > /proc/sys/net/ipv6/conf/${which}/disable_ipv6`]);
  }
  await runCommand('ip', ['-n', name, 'link', 'set', 'dev', 'lo', 'up']);
}

/**
 * Each end knows the other's hardware address from the start, so that nothing is asked for by ARP and a silent link has
 * no packet at all. ARP itself stays on: whatever asked for another address would be counted.
 */
async function connect(editor: string, cloud: string): Promise<void> {
  const veth = ['link', 'add', 'name', linkName, 'type', 'veth', 'peer', 'name', linkName, 'netns', editor];
  await runCommand('ip', ['-n', cloud, ...veth]);
  const ends = [
    { name: cloud, own: cloudAddress, other: editorAddress, otherName: editor },
    { name: editor, own: editorAddress, other: cloudAddress, otherName: cloud },
  ];
  for (const { name, own, other, otherName } of ends) {
    const hardware = await hardwareAddress(otherName);
    await runCommand('ip', ['-n', name, 'address', 'add', own, 'peer', `${other}/32`, 'dev', linkName]);
    await runCommand('ip', ['-n', name, 'link', 'set', 'dev', linkName, 'up']);
    const neighbour = ['neighbour', 'add', other, 'lladdr', hardware, 'nud', 'permanent', 'dev', linkName];
    await runCommand('ip', ['-n', name, ...neighbour]);
  }
  await runCommand('ip', ['-n', editor, 'route', 'add', 'default', 'via', cloudAddress]);
  // Every address is the cloud's own: what is meant for the internet is refused at once instead of tried for minutes.
  await runCommand('ip', ['-n', cloud, 'route', 'add', 'local', 'default', 'dev', 'lo', 'table', 'main']);
}

/** `ip netns exec` lays these files over those in /etc. A look-up by another service would not be seen on the link. */
async function resolveOverLink(editor: string): Promise<void> {
  const folder = etcFolder(editor);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'resolv.conf'), `nameserver ${cloudAddress}\noptions timeout:1 attempts:1\n`);
  await writeFile(join(folder, 'nsswitch.conf'), 'passwd: files\ngroup: files\nhosts: files dns\n');
}

async function hardwareAddress(namespace: string): Promise<string> {
  const output = await runCommand('ip', ['-n', namespace, '-j', 'link', 'show', 'dev', linkName]);
  const [link] = z.tuple([z.object({ address: z.string() })]).parse(JSON.parse(output));
  return link.address;
}

function inNamespace(name: string, command: readonly string[]): Promise<string> {
  return runCommand('ip', ['netns', 'exec', name, ...command]);
}

/** The processes in them are those that such a run has started, and nobody waits for them any more. */
async function removeLeftovers(): Promise<void> {
  for (const name of namespaceNames()) {
    const pid = Number(/^watershed-test-(\d+)-(?:editor|cloud)$/.exec(name)?.[1]);
    if (Number.isInteger(pid) && !isAlive(pid)) await removeNamespace(name);
  }
}

async function removeNamespace(name: string): Promise<void> {
  if (namespaceNames().includes(name)) {
    const pids = (await runCommand('ip', ['netns', 'pids', name])).split('\n').filter((line) => line !== '');
    for (const pid of pids) endProcess(Number(pid));
    await runCommand('ip', ['netns', 'delete', name]);
  }
  await rm(etcFolder(name), { recursive: true, force: true });
}

function namespaceNames(): readonly string[] {
  try {
    return readdirSync(namesFolder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

function etcFolder(name: string): string {
  return join('/etc/netns', name);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
