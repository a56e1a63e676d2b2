import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** A company's proxy: what wants to leave asks it for a tunnel by the host's name. */
export interface TunnelProxy {
  readonly url: string;
  /** `host:port` of each tunnel that was asked for, in order. */
  readonly tunnels: readonly string[];
  stop(): Promise<void>;
}

/** Every tunnel leads to the same server of this machine, so that a name that nobody can look up stands for a cloud. */
export async function startTunnelProxy(targetUrl: string): Promise<TunnelProxy> {
  const target = new URL(targetUrl);
  const tunnels: string[] = [];
  const open = new Set<Duplex>();
  const server = createServer((_, reply) => reply.writeHead(405).end());
  server.on('connect', (request: IncomingMessage, client: Duplex) => {
    tunnels.push(request.url ?? '');
    const upstream = connect(Number(target.port), target.hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    tunnels,
    async stop() {
      for (const socket of open) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
