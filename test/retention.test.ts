import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { forgetOldRows, tables, writeAudit } from '#directory/index.ts';
import { newId } from '#store/index.ts';
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
