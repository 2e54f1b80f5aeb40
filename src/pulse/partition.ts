import { sql } from 'drizzle-orm';
import type { Act } from '#directory/index.ts';
import { sealedAnswer } from './tables.ts';

/**
 * Gives the answers of one pulse pages of their own. Attached and not created in place, which would keep every other
 * coalition from answering until this transaction ends.
 */
export async function makePartition({ tx }: Act, pulseId: string): Promise<void> {
  const name = nameOf(pulseId);
  await tx.execute(sql`create table ${name} (like ${sealedAnswer} including all)`);
  await tx.execute(
    sql`alter table ${sealedAnswer} attach partition ${name} for values in (${sql.raw(`'${pulseId}'`)})`,
  );
}

/** Drops the answers of one pulse with their pages, so that not only their rows go. May be repeated. */
export async function dropPartition({ tx }: Act, pulseId: string): Promise<void> {
  // It needs everybody's table for a moment. While a backup reads that, all who answer would wait behind this: it is
  // tried again later instead.
  await tx.execute(sql`set local lock_timeout = '2s'`);
  await tx.execute(sql`drop table if exists ${nameOf(pulseId)}`);
}

const nameOf = (pulseId: string) => sql.identifier(`pulse_sealed_${pulseId.replaceAll('-', '')}`);
