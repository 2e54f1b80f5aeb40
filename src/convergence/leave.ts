import { and, asc, eq } from 'drizzle-orm';
import type { Act, Person } from '#directory/index.ts';
import { forgetAsker } from './ask.ts';
import { day, dayResult, dayRole, dayTold, hosting } from './tables.ts';

/**
 * Ends what a person leaves behind: drafts, places they lead and roles they took are without them. Days they called stay,
 * and so do the numbers they gave, without their name.
 */
export async function leave(act: Act, person: Person): Promise<void> {
  const { tx } = act;
  const of = { coalitionId: person.coalitionId, id: person.id };
  await tx
    .delete(day)
    .where(and(eq(day.coalitionId, of.coalitionId), eq(day.calledById, of.id), eq(day.state, 'draft')));
  await tx
    .update(day)
    .set({ calledById: null })
    .where(and(eq(day.coalitionId, of.coalitionId), eq(day.calledById, of.id)));
  await tx
    .update(hosting)
    .set({ leadId: null, confirmedAt: null })
    .where(and(eq(hosting.coalitionId, of.coalitionId), eq(hosting.leadId, of.id)));
  await tx
    .update(dayRole)
    .set({ takenById: null, takenAt: null })
    .where(and(eq(dayRole.coalitionId, of.coalitionId), eq(dayRole.takenById, of.id)));
  await tx
    .update(dayResult)
    .set({ reportedById: null })
    .where(and(eq(dayResult.coalitionId, of.coalitionId), eq(dayResult.reportedById, of.id)));
  await tx.delete(dayTold).where(and(eq(dayTold.coalitionId, of.coalitionId), eq(dayTold.personId, of.id)));
  await forgetAsker(act, of);
}

/** What is held of a person here: days they called, places they lead, roles they took, numbers they gave, hosts they asked, and of which days they heard. */
export async function exported({ tx }: Act, person: Person): Promise<unknown> {
  const { coalitionId, id } = person;
  const called = await tx
    .select({ name: day.name, firstDay: day.firstDay, state: day.state })
    .from(day)
    .where(and(eq(day.coalitionId, coalitionId), eq(day.calledById, id)))
    .orderBy(asc(day.firstDay), asc(day.id));
  const leads = await tx
    .select({ day: day.name, what: hosting.what, place: hosting.place, state: hosting.state })
    .from(hosting)
    .innerJoin(day, eq(day.id, hosting.dayId))
    .where(and(eq(hosting.coalitionId, coalitionId), eq(hosting.leadId, id)))
    .orderBy(asc(hosting.id));
  const roles = await tx
    .select({ day: day.name, role: dayRole.name })
    .from(dayRole)
    .innerJoin(day, eq(day.id, dayRole.dayId))
    .where(and(eq(dayRole.coalitionId, coalitionId), eq(dayRole.takenById, id)))
    .orderBy(asc(dayRole.id));
  const numbers = await tx
    .select({ day: day.name, count: dayResult.count, source: dayResult.source, final: dayResult.final })
    .from(dayResult)
    .innerJoin(day, eq(day.id, dayResult.dayId))
    .where(and(eq(dayResult.coalitionId, coalitionId), eq(dayResult.reportedById, id)))
    .orderBy(asc(dayResult.reportedAt), asc(dayResult.id));
  const asked = await tx
    .select({ day: day.name, place: hosting.place, askedAt: hosting.askedAt })
    .from(hosting)
    .innerJoin(day, eq(day.id, hosting.dayId))
    .where(and(eq(hosting.coalitionId, coalitionId), eq(hosting.askedById, id)))
    .orderBy(asc(hosting.askedAt), asc(hosting.id));
  const heard = await tx
    .select({ day: day.name, at: dayTold.at })
    .from(dayTold)
    .innerJoin(day, eq(day.id, dayTold.dayId))
    .where(and(eq(dayTold.coalitionId, coalitionId), eq(dayTold.personId, id)))
    .orderBy(asc(dayTold.at), asc(dayTold.dayId));
  return { called, leads, roles, numbers, asked, heard };
}
