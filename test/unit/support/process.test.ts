import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, type RunningServer, startServer, waitUntilReady } from '../../support/process.ts';

const processModule = join(import.meta.dirname, '../../support/process.ts');

test('waits until a server answers and stops it with its children', async () => {
  const port = await freePort();
  // The shell leads the group, and the server is its child.
  const server = await startNode(`require('http').createServer((_, r) => r.end('ok')).listen(${port}, '127.0.0.1')`);
  await waitUntilReady('server', server, { url: `http://127.0.0.1:${port}`, deadlineMs: 10_000 });
  await Promise.all([server.stop(), server.stop()]);
  await server.stop();
  assert.ok(server.hasEnded());
  await assert.rejects(fetch(`http://127.0.0.1:${port}`));
});

test('fails at once with the output of a server that dies', async () => {
  const server = await startNode(`console.error('the model is broken'); process.exit(3)`);
  const ready = waitUntilReady('server', server, { url: 'http://127.0.0.1:9', deadlineMs: 60_000 });
  await assert.rejects(ready, /ended while starting[\s\S]*the model is broken/);
});

test('gives up at the deadline and stops the server', async () => {
  const server = await startNode(`console.log('loading'); setInterval(() => {}, 1000)`);
  const ready = waitUntilReady('server', server, { url: 'http://127.0.0.1:9', deadlineMs: 300 });
  await assert.rejects(ready, /did not answer within 0.3 s/);
  assert.ok(server.hasEnded());
});

test('says which program could not be started', async () => {
  const start = startServer({ name: 'Engine', command: '/no/such/program', args: [] });
  await assert.rejects(start, /Engine could not be started.*ENOENT/);
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
  test(`a server does not outlive a parent that ends by ${signal}`, async () => {
    const start = `startServer({ name: 'sleeper', command: 'sleep', args: ['600'] })`;
    const script = `
      import { startServer } from ${JSON.stringify(processModule)};
      const server = await ${start};
      console.log(server.pid);
      setInterval(() => undefined, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(parent.stdout, 'data');
    const pid = Number(String(line));
    assert.ok(isAlive(pid));
    parent.kill(signal);
    await once(parent, 'exit');
    for (let waits = 0; waits < 100 && isAlive(pid); waits++) await sleep(30);
    assert.ok(!isAlive(pid), 'the server is still there');
  });
}

function startNode(code: string): Promise<RunningServer> {
  const command = `${JSON.stringify(process.execPath)} -e ${shellQuote(code)}; exit $?`;
  return startServer({ name: 'server', command: '/bin/sh', args: ['-c', command] });
}

function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process.
    return false;
  }
}
