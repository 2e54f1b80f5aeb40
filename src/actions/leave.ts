import { and, asc, eq, gt, inArray, isNull, or } from 'drizzle-orm';
import type { Act, Person } from '#directory/index.ts';
import { callOff } from './cancel.ts';
import { changeCopies } from './copies.ts';
import { stopReminding } from './remind.ts';
import { action, actionPart, tacticMute } from './tables.ts';
import { endTogether, exportTogether } from './together.ts';

/**
 * Ends what a person leaves behind: drafts, what they take part in and what they took on. What they announced stays,
 * without their name.
 */
export async function leave(act: Act, person: Person): Promise<void> {
  const { tx } = act;
  await tx.delete(action).where(and(isBy(person), inArray(action.state, ['draft', 'posting'])));
  const parts = await tx.delete(actionPart).where(isOf(actionPart, person)).returning();
  await tx.delete(tacticMute).where(isOf(tacticMute, person));
  await endTogether(act, person);
  for (const { actionId: id } of parts) await stopReminding(act, { id }, person.id);
  // Numbers sink and the name goes, a little later: by then nobody can tell who it was.
  const gone = parts.map((part) => part.actionId);
  await tx
    .update(action)
    .set({ countAt: act.now.add({ minutes: 1 }) })
    .where(
      and(
        eq(action.coalitionId, person.coalitionId),
        eq(action.state, 'posted'),
        isNull(action.countAt),
        or(eq(action.announcerId, person.id), gone.length > 0 ? inArray(action.id, gone) : undefined),
      ),
    );
}

/** Deletes what is held of a person here: what they announced and is to come is cancelled, of the rest the title is left. */
export async function forget(act: Act, person: Person): Promise<void> {
  const { tx, now } = act;
  await leave(act, person);
  const coming = await tx
    .select()
    .from(action)
    .where(and(isBy(person), eq(action.state, 'posted'), gt(action.startsAt, now)))
    .orderBy(asc(action.id))
    .for('no key update');
  for (const one of coming) await callOff(act, one, person.id, '');
  const emptied = await tx
    .update(action)
    .set({ announcerId: null, what: '', exactPlace: '', link: null })
    .where(isBy(person))
    .returning();
  for (const one of emptied) if (one.state === 'posted') await changeCopies(act, one);
}

/** What is held of a person here: what they announced, and what they take part in. */
export async function exported(act: Act, person: Person): Promise<unknown> {
  const { tx } = act;
  const announced = await tx.select().from(action).where(isBy(person)).orderBy(asc(action.draftedAt));
  const parts = await tx
    .select({ title: action.title, how: actionPart.how, since: actionPart.since })
    .from(actionPart)
    .innerJoin(action, eq(action.id, actionPart.actionId))
    .where(isOf(actionPart, person))
    .orderBy(asc(actionPart.since));
  const muted = await tx
    .select({ tactic: tacticMute.tactic })
    .from(tacticMute)
    .where(isOf(tacticMute, person));
  return {
    announced: announced.map((one) => ({
      ...{ title: one.title, what: one.what, place: one.place, exactPlace: one.exactPlace, link: one.link },
      ...{ tactic: one.tactic, state: one.state, lesson: one.lesson, startsAt: one.startsAt.toString() },
    })),
    parts: parts.map(({ title, how, since }) => ({ title, how, since: since.toString() })),
    muted: muted.map(({ tactic }) => tactic),
    ...(await exportTogether(act, person)),
  };
}

const isBy = (person: Person) =>
  and(eq(action.coalitionId, person.coalitionId), eq(action.announcerId, person.id));

const isOf = (table: typeof actionPart | typeof tacticMute, person: Person) =>
  and(eq(table.personId, person.id), eq(table.coalitionId, person.coalitionId));
