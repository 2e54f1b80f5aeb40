import { and, asc, eq, gt, inArray, or } from 'drizzle-orm';
import type { Act, Person } from '#directory/index.ts';
import { callOff } from './cancel.ts';
import { changeCopies } from './copies.ts';
import { redrawLater } from './redraw.ts';
import { stopTelling } from './remind.ts';
import { action, actionNeed, actionPart, tacticMute } from './tables.ts';
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
  const gone = parts.map((part) => part.actionId);
  await stopTelling(act, gone, person.id);
  // Numbers sink and the name goes, a little later: by then nobody can tell who it was.
  await redrawLater(
    act,
    and(
      eq(action.coalitionId, person.coalitionId),
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
    .set({ announcerId: null, what: '', place: '', exactPlace: '', link: null, lesson: '' })
    .where(isBy(person))
    .returning();
  const ids = emptied.map(({ id }) => id);
  if (ids.length > 0)
    await tx
      .delete(actionNeed)
      .where(and(eq(actionNeed.coalitionId, person.coalitionId), inArray(actionNeed.actionId, ids)));
  for (const one of emptied) if (one.state === 'posted') await changeCopies(act, one);
}

/** What posts say of a person has changed, such as their name: posts of theirs show it a little later. */
export async function redrawPosts(act: Act, person: Person): Promise<void> {
  await redrawLater(act, isBy(person));
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
