import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands before several replicas, as a load balancer does: one address, each request to one replica, none twice. */
export interface Dispatcher extends AsyncDisposable {
  readonly url: string;
  /** From now on requests go there too; under a name, so that a replica can come back elsewhere. */
  add(name: string, address: string): void;
  remove(name: string): void;
  /** how many requests each replica got, and how many were lost with one or met none */
  readonly got: ReadonlyMap<string, number>;
  readonly lost: number;
}

/** Starts one on 127.0.0.1. A request whose replica dies is dropped: whoever sent it hears nothing more. */
export async function startDispatcher(): Promise<Dispatcher> {
  const addresses = new Map<string, string>();
  const got = new Map<string, number>();
  const agent = new Agent({ keepAlive: true });
  let turn = 0;
  let lost = 0;

  function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const all = [...addresses];
    const [name, address] = all[turn % all.length] ?? [];
    turn += 1;
    if (name === undefined || address === undefined) {
      lost += 1;
      outgoing.writeHead(503).end();
      return;
    }
    got.set(name, (got.get(name) ?? 0) + 1);
    const { method, headers, url = '/' } = incoming;
    const onward = request(new URL(url, address), { method, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      answer.on('error', () => outgoing.destroy());
    });
    onward.on('error', () => {
      lost += 1;
      outgoing.destroy();
    });
    incoming.pipe(onward);
  }

  const server = createServer(pass);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: (name, address) => void addresses.set(name, address),
    remove: (name) => void addresses.delete(name),
    got,
    get lost() {
      return lost;
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
