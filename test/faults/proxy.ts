import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * Stands between Weft and PostgreSQL and loses the reply to a piece of work that PostgreSQL has committed: a whole
 * transaction, or one statement outside of any. Everything else passes as it is.
 */
export interface Proxy extends AsyncDisposable {
  readonly url: string;
  /**
   * Work with a statement that matches is committed, and its last reply never delivered: the connection is cut instead.
   * `skip` pieces of such work pass first.
   */
  loseReply(statement: RegExp, skip?: number): void;
  /** how many replies were lost */
  readonly lost: number;
}

/** Starts one on 127.0.0.1 before the server whose socket that is. */
export async function startProxy(socket: string): Promise<Proxy> {
  let planned: { readonly statement: RegExp; skip: number } | undefined;
  const pairs = new Set<{ client: Socket; server: Socket }>();
  let lost = 0;

  function join(client: Socket): void {
    const server = connect(socket);
    const pair = { client, server };
    pairs.add(pair);
    const cut = () => {
      pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const end of [client, server]) end.on('error', cut).on('close', cut);

    // What this connection has said since it was last idle, and whether the reply to it is to be lost.
    let said: string[] = [];
    let inTransaction = false;
    let losing = false;
    const fromClient = createReader(true, (type, body) => {
      const statement = statementIn(type, body);
      if (statement !== undefined) said.push(statement);
      const ends = type === 'Q' || type === 'S';
      // Inside a transaction only COMMIT makes anything last.
      if (!ends || (inTransaction && !/^commit/i.test(said.at(-1) ?? ''))) return;
      if (!inTransaction && /^begin/i.test(said.at(-1) ?? '')) return;
      if (!planned || !said.some((words) => planned?.statement.test(words))) return;
      planned.skip -= 1;
      if (planned.skip >= 0) return;
      planned = undefined;
      losing = true;
    });
    const fromServer = createReader(false, (type, body) => {
      if (type !== 'Z') return;
      // ReadyForQuery: I is idle, T in a transaction, E in one that failed.
      const state = String.fromCharCode(body[0] ?? 0);
      inTransaction = state !== 'I';
      if (inTransaction) return;
      said = [];
      if (!losing) return;
      lost += 1;
      cut();
    });
    client.on('data', (chunk: Buffer) => {
      fromClient(chunk);
      server.write(chunk);
    });
    server.on('data', (chunk: Buffer) => {
      fromServer(chunk);
      if (!losing) client.write(chunk);
    });
  }

  const listening = createServer(join);
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  return {
    url: `postgresql://weft@127.0.0.1:${port}/postgres`,
    loseReply(statement, skip = 0) {
      planned = { statement, skip };
    },
    get lost() {
      return lost;
    },
    async [Symbol.asyncDispose]() {
      for (const { client, server } of pairs) {
        client.destroy();
        server.destroy();
      }
      await new Promise<void>((resolve) => listening.close(() => resolve()));
    },
  };
}

/** The text of a simple query, or of one that is parsed to be bound later; PostgreSQL, "Message Formats". */
function statementIn(type: string, body: Buffer): string | undefined {
  const text = body.toString('utf8');
  if (type === 'Q') return text.slice(0, -1);
  if (type === 'P') return text.split('\0')[1];
  return undefined;
}

/** Cuts a stream into messages, a letter and a length each; the client's first message has no letter. */
function createReader(isClient: boolean, each: (type: string, body: Buffer) => void) {
  let rest: Buffer = Buffer.alloc(0);
  let greeted = !isClient;
  return (chunk: Buffer): void => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const head = greeted ? 1 : 0;
      if (rest.length < head + 4) return;
      const length = rest.readUInt32BE(head);
      if (rest.length < head + length) return;
      if (greeted) each(String.fromCharCode(rest[0] ?? 0), rest.subarray(5, head + length));
      greeted = true;
      rest = rest.subarray(head + length);
    }
  };
}
