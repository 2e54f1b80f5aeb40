import { and, eq } from 'drizzle-orm';
import type { Act, Person } from '#directory/index.ts';
import { roster } from './tables.ts';

/** Takes somebody off the rosters of pulses. What they answered cannot be found: nobody can link it to them. */
export async function leave({ tx }: Act, person: Person): Promise<void> {
  await tx
    .delete(roster)
    .where(and(eq(roster.coalitionId, person.coalitionId), eq(roster.personId, person.id)));
}
