import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { closestLanguage, Refusal } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import { type JoinedContext, peopleByIds } from '#directory/index.ts';
import { changeToldAt } from '#time/index.ts';
import { comingDay, type Day, mayChange } from './find.ts';
import type { DayRole } from './held.ts';
import { spanIn } from './hours.ts';
import { uncoveredKind } from './kinds.ts';
import { limits } from './limits.ts';
import { dayRole } from './tables.ts';
import { noteTold } from './told.ts';
import { freedMessage } from './told-messages.ts';
import { words } from './words.ts';

/** Takes on a role of a day; a Refusal where somebody else has it, or this person has as many as one can have. */
export async function takeRole(context: JoinedContext, role: DayRole): Promise<Day> {
  const { tx, now, person, language } = context;
  const say = words[language];
  const one = await comingDay(context, role.dayId);
  const isOwn = eq(dayRole.takenById, person.id);
  if ((await tx.$count(dayRole, and(isRole(role), isOwn))) > 0) return one;
  const ofDay = and(eq(dayRole.dayId, one.id), eq(dayRole.coalitionId, one.coalitionId));
  if ((await tx.$count(dayRole, and(ofDay, isOwn))) >= limits.ownRoles)
    throw new Refusal(say.tooManyOwnRoles);
  const [taken] = await tx
    .update(dayRole)
    .set({ takenById: person.id, takenAt: now })
    .where(and(isRole(role), isNull(dayRole.takenById)))
    .returning();
  if (!taken) throw new Refusal(say.roleTaken(role.name));
  await noteTold(context, one, [person.id]);
  return one;
}

/**
 * Gives a role of a day back, that others may take it on. Who may change the day frees another’s, who is told; nobody else
 * had heard who has it. A Refusal where it is somebody else’s.
 */
export async function leaveRole(
  context: JoinedContext,
  { id }: DayRole,
): Promise<{ day: Day; role: DayRole }> {
  const { tx, coalition, person, language } = context;
  const isIt = isRole({ id, coalitionId: coalition.id });
  const [known] = await tx.select().from(dayRole).where(isIt);
  if (!known) throw new Refusal(words[language].noDay);
  const one = await comingDay(context, known.dayId);
  const isTheirs = mayChange(context, one) ? isNotNull(dayRole.takenById) : eq(dayRole.takenById, person.id);
  const [before] = await tx.select().from(dayRole).where(and(isIt, isTheirs));
  if (!before) throw new Refusal(words[language].roleNotYours(known.name));
  await tx.update(dayRole).set({ takenById: null, takenAt: null }).where(and(isIt, isTheirs));
  const { takenById } = before;
  if (takenById !== null && takenById !== person.id) await tellFreed(context, one, before, takenById);
  return { day: one, role: before };
}

async function tellFreed(context: JoinedContext, one: Day, role: DayRole, holderId: string): Promise<void> {
  const holders = await peopleByIds(context.tx, one.coalitionId, [holderId]);
  await tellMany(
    context,
    uncoveredKind,
    holders
      .filter(({ leftAt }) => leftAt === null)
      .map(({ id: personId, zone, language }) => ({
        ...{ coalitionId: one.coalitionId, subject: one.id, zone },
        occurrence: `role ${role.id} ${context.now.epochMilliseconds}`,
        to: { kind: 'person', personId } as const,
        message: freedMessage(one, role.name, closestLanguage(language)),
        // In the morning where it is night, unless the day begins before that.
        dueAt: changeToldAt(context.now, spanIn(one, zone).from, zone, { seconds: 0 }),
        expiresAt: spanIn(one, zone).until,
      })),
  );
}

const isRole = ({ id, coalitionId }: Pick<DayRole, 'id' | 'coalitionId'>) =>
  and(eq(dayRole.id, id), eq(dayRole.coalitionId, coalitionId));
