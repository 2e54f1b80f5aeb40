import { and, asc, eq, gt, inArray, or } from 'drizzle-orm';
import type { Act, Person } from '#directory/index.ts';
import { callOff } from './cancel.ts';
import { changeCopies } from './copies.ts';
import { redrawLater } from './redraw.ts';
import { stopTelling } from './remind.ts';
import { action, actionNeed, actionPart, tacticMute } from './tables.ts';
import { endTogether } from './together.ts';
import { words } from './words.ts';

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

/**
 * Deletes what is held of a person here: what they announced and is to come is cancelled, and of all of it a row is left
 * that says nothing, for what others reported of it.
 */
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
    .set({
      ...{ announcerId: null, title: words.en.deletedTitle, what: '', place: '', exactPlace: '' },
      ...{ link: null, lesson: '', reason: '' },
    })
    .where(isBy(person))
    .returning();
  const ids = emptied.map(({ id }) => id);
  if (ids.length > 0)
    await tx
      .delete(actionNeed)
      .where(and(eq(actionNeed.coalitionId, person.coalitionId), inArray(actionNeed.actionId, ids)));
  for (const one of emptied) await changeCopies(act, one);
}

/** What posts say of a person has changed, such as their name: posts of theirs show it a little later. */
export async function redrawPosts(act: Act, person: Person): Promise<void> {
  await redrawLater(act, isBy(person));
}

const isBy = (person: Person) =>
  and(eq(action.coalitionId, person.coalitionId), eq(action.announcerId, person.id));

const isOf = (table: typeof actionPart | typeof tacticMute, person: Person) =>
  and(eq(table.personId, person.id), eq(table.coalitionId, person.coalitionId));
