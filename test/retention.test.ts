import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { delivery } from '#delivery/tables.ts';
import { forgetOldRows, tables, writeAudit } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { openRoom } from './support/convergence.ts';
import { testDatabase } from './support/database.ts';

test('the audit log is kept for one year and no longer', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const now = Temporal.Instant.from('2027-05-12T17:00:00Z');
  const coalitionId = newId(now);
  await db.insert(tables.coalition).values({ id: coalitionId, name: 'River', createdAt: now });
  for (const days of [364, 366]) {
    const at = now.subtract({ hours: days * 24 });
    await writeAudit({ tx: db, now: at }, { coalitionId, act: `${days} days ago` });
  }
  await forgetOldRows({ tx: db, now });
  const { rows } = await db.execute<{ act: string }>(sql`select act from audit`);
  expect(rows.map(({ act }) => act)).toEqual(['364 days ago']);
});

test('what was written before a convergence day is kept as long as it may still change, and no longer', async () => {
  await using room = await openRoom();
  await room.plans({ day: '2028-01-15' });
  await room.hosts('wren', 'Lead pipes');
  await room.live('2027-02-02T00:00:00Z');
  const forgottenAt = async (until: string) => {
    room.clock.set(until);
    await room.forgets();
    const rows = await room.db.select().from(delivery);
    return rows.map(({ kind, effect }) => [kind, effect === null]);
  };
  const announced = [1, 2].map(() => ['converge.post', true]);
  const kept = await forgottenAt('2028-01-14T00:00:00Z');
  expect(kept.filter(([kind]) => kind === 'converge.post')).toEqual(announced);
  expect(await forgottenAt('2028-04-17T00:00:00Z')).toEqual([]);
});
