import { and, asc, eq, inArray, ne } from 'drizzle-orm';
import type { Act, Person } from '#directory/index.ts';
import { changeCopies } from './copies.ts';
import { countLater } from './draw.ts';
import { day, dayResult, dayRole, dayTold, hosting } from './tables.ts';
import { words } from './words.ts';

/**
 * Ends what a person leaves behind: drafts, places they lead and roles they took are without them. Days they called stay,
 * and so do the numbers they gave, without their name.
 */
export async function leave({ tx }: Act, person: Person): Promise<void> {
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
    .set({ leadId: null, ledAt: null, confirmedAt: null })
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
  await tx
    .update(hosting)
    .set({ askedById: null })
    .where(and(eq(hosting.coalitionId, of.coalitionId), eq(hosting.askedById, of.id)));
}

/** Deletes what is held of a person here: what they wrote of places, sources and reasons is emptied, and the rows are kept. */
export async function forget(act: Act, person: Person): Promise<void> {
  const { tx } = act;
  const { coalitionId, id } = person;
  const say = words.en;
  const led = await tx
    .select()
    .from(hosting)
    .where(and(eq(hosting.coalitionId, coalitionId), eq(hosting.leadId, id)))
    .orderBy(asc(hosting.id));
  for (const one of led) {
    // Of one host no two places are called the same.
    const others = await tx
      .select()
      .from(hosting)
      .where(and(eq(hosting.coalitionId, coalitionId), eq(hosting.dayId, one.dayId)));
    const place = freeName(
      say.somewhere,
      others.filter((other) => other.id !== one.id).map((other) => other.place),
    );
    await tx
      .update(hosting)
      .set({ place, what: '', bring: '' })
      .where(and(eq(hosting.coalitionId, coalitionId), eq(hosting.id, one.id)));
  }
  const given = await tx
    .select()
    .from(dayResult)
    .where(and(eq(dayResult.coalitionId, coalitionId), eq(dayResult.reportedById, id)))
    .orderBy(asc(dayResult.id));
  for (const one of given) {
    const others = await tx
      .select()
      .from(dayResult)
      .where(and(eq(dayResult.coalitionId, coalitionId), eq(dayResult.hostingId, one.hostingId)));
    const source = freeName(
      say.somebody,
      others.filter((other) => other.id !== one.id).map((other) => other.source),
    );
    await tx
      .update(dayResult)
      .set({ source })
      .where(and(eq(dayResult.coalitionId, coalitionId), eq(dayResult.id, one.id)));
  }
  const called = await tx
    .update(day)
    .set({ reason: '' })
    .where(and(eq(day.coalitionId, coalitionId), eq(day.calledById, id), ne(day.reason, '')))
    .returning();
  for (const one of called) await changeCopies(act, one);
  const dayIds = [...new Set(given.map(({ dayId }) => dayId))];
  const counted =
    dayIds.length === 0
      ? []
      : await tx
          .select()
          .from(day)
          .where(and(eq(day.coalitionId, coalitionId), inArray(day.id, dayIds)));
  for (const one of counted) await countLater(act, one);
  await leave(act, person);
}

function freeName(name: string, taken: readonly string[]): string {
  const known = new Set(taken.map((one) => one.toLowerCase()));
  let free = name;
  for (let at = 2; known.has(free); at += 1) free = `${name} ${at}`;
  return free;
}
