import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { StoreLog } from './db.ts';

const retryEvery = 1_000; // ms

type Listening = {
  settings: pg.ClientConfig;
  channel: string;
  fn: (text: string) => void;
  log: StoreLog | undefined;
};

/** Listens on a connection of its own, and again after it was lost; resolves to a function that ends it. */
export async function listenOn({ settings, channel, fn, log }: Listening): Promise<() => Promise<void>> {
  const stopped = new AbortController();
  let current: pg.Client | undefined;

  async function connect(): Promise<void> {
    const client = new pg.Client({ ...settings, application_name: `weft listens: ${channel}` });
    client.on('error', () => {});
    client.on('notification', (note) => fn(note.payload ?? ''));
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
    } catch (error) {
      await client.end();
      throw error;
    }
    if (stopped.signal.aborted) return await client.end();
    current = client;
    client.once('end', () => {
      current = undefined;
      if (!stopped.signal.aborted) reconnect();
    });
  }

  async function reconnect(): Promise<void> {
    log?.warn({ channel }, 'the connection that listens was lost');
    while (!stopped.signal.aborted) {
      try {
        await pause(retryEvery, undefined, { signal: stopped.signal });
        await connect();
        if (!stopped.signal.aborted) fn('');
        return;
      } catch {
        // Tried again in a second; the pool tells of a database that is away.
      }
    }
  }

  await connect();
  return async () => {
    stopped.abort();
    await current?.end();
  };
}
