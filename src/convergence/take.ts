import { and, eq, isNull } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import type { JoinedContext } from '#directory/index.ts';
import { comingDay, type Day } from './find.ts';
import type { DayRole } from './held.ts';
import { dayRole } from './tables.ts';
import { noteTold } from './told.ts';
import { words } from './words.ts';

/** Takes on a role of a day; a Refusal where somebody else has it. */
export async function takeRole(context: JoinedContext, role: DayRole): Promise<Day> {
  const { tx, now, person, language } = context;
  const one = await comingDay(context, role.dayId);
  const [taken] = await tx
    .update(dayRole)
    .set({ takenById: person.id, takenAt: now })
    .where(and(isRole(role), isNull(dayRole.takenById)))
    .returning();
  if (!taken && role.takenById !== person.id) throw new Refusal(words[language].roleTaken(role.name));
  await noteTold(context, one, [person.id]);
  return one;
}

/** Gives a role of a day back, that others may take it on. */
export async function leaveRole(context: JoinedContext, role: DayRole): Promise<Day> {
  const { tx, person } = context;
  const one = await comingDay(context, role.dayId);
  await tx
    .update(dayRole)
    .set({ takenById: null, takenAt: null })
    .where(and(isRole(role), eq(dayRole.takenById, person.id)));
  return one;
}

const isRole = ({ id, coalitionId }: DayRole) =>
  and(eq(dayRole.id, id), eq(dayRole.coalitionId, coalitionId));
