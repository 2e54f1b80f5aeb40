import { and, desc, eq } from 'drizzle-orm';
import type { Act, Person } from '#directory/index.ts';
import { pulse, roster } from './tables.ts';

/** Takes somebody off the rosters of pulses. What they answered cannot be found: nobody can link it to them. */
export async function leave({ tx }: Act, person: Person): Promise<void> {
  await tx
    .delete(roster)
    .where(and(eq(roster.coalitionId, person.coalitionId), eq(roster.personId, person.id)));
}

/** Which pulses asked a person; never whether they answered, which no row says. */
export async function exported({ tx }: Act, person: Person): Promise<unknown> {
  const rows = await tx
    .select({ number: pulse.number, opensAt: pulse.opensAt })
    .from(roster)
    .innerJoin(pulse, eq(pulse.id, roster.pulseId))
    .where(and(eq(roster.coalitionId, person.coalitionId), eq(roster.personId, person.id)))
    .orderBy(desc(pulse.number));
  return { asked: rows.map(({ number, opensAt }) => ({ number, opensAt: opensAt.toString() })) };
}
