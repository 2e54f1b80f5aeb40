import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a database that can be cut, shut or go dead, as networks do. */
export interface Door extends AsyncDisposable {
  /** the same database, through the door */
  readonly url: string;
  /** Ends every connection. */
  cut(): void;
  /** Ends every connection and refuses new ones, until `open`. */
  shut(): void;
  open(): void;
  /** From now on nothing passes, and nothing is said of it. */
  die(): void;
  /** Lets the next request of these words through and loses the answer, and the connection with it; resolves then. */
  loseAnswerTo(words: RegExp): Promise<void>;
}

/** A door on loopback to the database that `url` names. */
export async function door(url: string): Promise<Door> {
  const from = new URL(url);
  const folder = from.searchParams.get('host');
  const sockets = new Set<Socket>();
  let isDead = false;
  let isShut = false;
  let losing: { readonly words: RegExp; lost(): void } | undefined;
  const server = createServer((near) => {
    if (isShut) return near.destroy();
    sockets.add(near);
    near.on('error', () => {});
    const far =
      folder === null
        ? connect(Number(from.port || 5432), from.hostname)
        : connect(`${folder}/.s.PGSQL.5432`);
    sockets.add(far);
    far.on('error', () => {});
    let lost: (() => void) | undefined;
    near.on('data', (chunk) => {
      if (losing?.words.test(chunk.toString('latin1'))) {
        lost = losing.lost;
        losing = undefined;
      }
      return isDead || far.write(chunk);
    });
    // PostgreSQL answers a request as a whole, after it has committed.
    far.on('data', (chunk) => {
      if (!lost) return isDead || near.write(chunk);
      near.destroy();
      far.destroy();
      lost();
    });
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const through = new URL(url);
  through.search = '';
  through.hostname = '127.0.0.1';
  through.port = typeof address === 'object' && address !== null ? String(address.port) : '';
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    url: through.href,
    cut,
    shut() {
      isShut = true;
      cut();
    },
    open() {
      isShut = false;
    },
    die() {
      isDead = true;
    },
    loseAnswerTo: (words) =>
      new Promise((lost) => {
        losing = { words, lost };
      }),
    [Symbol.asyncDispose]: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
