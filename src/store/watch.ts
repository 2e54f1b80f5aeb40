import pg from 'pg';

const doubtAfter = 900; // ms without an answer
const doubtAgainEvery = 5_000; // ms
const proveWithin = 900; // ms

type Queries = { query(...args: unknown[]): Promise<pg.QueryResult> };

/**
 * Wraps a connection so that a server that hangs (stopped, or behind a dead network) fails a statement within
 * two seconds, while a slow statement or one that waits for a lock is left alone: another connection is asked.
 */
export function watchWith(settings: pg.ClientConfig): (client: pg.ClientBase) => Queries {
  let asking: Promise<boolean> | undefined;
  function stillAnswers(): Promise<boolean> {
    asking ??= answers(settings).finally(() => {
      asking = undefined;
    });
    return asking;
  }
  return (client) => ({
    async query(...args) {
      let timer = setTimeout(doubt, doubtAfter);
      let done = false;
      async function doubt(): Promise<void> {
        const alive = await stillAnswers();
        if (done) return;
        if (alive) timer = setTimeout(doubt, doubtAgainEvery);
        // With a statement under way, end() cuts the socket and the statement fails.
        else (client as pg.Client).end().catch(() => {});
      }
      try {
        return await (client.query as unknown as Queries['query']).apply(client, args);
      } finally {
        done = true;
        clearTimeout(timer);
      }
    },
  });
}

async function answers(settings: pg.ClientConfig): Promise<boolean> {
  const probe = new pg.Client({
    ...settings,
    connectionTimeoutMillis: proveWithin,
    query_timeout: proveWithin,
    application_name: 'weft probe',
  });
  probe.on('error', () => {});
  try {
    await probe.connect();
    return true;
  } catch (error) {
    // A server that refuses with a reason of its own, too many connections say, is there.
    return error instanceof pg.DatabaseError && !error.code?.startsWith('57P0');
  } finally {
    probe.end().catch(() => {});
  }
}
