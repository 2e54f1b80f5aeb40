import { and, eq } from 'drizzle-orm';
import type { Act, Person } from '#directory/index.ts';
import { result } from './tables.ts';

/** What a person reported stays, without them. */
export async function leave({ tx }: Act, person: Person): Promise<void> {
  await tx.update(result).set({ reportedById: null }).where(isBy(person));
}

/** The numbers that a person reported. */
export async function exported({ tx }: Act, person: Person): Promise<unknown> {
  const rows = await tx.select().from(result).where(isBy(person)).orderBy(result.reportedAt);
  return rows.map(({ count, unit, source, final, reportedAt, correctedById }) => ({
    ...{ count, unit, source, final, reportedAt: reportedAt.toString(), corrected: correctedById !== null },
  }));
}

const isBy = (person: Person) =>
  and(eq(result.coalitionId, person.coalitionId), eq(result.reportedById, person.id));
