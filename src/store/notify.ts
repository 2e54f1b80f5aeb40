import { sql } from 'drizzle-orm';
import { checkChannel, type Tx } from './db.ts';

/** Wakes whoever listens on the channel, in any process, once the transaction commits. */
export async function notify(tx: Tx, channel: string, text = ''): Promise<void> {
  checkChannel(channel);
  await tx.execute(sql`select pg_notify(${channel}, ${text})`);
}
