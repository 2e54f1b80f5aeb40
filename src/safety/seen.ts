import { and, eq, lt, sql } from 'drizzle-orm';
import { closestLanguage, Refusal } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import { holdersOf, type JoinedContext } from '#directory/index.ts';
import { walkKind } from './kinds.ts';
import { limits } from './limits.ts';
import { walkMessage } from './messages.ts';
import { seen } from './tables.ts';
import { words } from './words.ts';

/** Throws a Refusal where this person has been shown more people today than anyone needs. */
export async function refuseWalking(context: JoinedContext): Promise<void> {
  const { tx, person, coalition, language } = context;
  const [today] = await tx
    .select({ people: seen.people })
    .from(seen)
    .where(
      and(eq(seen.personId, person.id), eq(seen.coalitionId, coalition.id), eq(seen.day, dayOf(context))),
    );
  if ((today?.people ?? 0) >= limits.seenMost) throw new Refusal(words[language].comeBackTomorrow);
}

/**
 * Notes how many people somebody was just shown; whom, is kept nowhere, so that somebody seen twice counts twice. Above a
 * hundred in a day operators are told once, or principals where nobody else is an operator.
 */
export async function noteSeen(context: JoinedContext, people: number): Promise<void> {
  const { tx, person, coalition } = context;
  if (people === 0) return;
  const day = dayOf(context);
  await tx.delete(seen).where(and(eq(seen.coalitionId, coalition.id), lt(seen.day, day)));
  const [row] = await tx
    .insert(seen)
    .values({ personId: person.id, coalitionId: coalition.id, day, people })
    .onConflictDoUpdate({
      target: [seen.personId, seen.day],
      set: { people: sql`${seen.people} + excluded.people` },
    })
    .returning({ people: seen.people });
  const now = row?.people ?? 0;
  if (now <= limits.seenAlarm || now - people > limits.seenAlarm) return;
  const others = (holders: Awaited<ReturnType<typeof holdersOf>>) =>
    holders.filter(({ id }) => id !== person.id);
  const operators = others(await holdersOf(tx, coalition.id, 'operator'));
  const told = operators.length > 0 ? operators : others(await holdersOf(tx, coalition.id, 'principal'));
  await tellMany(
    context,
    walkKind,
    told.map(({ id: personId, language }) => ({
      ...{ coalitionId: coalition.id, subject: person.id, occurrence: day },
      to: { kind: 'person', personId },
      message: walkMessage(closestLanguage(language), person.name, limits.seenAlarm),
    })),
  );
}

const dayOf = ({ now }: JoinedContext): string => now.toString().slice(0, 10);
